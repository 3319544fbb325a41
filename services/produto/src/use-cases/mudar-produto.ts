import { Refusal } from '@foodious/kernel/refusal.ts';
import { produtos } from '../db/produtos.ts';
import type { ProdutoTx } from '../db/schema.ts';
import type { Produto } from '../domain/produto.ts';
import { nomeLivre, registrar } from './registrar.ts';

/** Changes a product as decided, and tells who keeps a copy. Throws Refusal `not-found`. */
export async function mudarProduto(
  tx: ProdutoTx,
  id: number,
  decide: (atual: Produto) => Partial<Produto>,
): Promise<Produto> {
  const atual = await produtos(tx.db).lock(id);
  if (!atual) throw new Refusal('not-found', `Produto não encontrado: ${id}`);
  const produto = { ...atual, ...decide(atual), versao: atual.versao + 1 };
  await nomeLivre(produtos(tx.db).update(produto));
  registrar(tx, produto);
  return produto;
}
