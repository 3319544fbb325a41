import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { brCode } from '../src/brcode.ts';
import { qrPng, qrSvg } from '../src/qr.ts';

// A CommonJS module whose types speak of an ES one.
const decode = jsqr as unknown as typeof jsqr.default;
const read = (text: string, mascara?: Parameters<typeof qrPng>[1]) => {
  const png = PNG.sync.read(qrPng(text, mascara)); // checks every chunk's CRC
  return { png, text: decode(new Uint8ClampedArray(png.data), png.width, png.height)?.data };
};
const chave = '123e4567-e12b-42d1-a456-426655440000';
const codigo = brCode({
  chave,
  nome: 'Fast & Foodious',
  cidade: 'São Paulo',
  valorCentavos: 2020,
  txid: 'A'.repeat(25),
});

suite('QR Code', () => {
  test('a câmera lê do PNG o mesmo copia e cola', () => {
    const { png, text } = read(codigo);
    assert.equal(text, codigo);
    assert.equal(png.width, png.height);
    assert.equal(png.width % 8, 0);
  });

  test('com qualquer das oito máscaras a câmera lê o mesmo', () => {
    for (const mascara of [0, 1, 2, 3, 4, 5, 6, 7] as const) assert.equal(read(codigo, mascara).text, codigo);
    assert.notDeepEqual(qrPng(codigo, 0), qrPng(codigo, 1));
  });

  test('qualquer código cabe e volta igual', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 150 }), (text) => {
        assert.equal(read(text).text, text);
      }),
      { numRuns: 15 },
    );
  });

  test('há quatro módulos brancos em volta do desenho, e nem um a mais', () => {
    const { png } = read(codigo);
    const dark = (x: number, y: number) => png.data[(y * png.width + x) * 4] === 0;
    for (let i = 0; i < png.width; i += 1)
      for (let edge = 0; edge < 32; edge += 1)
        for (const far of [edge, png.width - 1 - edge]) assert.ok(!dark(i, far) && !dark(far, i));
    assert.ok(dark(32, 32)); // where the finder pattern starts
  });

  test('o SVG desenha os mesmos módulos que o PNG', () => {
    const { png } = read(codigo);
    const svg = qrSvg(codigo);
    const side = png.width / 8;
    assert.ok(svg.includes(`viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"`));
    const drawn = new Set<string>();
    for (const [, x, y, run] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
      for (let i = 0; i < Number(run); i += 1) drawn.add(`${Number(x) + i},${y}`);
    for (let y = 0; y < side; y += 1)
      for (let x = 0; x < side; x += 1)
        assert.equal(drawn.has(`${x},${y}`), png.data[(y * 8 * png.width + x * 8) * 4] === 0, `${x},${y}`);
  });

  test('texto vazio ou longo demais é recusado', () => {
    for (const text of ['', 'a'.repeat(5000)]) {
      assert.throws(() => qrPng(text), Error);
      assert.throws(() => qrSvg(text), Error);
    }
  });
});
