import type { corte, Tamanho } from './recorte.ts';

/** What the API takes, in bytes. */
const MAIOR_BYTES = 1024 * 1024;
const QUALIDADES = [0.86, 0.7, 0.5];

/** A picture the browser could read. `url` shows it; close the bitmap and revoke the URL when it is let go. */
export type Aberta = Tamanho & { bitmap: ImageBitmap; url: string };
/** A picture ready to be sent. */
export type Pronta = { base64: string; url: string; lado: number; bytes: number; tipo: string };

/** Reads a picture. Throws an Error with what to tell the person. */
export async function abrirImagem(arquivo: Blob): Promise<Aberta> {
  const bitmap = await createImageBitmap(arquivo).catch(() => {
    throw new Error('Este arquivo não é uma imagem que se possa abrir. Use PNG, JPEG ou WebP.');
  });
  return { bitmap, url: URL.createObjectURL(arquivo), largura: bitmap.width, altura: bitmap.height };
}

/** Lets a picture go. */
export function fecharImagem({ bitmap, url }: Aberta): void {
  bitmap.close();
  URL.revokeObjectURL(url);
}

/** Cuts the square out and makes it small: WebP, or JPEG where the browser writes no WebP. Throws an Error to be told. */
export async function recortarImagem(
  { bitmap }: Aberta,
  { x, y, lado, saida }: ReturnType<typeof corte>,
): Promise<Pronta> {
  const canvas = Object.assign(document.createElement('canvas'), { width: saida, height: saida });
  const pincel = canvas.getContext('2d');
  if (!pincel) throw new Error('Este navegador não recorta imagens.');
  pincel.imageSmoothingQuality = 'high';
  const pintar = () => pincel.drawImage(bitmap, x, y, lado, lado, 0, 0, saida, saida);
  const gravar = (tipo: string, qualidade: number) =>
    new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, tipo, qualidade));
  pintar();
  for (const qualidade of QUALIDADES) {
    let blob = await gravar('image/webp', qualidade);
    if (blob?.type !== 'image/webp') {
      pincel.fillStyle = 'white'; // JPEG has no transparency
      pincel.fillRect(0, 0, saida, saida);
      pintar();
      blob = await gravar('image/jpeg', qualidade);
    }
    if (blob && blob.size <= MAIOR_BYTES)
      return {
        base64: await emBase64(blob),
        url: URL.createObjectURL(blob),
        lado: saida,
        bytes: blob.size,
        tipo: blob.type === 'image/webp' ? 'WebP' : 'JPEG',
      };
  }
  throw new Error('A imagem não coube em 1 MB. Escolha outra.');
}

/** The base64 of a picture that is shown already, by its address. */
export async function buscarBase64(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error('A imagem de antes não pôde ser lida.');
  return emBase64(await answer.blob());
}

const emBase64 = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const leitor = new FileReader();
    leitor.onload = () => resolve(String(leitor.result).replace(/^[^,]*,/, ''));
    leitor.onerror = () => reject(leitor.error);
    leitor.readAsDataURL(blob);
  });
