import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EstadoComanda, EstadoPedido, estadoComandaGuardado, estadoPedidoGuardado } from '../src/estados.ts';

suite('estados', () => {
  test('o número de uma linha é o do seu estado', () => {
    for (const [nome, numero] of Object.entries(EstadoPedido)) assert.equal(estadoPedidoGuardado(numero), nome);
    for (const [nome, numero] of Object.entries(EstadoComanda)) assert.equal(estadoComandaGuardado(numero), nome);
  });

  test('um número sem estado é um erro que o diz', () => {
    assert.throws(() => estadoPedidoGuardado(7), /pedido is number 7/);
    assert.throws(() => estadoComandaGuardado(5), /comanda is number 5/); // a pedido has it, a comanda does not
  });
});
