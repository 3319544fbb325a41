import type { ProdutoTx } from '../db/schema.ts';
import { conferirFicha, type Ficha, type ImagemGuardada, type Produto } from '../domain/produto.ts';
import { mudarProduto } from './mudar-produto.ts';

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
  mudarProduto(tx, id, (atual) => ({
    ...conferirFicha({ ...ficha, ativo: ficha.ativo ?? atual.ativo }),
    imagem: imagem === undefined ? atual.imagem : imagem,
  }));
