import type { ProdutoTx } from '../db/schema.ts';
import type { Produto } from '../domain/produto.ts';
import { mudarProduto } from './mudar-produto.ts';

/** Takes a product off the menu; repeatable. Its name becomes free. Throws Refusal `not-found`, Stale when a version is named that is old. */
export const desativarProduto = (tx: ProdutoTx, id: number, versao?: number): Promise<Produto> =>
  mudarProduto(tx, id, () => ({ ativo: false }), versao);
