import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A picture no other test has, as a camera or a drawing program writes it: coloured noise, so that it does not shrink to nothing. */
export function umaImagem(
  tipo: 'png' | 'jpeg' | 'webp' | 'gif',
  { largura = 64, altura = 64 }: { largura?: number; altura?: number } = {},
): Promise<Buffer> {
  const pontos = Buffer.alloc(largura * altura * 3);
  for (let i = 0; i < pontos.length; i += 1) pontos[i] = Math.random() * 256;
  return sharp(pontos, { raw: { width: largura, height: altura, channels: 3 } })
    .toFormat(tipo)
    .toBuffer();
}

/** A valid PNG of black, so many pixels wide and high, in a few kilobytes: what takes gigabytes once it is decoded. */
export function pngPreto(largura: number, altura: number): Buffer {
  const bloco = (tipo: string, dados: Buffer) => {
    const conteudo = Buffer.concat([Buffer.from(tipo, 'latin1'), dados]);
    const inteiro = Buffer.alloc(4 + conteudo.length + 4);
    inteiro.writeUInt32BE(dados.length);
    conteudo.copy(inteiro, 4);
    inteiro.writeUInt32BE(crc32(conteudo), 4 + conteudo.length);
    return inteiro;
  };
  const cabecalho = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]); // one bit a pixel, grey
  cabecalho.writeUInt32BE(largura, 0);
  cabecalho.writeUInt32BE(altura, 4);
  const linhas = Buffer.alloc((1 + Math.ceil(largura / 8)) * altura);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    bloco('IHDR', cabecalho),
    bloco('IDAT', deflateSync(linhas)),
    bloco('IEND', Buffer.alloc(0)),
  ]);
}

/** Writes a picture of a screen smaller, for a page: its upper part, 720 by 405 pixels. */
export async function reduzir(de: string, para: string): Promise<void> {
  await sharp(de).resize(720, 405, { fit: 'cover', position: 'top' }).jpeg({ quality: 82 }).toFile(para);
}
