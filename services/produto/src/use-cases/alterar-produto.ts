import { createHash } from 'node:crypto';
import type { Context } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { InTransaction, Tx } from '@foodious/messaging/sql.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { type Database, produtos } from './db/database.ts';
import type { Imagem } from './domain/imagem.ts';
import { conferirFicha, type Ficha, type ImagemGuardada, type Produto } from './domain/produto.ts';

export type World = { inTransaction: InTransaction<Database>; objects: Objects };

/** Adds a product. Throws Refusal `invalid` for what a product may not be, or a name already taken. */
export async function criarProduto(world: World, context: Context, ficha: Ficha, imagem: Imagem | null) {
  const [produto] = await criarProdutos(world, context, [{ ficha, imagem }]);
  return produto as Produto;
}

/** Adds several products, all or none. Images go first: an image no product points to is harmless, the reverse is not. */
export async function criarProdutos(
  world: World,
  context: Context,
  novos: { id?: number; ficha: Ficha; imagem: Imagem | null }[],
) {
  const fichas: Parameters<ReturnType<typeof produtos>['insert']>[0][] = [];
  for (const { ficha, imagem, ...id } of novos)
    fichas.push({ ...id, ...conferirFicha(ficha), imagem: imagem && (await guardarImagem(world.objects, imagem)) });
  return nomeLivre(
    world.inTransaction(context, async (tx) => {
      const criados: Produto[] = [];
      for (const ficha of fichas) {
        const produto = await produtos(tx.db).insert(ficha);
        anunciar(tx, produto);
        criados.push(produto);
      }
      return criados;
    }),
  );
}

/**
 * Changes a product, or brings an inactive one back. An `imagem` left undefined stays, null removes it.
 * Throws Refusal `not-found` or `invalid`.
 */
export async function alterarProduto(
  world: World,
  context: Context,
  id: number,
  ficha: Omit<Ficha, 'ativo'> & { ativo?: boolean | undefined },
  imagem: Imagem | null | undefined,
): Promise<Produto> {
  const guardada = imagem && (await guardarImagem(world.objects, imagem));
  return mudar(world, context, id, (atual) => ({
    ...conferirFicha({ ...ficha, ativo: ficha.ativo ?? atual.ativo }),
    imagem: guardada === undefined ? atual.imagem : guardada,
  }));
}

/** Takes a product off the menu; repeatable. Its name becomes free. Throws Refusal `not-found`. */
export const desativarProduto = (world: World, context: Context, id: number): Promise<Produto> =>
  mudar(world, context, id, () => ({ ativo: false }));

/** Marks a product sold out, or back on sale; repeatable. Throws Refusal `not-found`. */
export const mudarDisponibilidade = (world: World, context: Context, id: number, disponivel: boolean) =>
  mudar(world, context, id, () => ({ disponivel }));

function mudar(
  world: World,
  context: Context,
  id: number,
  change: (atual: Produto) => Partial<Produto>,
): Promise<Produto> {
  return nomeLivre(
    world.inTransaction(context, async (tx) => {
      const atual = await produtos(tx.db).lock(id);
      if (!atual) throw new Refusal('not-found', `Produto não encontrado: ${id}`);
      const produto = { ...atual, ...change(atual), versao: atual.versao + 1 };
      await produtos(tx.db).update(produto);
      anunciar(tx, produto);
      return produto;
    }),
  );
}

function anunciar(tx: Tx<Database>, { imagem, ...produto }: Produto): void {
  const dados = { ...produto, imagemUrl: imagemUrl(imagem) };
  tx.announce('produto-alterado', { group: `produto-${produto.id}` }, dados);
  tx.note('produto', null, dados);
}

/** Where an image is served: the name is its content's hash, so the address never changes meaning. */
export const imagemUrl = (imagem: ImagemGuardada | null): string | null => imagem && `/imagens/${imagem.chave}`;

async function guardarImagem(objects: Objects, { bytes, tipo, dataUrl }: Imagem): Promise<ImagemGuardada> {
  const chave = `${createHash('sha256').update(bytes).digest('hex')}.${tipo}`;
  await objects.put(chave, bytes, `image/${tipo}`);
  return { chave, dataUrl };
}

async function nomeLivre<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('invalid', 'O nome do produto não é único', { campo: 'nome' });
    throw error;
  }
}
