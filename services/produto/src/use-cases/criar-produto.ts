import { produtos } from '../db/produtos.ts';
import type { ProdutoTx } from '../db/schema.ts';
import { conferirFicha, type Ficha, type ImagemGuardada, type Produto } from '../domain/produto.ts';
import { nomeLivre, registrar } from './registrar.ts';

/**
 * Adds a product. Throws Refusal `invalid` for what a product may not be, or a name already taken.
 * @param novo its image is in object storage already; the database chooses its id where none is given
 */
export async function criarProduto(
  tx: ProdutoTx,
  novo: Ficha & { id?: number; imagem: ImagemGuardada | null },
): Promise<Produto> {
  const produto = await nomeLivre(produtos(tx.db).insert(conferirFicha(novo)));
  registrar(tx, null, produto);
  return produto;
}
