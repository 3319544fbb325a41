import type { ProdutoTx } from '../db/schema.ts';
import { conferirFicha, type Ficha, type ImagemGuardada, type Produto } from '../domain/produto.ts';
import { mudarProduto } from './mudar-produto.ts';

/**
 * Changes a product, or brings an inactive one back. Throws Refusal `not-found` or `invalid`, Stale.
 * @param imagem in object storage already; undefined leaves the product's as it is, null removes it
 * @param versao the version it was changed from; undefined, as in version 1 of the API: whichever stands
 */
export const alterarProduto = (
  tx: ProdutoTx,
  id: number,
  ficha: Omit<Ficha, 'ativo'> & { ativo?: boolean | undefined },
  imagem: ImagemGuardada | null | undefined,
  versao?: number,
): Promise<Produto> =>
  mudarProduto(
    tx,
    id,
    (atual) => ({
      ...conferirFicha({ ...ficha, ativo: ficha.ativo ?? atual.ativo }),
      imagem: imagem === undefined ? atual.imagem : imagem,
    }),
    versao,
  );
