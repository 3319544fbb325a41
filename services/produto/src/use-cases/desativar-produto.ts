import type { ProdutoTx } from '../db/schema.ts';
import type { Produto } from '../domain/produto.ts';
import { mudarProduto } from './mudar-produto.ts';

/** Takes a product off the menu; repeatable. Its name becomes free. Throws Refusal `not-found`. */
export const desativarProduto = (tx: ProdutoTx, id: number): Promise<Produto> =>
  mudarProduto(tx, id, () => ({ ativo: false }));
