import { Refusal } from '@foodious/kernel/refusal.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import type { ProdutoTx } from '../db/schema.ts';
import { imagemUrl, type Produto } from '../domain/produto.ts';

/** Tells pedido, who keeps a copy of the catalogue, and the trail what a product is now. */
export function registrar(tx: ProdutoTx, { imagem, ...produto }: Produto): void {
  const dados = { ...produto, imagemUrl: imagemUrl(imagem) };
  tx.announce('produto-alterado', { group: `produto-${produto.id}` }, dados);
  tx.note('produto', null, dados);
}

/** Waits for a product to be written. Throws Refusal `invalid` when an active one has its name already. */
export async function nomeLivre<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('invalid', 'O nome do produto não é único', { campo: 'nome' });
    throw error;
  }
}
