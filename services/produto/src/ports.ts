import type { Defeito, Reveladas } from './domain/imagem.ts';

/**
 * Decodes a PNG, JPEG or WebP once: upright, without what the camera wrote into it (where it was taken), in every size.
 * Says what is wrong with bytes that are no picture, move, or have too many pixels.
 */
export type Revelar = (bytes: Uint8Array) => Promise<Reveladas | Defeito>;
