import { createHash } from 'node:crypto';
import type { Objects } from '@foodious/platform/aws.ts';
import {
  type Defeito,
  type Imagem,
  imagemInvalida,
  LARGURAS,
  type Largura,
  lerImagem,
  type Reveladas,
} from '../domain/imagem.ts';
import type { ImagemGuardada } from '../domain/produto.ts';
import type { Revelar } from '../ports.ts';

/** What images are kept with. */
export type Imagens = { objects: Objects; revelar: Revelar };

// An image is put into object storage before the transaction that gives it to a product: an image no product points to is
// harmless, the reverse is not. All of this may be repeated: keys are hashes of what came.

/**
 * Keeps a picture that somebody chose for a product; what the camera wrote into it is not kept.
 * Throws Refusal `invalid` for what is no picture, moves, or is too large.
 */
export async function guardarFoto(imagens: Imagens, base64: string): Promise<ImagemGuardada> {
  const foto = await revelarTexto(imagens, base64);
  if ('defeito' in foto) throw imagemInvalida(foto.defeito);
  return { chave: foto.chave, texto: null, dataUrl: false };
}

/** Keeps a text as version 1 takes it: a picture is one, any other comes back as it was. Throws Refusal `invalid` above 1 MiB. */
export async function guardarTexto(imagens: Imagens, texto: string): Promise<ImagemGuardada> {
  const foto = await revelarTexto(imagens, texto);
  const json = Buffer.from(JSON.stringify(texto)); // exact, whatever a text may hold
  const chaveDoTexto = `${hash(json)}.json`;
  await imagens.objects.put(chaveDoTexto, json, 'application/json');
  return { chave: 'defeito' in foto ? null : foto.chave, texto: chaveDoTexto, dataUrl: false };
}

/** The text a product answers with in version 1: `""` where it has none. */
export async function textoDaImagem(
  { objects }: Pick<Imagens, 'objects'>,
  imagem: ImagemGuardada | null,
): Promise<string> {
  if (imagem?.texto) {
    const objeto = await objects.get(imagem.texto);
    return objeto ? (JSON.parse(Buffer.from(objeto.bytes).toString()) as string) : '';
  }
  if (!imagem?.chave) return '';
  const objeto = (await objects.get(imagem.chave)) ?? (await objects.get(chaveDaLargura(imagem.chave, 1080)));
  if (!objeto) return '';
  const base64 = Buffer.from(objeto.bytes).toString('base64');
  return imagem.dataUrl ? `data:${objeto.contentType};base64,${base64}` : base64;
}

/** Keeps a picture of our own that is there in every size. */
export async function guardarPronta(objects: Objects, prontas: Reveladas): Promise<ImagemGuardada> {
  const chave = chaveDe({ bytes: prontas[1080], tipo: 'webp' });
  await guardarReveladas(objects, chave, prontas);
  return { chave, texto: null, dataUrl: false };
}

/** A picture in one size, as WebP; undefined where there is none. One kept whole, as once all were, is decoded here. */
export async function obterImagem(
  { objects, revelar }: Imagens,
  chave: string,
  largura: Largura,
): Promise<Uint8Array | undefined> {
  const pronta = await objects.get(chaveDaLargura(chave, largura));
  if (pronta) return pronta.bytes;
  const inteira = await objects.get(chave);
  const reveladas = inteira && (await revelar(inteira.bytes));
  if (!reveladas || 'defeito' in reveladas) return undefined;
  await guardarReveladas(objects, chave, reveladas);
  return reveladas[largura];
}

async function revelarTexto({ objects, revelar }: Imagens, texto: string): Promise<{ chave: string } | Defeito> {
  const imagem = lerImagem(texto);
  if ('defeito' in imagem) return imagem;
  const reveladas = await revelar(imagem.bytes);
  if ('defeito' in reveladas) return reveladas;
  const chave = chaveDe(imagem);
  await guardarReveladas(objects, chave, reveladas);
  return { chave };
}

async function guardarReveladas(objects: Objects, chave: string, reveladas: Reveladas): Promise<void> {
  const guardar = (largura: Largura) => objects.put(chaveDaLargura(chave, largura), reveladas[largura], 'image/webp');
  await Promise.all(LARGURAS.map(guardar));
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const chaveDe = ({ bytes, tipo }: Imagem) => `${hash(bytes)}.${tipo}`;
const chaveDaLargura = (chave: string, largura: Largura) => `${chave.replace(/\.\w+$/, '')}-${largura}.webp`;
