import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { esperaEstimada, type Preparo } from '../src/domain/espera.ts';

const MIN = 60_000;
const AGORA = 100 * 60 * MIN;

/** One that ended so many minutes ago, after so many minutes of work. */
const ha = (minutos: number, duracao: number): Preparo => ({
  prontoEm: AGORA - minutos * MIN,
  iniciadoEm: AGORA - (minutos + duracao) * MIN,
});

suite('espera estimada', () => {
  for (const [nome, preparos, quantos, segundos] of [
    ['sem preparo nenhum, não se sabe', [], 4, null],
    ['com dois, ainda não se sabe', [ha(1, 5), ha(2, 5)], 0, null],
    ['com três e ninguém na fila, é o preparo do meio', [ha(1, 2), ha(2, 6), ha(3, 40)], 0, 360],
    ['com quatro, é a média dos dois do meio', [ha(1, 2), ha(2, 4), ha(3, 6), ha(4, 40)], 0, 300],
    ['cada um da fila espera mais um passo da cozinha', [ha(1, 6), ha(3, 6), ha(5, 6)], 4, 360 + 4 * 120],
    ['uma pausa só não muda o passo', [ha(1, 6), ha(2, 6), ha(3, 6), ha(70, 6)], 4, 360 + 4 * 60],
    ['numa hora calma o passo é o do preparo', [ha(1, 6), ha(41, 6), ha(81, 6)], 2, 360 + 2 * 360],
    ['prontos juntos, a fila anda de uma vez', [ha(1, 6), ha(1, 6), ha(1, 6)], 9, 360],
    ['o que ficou pronto há duas horas ou mais não conta', [ha(1, 6), ha(2, 6), ha(120, 6)], 0, null],
    ['o que ficou pronto há pouco menos de duas horas ainda conta', [ha(1, 6), ha(2, 6), ha(119, 6)], 0, 360],
    ['só os vinte últimos contam', [...Array(60).keys()].map((n) => ha(n + 1, n < 20 ? 6 : 60)), 1, 360 + 60],
  ] as const)
    test(nome, () => {
      assert.equal(esperaEstimada(preparos, quantos, AGORA), segundos);
    });

  const preparo = fc.record({
    ha: fc.integer({ min: 0, max: 150 * MIN }),
    duracao: fc.integer({ min: 0, max: 90 * MIN }),
  });
  const preparos = fc
    .array(preparo, { maxLength: 40, size: 'max' })
    .map((lista) =>
      lista
        .sort((a, b) => a.ha - b.ha)
        .map(({ ha: passado, duracao }) => ({ prontoEm: AGORA - passado, iniciadoEm: AGORA - passado - duracao })),
    );
  const fila = fc.nat({ max: 200 });
  const recentes = (lista: readonly Preparo[]) => lista.filter(({ prontoEm }) => prontoEm > AGORA - 120 * MIN);

  test('sabe-se a partir de três recentes, e nunca antes', () => {
    fc.assert(
      fc.property(preparos, fila, (lista, quantos) => {
        assert.equal(esperaEstimada(lista, quantos, AGORA) === null, recentes(lista).length < 3);
      }),
    );
  });

  test('mais gente na fila nunca espera menos', () => {
    fc.assert(
      fc.property(preparos, fila, fila, (lista, um, outro) => {
        const [menos, mais] = [Math.min(um, outro), Math.max(um, outro)];
        assert.ok((esperaEstimada(lista, menos, AGORA) ?? 0) <= (esperaEstimada(lista, mais, AGORA) ?? 0));
      }),
    );
  });

  test('o que é antigo não muda nada', () => {
    fc.assert(
      fc.property(preparos, fila, (lista, quantos) => {
        assert.equal(esperaEstimada(lista, quantos, AGORA), esperaEstimada(recentes(lista), quantos, AGORA));
      }),
    );
  });

  test('por calma que esteja a hora, ninguém na fila custa mais do que um preparo', () => {
    fc.assert(
      fc.property(preparos, fila, (lista, quantos) => {
        const sozinho = esperaEstimada(lista, 0, AGORA);
        if (sozinho === null) return;
        assert.ok((esperaEstimada(lista, quantos, AGORA) ?? 0) <= (sozinho + 1) * (quantos + 1)); // rounded to seconds
      }),
    );
  });

  test('nunca é negativa, nem quando os relógios de duas cozinhas discordam', () => {
    const torto = fc.record({
      prontoEm: fc.integer({ min: AGORA - 10 * MIN, max: AGORA + MIN }),
      iniciadoEm: fc.integer({ min: AGORA - 10 * MIN, max: AGORA + MIN }),
    });
    fc.assert(
      fc.property(fc.array(torto, { minLength: 3, maxLength: 40 }), fila, (lista, quantos) => {
        const espera = esperaEstimada(lista, quantos, AGORA);
        assert.ok(espera !== null && espera >= 0, `${espera}`);
      }),
    );
  });
});
