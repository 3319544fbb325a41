import { type ComponentProps, useState } from 'react';
import type { NomeDoIcone } from './icone.tsx';

/** What stands for a product without a picture, by its categoria. */
export const desenhos: Readonly<Record<number, NomeDoIcone>> = { 1: 'lanche', 2: 'porcao', 3: 'copo', 4: 'sorvete' };

const LARGURAS = [320, 640, 1080];

/**
 * The picture of a product, in the size its place needs. One that fills its square, as a photograph does, is marked `data-cheia`,
 * so that it may fill its frame; a drawing on nothing is not cut.
 * @param url an `imagemUrl` of the API
 * @param sizes how wide it is shown, as in HTML
 */
export function Imagem({ url, sizes, ...img }: { url: string; sizes: string } & ComponentProps<'img'>) {
  const [cheia, setCheia] = useState(false);
  return (
    <img
      alt=""
      decoding="async"
      {...img}
      sizes={sizes}
      srcSet={LARGURAS.map((largura) => `${url}?w=${largura} ${largura}w`).join(', ')}
      src={url}
      data-cheia={cheia || undefined}
      onLoad={(event) => setCheia(semTransparencia(event.currentTarget))}
    />
  );
}

const AMOSTRA = 8;

/** Whether a picture of our own server is opaque everywhere: looked at in a few points, which is enough to tell a photograph. */
function semTransparencia(img: HTMLImageElement): boolean {
  const canvas = Object.assign(document.createElement('canvas'), { width: AMOSTRA, height: AMOSTRA });
  const pincel = canvas.getContext('2d', { willReadFrequently: true });
  if (!pincel) return false;
  pincel.drawImage(img, 0, 0, AMOSTRA, AMOSTRA);
  const { data } = pincel.getImageData(0, 0, AMOSTRA, AMOSTRA);
  return data.every((valor, i) => i % 4 !== 3 || valor > 250);
}
