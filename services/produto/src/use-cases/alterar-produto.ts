import { Refusal } from '@foodious/kernel/refusal.ts';
import { produtos } from '../db/produtos.ts';
import type { ProdutoTx } from '../db/schema.ts';
import { conferirFicha, type Ficha, type ImagemGuardada, type Produto } from '../domain/produto.ts';
import { nomeLivre, registrar } from './registrar.ts';

/**
 * Changes a product, or brings an inactive one back. Throws Refusal `not-found` or `invalid`.
 * @param imagem in object storage already; undefined leaves the product's as it is, null removes it
 */
export const alterarProduto = (
  tx: ProdutoTx,
  id: number,
  ficha: Omit<Ficha, 'ativo'> & { ativo?: boolean | undefined },
  imagem: ImagemGuardada | null | undefined,
): Promise<Produto> =>
  mudar(tx, id, (atual) => ({
    ...conferirFicha({ ...ficha, ativo: ficha.ativo ?? atual.ativo }),
    imagem: imagem === undefined ? atual.imagem : imagem,
  }));

/** Takes a product off the menu; repeatable. Its name becomes free. Throws Refusal `not-found`. */
export const desativarProduto = (tx: ProdutoTx, id: number): Promise<Produto> =>
  mudar(tx, id, () => ({ ativo: false }));

/** Marks a product sold out, or back on sale; repeatable. Throws Refusal `not-found`. */
export const mudarDisponibilidade = (tx: ProdutoTx, id: number, disponivel: boolean): Promise<Produto> =>
  mudar(tx, id, () => ({ disponivel }));

async function mudar(tx: ProdutoTx, id: number, change: (atual: Produto) => Partial<Produto>): Promise<Produto> {
  const atual = await produtos(tx.db).lock(id);
  if (!atual) throw new Refusal('not-found', `Produto não encontrado: ${id}`);
  const produto = { ...atual, ...change(atual), versao: atual.versao + 1 };
  await nomeLivre(produtos(tx.db).update(produto));
  registrar(tx, produto);
  return produto;
}
