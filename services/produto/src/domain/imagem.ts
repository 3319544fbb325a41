import { Refusal } from '@foodious/kernel/refusal.ts';

type TipoImagem = 'png' | 'jpeg' | 'webp';
/** An image as it arrived: its bytes, and whether it was a `data:` URL, so that it goes back as it came. */
export type Imagem = { bytes: Uint8Array; tipo: TipoImagem; dataUrl: boolean };

/** Largest image, in bytes once decoded. */
export const MAIOR_IMAGEM = 1024 * 1024;

/** Decodes a base64 image, plain or as a `data:` URL. Throws Refusal `invalid` unless it is a PNG, JPEG or WebP of up to 1 MiB. */
export function decodificarImagem(texto: string): Imagem {
  const dataUrl = texto.startsWith('data:');
  const base64 = dataUrl ? texto.slice(texto.indexOf(',') + 1) : texto;
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw invalida('Imagem deve ser um base64 válido');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAIOR_IMAGEM) throw invalida('Imagem deve ter até 1 MiB');
  const tipo = tipoDaImagem(bytes);
  if (!tipo) throw invalida('Imagem deve ser PNG, JPEG ou WebP');
  return { bytes, tipo, dataUrl };
}

/** Tells the format by the file's first bytes, whatever it claims to be. */
function tipoDaImagem(bytes: Uint8Array): TipoImagem | undefined {
  const starts = (signature: string, at = 0) => [...signature].every((char, i) => bytes[at + i] === char.charCodeAt(0));
  if (starts('\x89PNG\r\n\x1a\n')) return 'png';
  if (starts('\xff\xd8\xff')) return 'jpeg';
  if (starts('RIFF') && starts('WEBP', 8)) return 'webp';
  return undefined;
}

const invalida = (mensagem: string) => new Refusal('invalid', mensagem, { campo: 'imagemBase64' });
