import { crc32, deflateSync } from 'node:zlib';
import { create } from 'qrcode';

/** Light modules around the code, as ISO/IEC 18004 asks, so that a camera finds its corners. */
const QUIET = 4;

/**
 * The text as a QR code: PNG, 1-bit greyscale, 8 pixels a module, error correction M.
 * Writes the PNG itself: qrcode's own writer spends some 10 ms on RGBA pixels, while here a module is one byte.
 * @param mascara one of the eight patterns; without it the one that reads best is looked for, which takes four times as long
 * @throws Error when the text is empty or longer than a QR code holds
 */
export function qrPng(text: string, mascara?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7): Buffer {
  const { size, data } = create(text, mascara === undefined ? {} : { maskPattern: mascara }).modules;
  const modules = size + 2 * QUIET;
  const line = 1 + modules; // filter type, then eight 1-bit pixels a byte
  const pixels = Buffer.alloc(line * modules * 8);
  for (let y = 0; y < modules; y += 1) {
    const start = y * 8 * line;
    pixels.fill(0xff, start + 1, start + line);
    if (y >= QUIET && y < QUIET + size)
      for (let x = 0; x < size; x += 1) if (data[(y - QUIET) * size + x]) pixels[start + 1 + QUIET + x] = 0;
    // Filter "up" and zeros: the same as the line above, which deflates to almost nothing.
    for (let copy = 1; copy < 8; copy += 1) pixels[start + copy * line] = 2;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(modules * 8, 0);
  header.writeUInt32BE(modules * 8, 4);
  header[8] = 1; // bit depth; the zeros after it: greyscale, deflate, adaptive filters, no interlace
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 3 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * The text as a QR code: SVG of one path, one unit a module, without a size of its own.
 * @throws Error when the text is empty or longer than a QR code holds
 */
export function qrSvg(text: string): string {
  const { size, data } = create(text).modules;
  const box = size + 2 * QUIET;
  let path = '';
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (x < size && data[y * size + x]) x += 1;
      if (x > start) path += `M${start + QUIET} ${y + QUIET}h${x - start}v1h-${x - start}z`;
    }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box} ${box}" shape-rendering="crispEdges" role="img" aria-label="QR Code"><rect width="${box}" height="${box}" fill="#fff"/><path d="${path}"/></svg>`;
}

/**
 * The text as a QR code of half blocks, two modules a character: light ones are drawn, as in a terminal the ground is dark; with
 * `colours`, escape codes make it so.
 * @throws Error when the text is empty or longer than a QR code holds
 */
export function qrText(text: string, colours: boolean): string {
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules;
  const light = (x: number, y: number) => x < 0 || y < 0 || x >= size || y >= size || !data[y * size + x];
  const lines: string[] = [];
  for (let y = -QUIET / 2; y < size + QUIET / 2; y += 2) {
    let line = '';
    for (let x = -QUIET; x < size + QUIET; x += 1)
      line += light(x, y) ? (light(x, y + 1) ? '█' : '▀') : light(x, y + 1) ? '▄' : ' ';
    lines.push(colours ? `\x1b[97;40m${line}\x1b[0m` : line);
  }
  return lines.join('\n');
}

/** PNG chunk: length, then type and data, then the CRC of both. */
function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, crc]);
}
