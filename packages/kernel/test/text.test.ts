import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { isFit, plainJson, tidy } from '../src/text.ts';

suite('texto', () => {
  test('o que a Amazon aceita numa mensagem é texto, o resto não', () => {
    for (const bom of ['', 'pão de queijo\t\n\r', '🌶️', '\u007f\ud7ff\ue000\ufffd', '\u{10000}\u{10ffff}'])
      assert.ok(isFit(bom), JSON.stringify(bom));
    for (const ruim of ['\u0000', '\u0008', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', '\udfff', 'a\ud83db'])
      assert.ok(!isFit(`x${ruim}y`), JSON.stringify(ruim));
  });

  test('o JSON de qualquer valor passa por qualquer fila e volta igual', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const whole = { text, [text]: [1, null], ruim: `${text}\uffff\ud800` };
        const body = plainJson(whole);
        assert.ok(isFit(body));
        assert.doesNotMatch(body, /[\ud800-\udfff]/); // small emulators refuse even pairs
        assert.deepEqual(JSON.parse(body), whole);
      }),
    );
  });

  for (const [como, escrito, esperado] of [
    ['espaços', '  X-Burguer \t da\u00a0\u2003casa\n', 'X-Burguer da casa'],
    ['uma largura zero', 'Turbo\u200b Dog\u200b', 'Turbo Dog'],
    ['uma marca de ordem de bytes', '\ufeffTurbo Dog', 'Turbo Dog'],
    ['marcas de direção', '\u202eTurbo\u202c \u2066Dog\u2069\u200f', 'Turbo Dog'],
    ['hífens que não se veem e controles', 'Tur\u00adbo\u0085 D\u007fog', 'Turbo Dog'],
    ['enchimentos que não se veem', '\u3164\u115f\u2800', ''],
    ['nada que se veja', '\u200b\u200d\ufe0f\u2060\u00a0', ''],
    ['acentos soltos', 'Pa\u0303o', 'Pão'],
    ['um acento solto, e escondido entre ele e a letra', 'Cafe\u200b\u0301', 'Café'],
    ['emoji compostos', '👩‍🍳 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👩‍🍳 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['uma junção sem emoji', 'a\u200db\ufe0f', 'ab'],
  ] as const)
    test(`arrumado, um nome com ${como} é o que se lê dele`, () => assert.equal(tidy(escrito), esperado));

  test('arrumar outra vez não muda nada, nem esconde o que não é texto', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(tidy(tidy(text)), tidy(text));
        assert.ok(!isFit(tidy(`a${text}\u0007b`)));
      }),
    );
  });
});
