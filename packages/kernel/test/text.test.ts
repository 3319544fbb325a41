import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { isFit, plainJson } from '../src/text.ts';

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
});
