import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { brl, centavos, hasCents, reais } from '../src/money.ts';

const valores = fc.integer({ min: 0, max: 9_999_999 });

suite('dinheiro', () => {
  test('reais viram centavos inteiros, sem os erros da vírgula flutuante', () => {
    for (const [valor, inteiro] of [
      [20.2, 2020],
      [0.1 + 0.2, 30],
      [0.29, 29],
      [1.1, 110],
      [4.35, 435],
      [19.99, 1999],
      [99_999.99, 9_999_999],
    ] as const)
      assert.equal(centavos(valor), inteiro);
  });

  test('qualquer quantia vai a reais e volta aos mesmos centavos', () => {
    fc.assert(
      fc.property(valores, (quantia) => {
        assert.equal(centavos(reais(quantia)), quantia);
        assert.ok(hasCents(reais(quantia)));
      }),
    );
  });

  test('somam-se centavos, nunca reais: 0,10 e 0,20 dão 0,30', () => {
    assert.equal(reais(centavos(0.1) + centavos(0.2)), 0.3);
  });

  test('uma fração de centavo não é dinheiro', () => {
    for (const valor of [0.105, 20.001, 1e-3, 0.1 + 0.2, Number.NaN, Number.POSITIVE_INFINITY])
      assert.equal(hasCents(valor), false, String(valor));
    fc.assert(
      fc.property(valores, fc.integer({ min: 1, max: 9 }), (quantia, m) => !hasCents((quantia * 10 + m) / 1000)),
    );
  });

  test('as pessoas leem R$, com vírgula, ponto de milhar e um espaço comum', () => {
    for (const [quantia, texto] of [
      [2020, 'R$ 20,20'],
      [0, 'R$ 0,00'],
      [5, 'R$ 0,05'],
      [123_456, 'R$ 1.234,56'],
      [9_999_999, 'R$ 99.999,99'],
    ] as const)
      assert.equal(brl(quantia), texto);
  });
});
