import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { conferir, dizerDiferenca, dizerMovimento } from '../src/screens/balcao/state/caixa.ts';
import { contaDe, escreverReais, lerReais, notasPara } from '../src/screens/balcao/state/dinheiro.ts';
import {
  atoDe,
  chamadoDe,
  dizerItens,
  emFilas,
  type PedidoNoBalcao,
  situacaoDe,
  soNumeros,
} from '../src/screens/balcao/state/pedidos.ts';

const pedido = (mais: Partial<PedidoNoBalcao> = {}): PedidoNoBalcao => ({
  id: 345,
  senha: null,
  dia: '2026-11-25',
  estado: 'CHECKOUT',
  meio: 'balcao',
  total: 27.9,
  criadoEm: '2026-11-25T15:00:00.000Z',
  desde: '2026-11-25T15:00:00.000Z',
  cliente: null,
  itens: [{ nome: 'Turbo Dog', quantidade: 2 }],
  transacaoId: 't1',
  pago: false,
  ...mais,
});

suite('dinheiro no balcão', () => {
  test('um valor se digita como se fala dele', () => {
    for (const [texto, centavos] of [
      ['50', 5_000],
      ['27,9', 2_790],
      ['27,90', 2_790],
      ['27.90', 2_790],
      ['R$ 1.250,00', 125_000],
      ['1.250', 125_000],
      [' 0 ', 0],
    ] as const)
      assert.equal(lerReais(texto), centavos, texto);
    for (const texto of ['', 'dez', '1,234', '-5', '1,2,3', '12.5.0', '1.25,0.0'])
      assert.equal(lerReais(texto), null, texto);
    fc.assert(fc.property(fc.nat(99_999_999), (centavos) => assert.equal(lerReais(escreverReais(centavos)), centavos)));
  });

  test('sugere as notas que costumam vir, sem repetir, e nenhuma menor que o total', () => {
    assert.deepEqual(notasPara(2_790), [3_000, 4_000, 5_000, 10_000]);
    assert.deepEqual(notasPara(5_000), [6_000, 10_000, 20_000], 'exact is a button of its own');
    assert.deepEqual(notasPara(450), [500, 1_000, 2_000, 5_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), (total) => {
        const notas = notasPara(total);
        assert.ok(notas.every((nota) => nota > total));
        assert.equal(new Set(notas).size, notas.length);
      }),
    );
  });

  test('o troco é o que passa do total, e falta o que não chega', () => {
    assert.deepEqual(contaDe(2_790, 5_000), { troco: 2_210, falta: 0 });
    assert.deepEqual(contaDe(2_790, 2_790), { troco: 0, falta: 0 });
    assert.deepEqual(contaDe(2_790, 2_000), { troco: 0, falta: 790 });
  });
});

suite('o que o balcão faz com um pedido', () => {
  test('recebe o que se paga ali e entrega o que está pronto; o resto espera por outros', () => {
    assert.equal(atoDe(pedido()), 'receber');
    assert.equal(atoDe(pedido({ meio: 'pix' })), null);
    assert.equal(atoDe(pedido({ transacaoId: null })), null, 'its charge is still being made');
    assert.equal(atoDe(pedido({ pago: true })), null, 'paid, and not yet told');
    assert.equal(atoDe(pedido({ estado: 'PRONTO', senha: 12, pago: true })), 'entregar');
    for (const estado of ['RECEBIDO', 'EM_PREPARACAO', 'FINALIZADO', 'CANCELADO', 'PAGAMENTO_PENDENTE'] as const)
      assert.equal(atoDe(pedido({ estado })), null, estado);
    assert.notEqual(situacaoDe(pedido()), situacaoDe(pedido({ meio: 'pix' })));
  });

  test('quem espera há mais tempo vem primeiro, cada um em sua fila', () => {
    const em = (min: number) => `2026-11-25T15:${String(min).padStart(2, '0')}:00.000Z`;
    const { receber, entregar } = emFilas([
      pedido({ id: 3, desde: em(9) }),
      pedido({ id: 1, estado: 'PRONTO', senha: 7, pago: true, desde: em(5) }),
      pedido({ id: 2, desde: em(1) }),
      pedido({ id: 4, estado: 'PRONTO', senha: 6, pago: true, desde: em(2) }),
      pedido({ id: 5, estado: 'RECEBIDO', senha: 8, pago: true, desde: em(0) }),
    ]);
    assert.deepEqual(
      [receber, entregar].map((fila) => fila.map(({ id }) => id)),
      [
        [2, 3],
        [4, 1],
      ],
    );
  });

  test('chama-se pela senha; pelo número enquanto não há', () => {
    assert.deepEqual(chamadoDe(pedido()), { nome: 'Pedido', numero: 345 });
    assert.deepEqual(chamadoDe(pedido({ senha: 12 })), { nome: 'Senha', numero: 12 });
    assert.equal(dizerItens([...pedido().itens, { nome: 'Suco', quantidade: 1 }]), '2× Turbo Dog, 1× Suco');
    assert.equal(soNumeros('nº 12 a'), '12');
  });
});

suite('o fechamento do caixa', () => {
  const caixa = {
    dinheiro: { entradas: 150, troco: 22.1, devolucoes: 10, esperado: 117.9 },
    cartao: { entradas: 80, devolucoes: 0, esperado: 80 },
  };

  test('na gaveta se conta também o fundo, e a diferença é dita antes de fechar', () => {
    const fecho = conferir(caixa, { fundo: '100', dinheiro: '217,90', cartao: '78' });
    assert.ok(!('faltam' in fecho));
    assert.deepEqual(fecho.corpo, { fundo: 100, dinheiro: 217.9, cartao: 78 });
    assert.deepEqual(fecho.dinheiro, { esperado: 217.9, contado: 217.9, diferenca: 0 });
    assert.deepEqual(fecho.cartao, { esperado: 80, contado: 78, diferenca: -2 });
    const reais = (valor: number) => valor.toFixed(2);
    assert.equal(dizerDiferenca(0, reais), 'Confere');
    assert.equal(dizerDiferenca(-2, reais), 'Faltam 2.00');
    assert.equal(dizerDiferenca(1.5, reais), 'Sobram 1.50');
  });

  test('o que não é um valor não fecha nada, e se diz onde', () => {
    assert.deepEqual(conferir(caixa, { fundo: '', dinheiro: '10', cartao: 'x' }), { faltam: ['fundo', 'cartao'] });
  });

  test('troco e devolução saem da gaveta', () => {
    assert.deepEqual(
      (['entrada', 'troco', 'devolucao'] as const).map((tipo) => dizerMovimento({ tipo }).sai),
      [false, true, true],
    );
  });
});
