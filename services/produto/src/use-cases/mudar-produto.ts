import { Refusal, Stale } from '@foodious/kernel/refusal.ts';
import { produtos } from '../db/produtos.ts';
import type { ProdutoTx } from '../db/schema.ts';
import type { Produto } from '../domain/produto.ts';
import { nomeLivre, registrar } from './registrar.ts';

/**
 * Changes a product as decided, and tells who keeps a copy. Throws Refusal `not-found`, Stale when it is no longer what was changed.
 * @param versao the version it was changed from; undefined: whichever stands
 */
export async function mudarProduto(
  tx: ProdutoTx,
  id: number,
  decide: (atual: Produto) => Partial<Produto>,
  versao?: number,
): Promise<Produto> {
  const atual = await produtos(tx.db).lock(id);
  if (!atual) throw new Refusal('not-found', `Produto não encontrado: ${id}`);
  const de = versao ?? atual.versao;
  const produto = { ...atual, ...decide(atual), versao: de + 1 };
  if (!(await nomeLivre(produtos(tx.db).update(produto, de)))) throw new Stale(atual);
  registrar(tx, atual, produto);
  return produto;
}
