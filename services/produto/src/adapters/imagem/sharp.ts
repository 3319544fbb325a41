import { type Defeito, LARGURAS, MAIS_PONTOS, type Reveladas } from '../../domain/imagem.ts';
import type { Revelar } from '../../ports.ts';

/** What WebP may lose: as much as nobody sees on a kiosk. */
const QUALIDADE = 82;

/**
 * {@link Revelar} by libvips, which is loaded when the first picture comes: 20 MB that a service without new pictures does not
 * need. One picture at a time: so many pixels take memory, and a core.
 */
export function revelarComSharp(): Revelar {
  let last: Promise<unknown> = Promise.resolve();
  return (bytes) => {
    const mine = last.then(() => revelar(bytes));
    last = mine.catch(() => undefined); // whoever asked hears of it
    return mine;
  };
}

async function revelar(bytes: Uint8Array): Promise<Reveladas | Defeito> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  // Only its header is read here: what is too large is never decoded.
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!header) return ILEGIVEL;
  if (header.width * header.height > MAIS_PONTOS) return { defeito: 'Imagem deve ter até 16 megapixels' };
  if ((header.pages ?? 1) > 1) return { defeito: 'Imagem deve ser parada, sem animação' };
  const [maior] = LARGURAS.toReversed();
  const dentro = (lado: number | undefined) =>
    ({ width: lado, height: lado, fit: 'inside', withoutEnlargement: true }) as const;
  const decoded = await sharp(bytes, { limitInputPixels: MAIS_PONTOS })
    .autoOrient()
    .toColourspace('srgb')
    .resize(dentro(maior))
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => undefined);
  if (!decoded) return ILEGIVEL;
  const { data, info: raw } = decoded;
  const webp = (lado: number) => sharp(data, { raw }).resize(dentro(lado)).webp({ quality: QUALIDADE }).toBuffer();
  return { 320: await webp(320), 640: await webp(640), 1080: await webp(1080) };
}

const ILEGIVEL = { defeito: 'Imagem não se deixa abrir: o arquivo está cortado ou estragado' };
