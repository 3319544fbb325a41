import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal, Unavailable } from '../src/refusal.ts';

suite('recusa', () => {
  test('diz por quê, em que campo, e leva o resto como veio', () => {
    const recusa = new Refusal('invalid', 'Não está à venda', { campo: 'produtoId', alteracoes: [1] });
    assert.ok(recusa instanceof Error);
    assert.equal(recusa.name, 'Refusal');
    assert.equal(recusa.kind, 'invalid');
    assert.equal(recusa.message, 'Não está à venda');
    assert.equal(recusa.campo, 'produtoId');
    assert.deepEqual(recusa.extra, { alteracoes: [1] });
  });

  test('sem campo nem mais nada, não inventa', () => {
    const recusa = new Refusal('conflict', 'não');
    assert.equal(recusa.campo, undefined);
    assert.deepEqual(recusa.extra, {});
  });

  test('o que está fora do ar não é uma recusa, e guarda a causa', () => {
    const cause = new Error('ECONNREFUSED');
    const falha = new Unavailable('produto não responde', { cause });
    assert.ok(!(falha instanceof Refusal));
    assert.equal(falha.name, 'Unavailable');
    assert.equal(falha.cause, cause);
  });
});
