import { Refusal } from '@foodious/kernel/refusal.ts';

type TipoImagem = 'png' | 'jpeg' | 'webp';
/** Bytes that begin as a picture does; whether they are one shows when they are decoded. */
export type Imagem = { bytes: Uint8Array; tipo: TipoImagem };
/** Why something is no picture, for who sent it. */
export type Defeito = { defeito: string };

/** Largest picture, in bytes once its base64 is decoded; and as long a text, where it is none. */
export const MAIOR_IMAGEM = 1024 * 1024;
const MAIOR_TEXTO = 4 * Math.ceil(MAIOR_IMAGEM / 3);
/** Most pixels a picture may have: each takes four bytes of memory while it is decoded, however small its file. */
export const MAIS_PONTOS = 4096 * 4096;

/** The sizes a picture is served in: pixels of its longer side, or fewer where it is smaller. A kiosk is 1080 wide. */
export const LARGURAS = [320, 640, 1080] as const;
export type Largura = (typeof LARGURAS)[number];
/** One picture in each of {@link LARGURAS}, as WebP. */
export type Reveladas = Readonly<Record<Largura, Uint8Array>>;

/**
 * Reads base64, plain or as a `data:` URL, of a PNG, JPEG or WebP; tells why a text is none.
 * Throws Refusal `invalid` for more than 1 MiB.
 */
export function lerImagem(texto: string): Imagem | Defeito {
  const base64 = texto.startsWith('data:') ? texto.slice(texto.indexOf(',') + 1) : texto;
  if (base64.length > MAIOR_TEXTO) throw imagemInvalida('Imagem deve ter até 1 MiB');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    return { defeito: 'Imagem deve ser um base64 válido' };
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAIOR_IMAGEM) throw imagemInvalida('Imagem deve ter até 1 MiB');
  const tipo = tipoDaImagem(bytes);
  return tipo ? { bytes, tipo } : { defeito: 'Imagem deve ser PNG, JPEG ou WebP' };
}

/** Tells the format by the file's first bytes, whatever it claims to be. */
function tipoDaImagem(bytes: Uint8Array): TipoImagem | undefined {
  const starts = (signature: string, at = 0) => [...signature].every((char, i) => bytes[at + i] === char.charCodeAt(0));
  if (starts('\x89PNG\r\n\x1a\n')) return 'png';
  if (starts('\xff\xd8\xff')) return 'jpeg';
  if (starts('RIFF') && starts('WEBP', 8)) return 'webp';
  return undefined;
}

export const imagemInvalida = (mensagem: string) => new Refusal('invalid', mensagem, { campo: 'imagemBase64' });
