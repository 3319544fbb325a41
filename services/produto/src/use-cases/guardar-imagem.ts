import { createHash } from 'node:crypto';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Imagem } from '../domain/imagem.ts';
import type { ImagemGuardada } from '../domain/produto.ts';

/**
 * Puts an image into object storage, before the transaction that gives it to a product: an image no product points to is
 * harmless, the reverse is not. Repeatable: its key is the hash of its bytes.
 */
export async function guardarImagem(objects: Objects, { bytes, tipo, dataUrl }: Imagem): Promise<ImagemGuardada> {
  const chave = `${createHash('sha256').update(bytes).digest('hex')}.${tipo}`;
  await objects.put(chave, bytes, `image/${tipo}`);
  return { chave, dataUrl };
}
