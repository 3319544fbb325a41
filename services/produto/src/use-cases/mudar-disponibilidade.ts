import type { ProdutoTx } from '../db/schema.ts';
import type { Produto } from '../domain/produto.ts';
import { mudarProduto } from './mudar-produto.ts';

/** Marks a product sold out, or back on sale; repeatable. Throws Refusal `not-found`. */
export const mudarDisponibilidade = (tx: ProdutoTx, id: number, disponivel: boolean): Promise<Produto> =>
  mudarProduto(tx, id, () => ({ disponivel }));
