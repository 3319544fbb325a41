import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { LOJA, newStory, storyOf, traceparentOf, validTraceparent, within } from '../src/context.ts';

const RASTRO = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const HISTORIA = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';
const ZERO = '0'.repeat(32);

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const rastros = fc
  .tuple(hex(32), hex(16), hex(2))
  .filter(([trace, span]) => !/^0*$/.test(trace) && !/^0*$/.test(span))
  .map(([trace, span, flags]) => `00-${trace}-${span}-${flags}`);

suite('o rastro que vem de fora (W3C Trace Context)', () => {
  test('o que segue a norma vale como veio', () => {
    assert.equal(validTraceparent(RASTRO), RASTRO);
    fc.assert(fc.property(rastros, (rastro) => validTraceparent(rastro) === rastro));
  });

  for (const [qual, header] of [
    ['de outra versão', RASTRO.replace(/^00/, '01')],
    ['da versão que não há', RASTRO.replace(/^00/, 'ff')],
    ['cujo trace é todo zeros', `00-${ZERO}-00f067aa0ba902b7-01`],
    ['cujo span é todo zeros', `00-4bf92f3577b34da6a3ce929d0e0e4736-${ZERO.slice(16)}-01`],
    ['em maiúsculas', RASTRO.toUpperCase()],
    ['com um trace curto', RASTRO.replace('4736-', '473-')],
    ['com um span comprido', RASTRO.replace('02b7-', '02b70-')],
    ['sem flags', RASTRO.slice(0, -3)],
    ['com mais do que a versão 00 tem', `${RASTRO}-00`],
    ['com espaço à volta', ` ${RASTRO}`],
    ['com fim de linha', `${RASTRO}\n`],
    ['com letras que não são hexadecimais', RASTRO.replace('4bf', '4xf')],
    ['vazio', ''],
  ] as const)
    test(`um rastro ${qual} não vale`, () => assert.equal(validTraceparent(header), undefined));

  test('o que nem texto é, ou veio duas vezes, não vale', () => {
    for (const header of [undefined, null, 7, [RASTRO], [RASTRO, RASTRO], { toString: () => RASTRO }])
      assert.equal(validTraceparent(header), undefined);
  });
});

suite('história e rastro', () => {
  test('a história é o trace, escrito como UUID', () => {
    assert.equal(storyOf(RASTRO), HISTORIA);
    fc.assert(
      fc.property(rastros, (rastro) => {
        const historia = storyOf(rastro);
        assert.match(historia, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.equal(historia.replaceAll('-', ''), rastro.split('-')[1]);
      }),
    );
  });

  test('de qualquer história se faz um rastro válido, não amostrado, que leva de volta a ela', () => {
    fc.assert(
      fc.property(fc.uuid(), (historia) => {
        const rastro = traceparentOf(historia);
        assert.equal(validTraceparent(rastro), rastro);
        assert.equal(storyOf(rastro), historia);
        assert.ok(rastro.endsWith('-00'));
      }),
    );
  });

  test('quem começa uma história é a sua própria causa', () => {
    const agora = new Date('2026-05-04T12:00:00Z');
    assert.deepEqual(newStory(HISTORIA, agora, 'varredura'), {
      agora,
      correlacao: HISTORIA,
      traceparent: traceparentOf(HISTORIA),
      causa: HISTORIA,
      por: 'varredura',
      lojaId: LOJA,
      papel: null,
    });
    assert.equal(newStory(HISTORIA, agora, 'varredura', 2).lojaId, 2);
  });
});

suite('dentro de outra história', () => {
  const contexto = newStory('7b3c1f60-2f5e-4c0d-9a3e-222222222222', new Date(), 'cozinheiro');

  test('o mesmo ato, por quem e por causa de quem foi, passa a ser da história daquilo em que se mexe', () => {
    assert.deepEqual(within(contexto, RASTRO), { ...contexto, traceparent: RASTRO, correlacao: HISTORIA });
  });

  test('o que não tem rastro não muda a história de ninguém', () => {
    for (const semRastro of ['', 'olá', traceparentOf(ZERO), RASTRO.toUpperCase()])
      assert.equal(within(contexto, semRastro), contexto);
  });
});
