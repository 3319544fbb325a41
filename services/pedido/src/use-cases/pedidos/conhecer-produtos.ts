import { cardapio } from '../../db/cardapio.ts';
import type { Reader } from '../../db/schema.ts';
import type { ReadCatalogue } from '../../ports.ts';

/** Sees that our copy of the catalogue has heard of these products. Throws Unavailable when it cannot find out. */
export type ConhecerProdutos = (produtos: readonly number[], authorization: string | undefined) => Promise<void>;

/**
 * Fetches the products our copy of the catalogue has not heard of yet, before the transaction that needs them. What it has
 * found once it remembers, for as long as the process lives: a product is never forgotten.
 */
export function conhecerProdutos({ db }: Reader, readCatalogue: ReadCatalogue): ConhecerProdutos {
  const known = new Set<number>();
  return async (produtos, authorization = '') => {
    const strange = produtos.filter((id) => !known.has(id));
    if (strange.length === 0) return;
    const found = await cardapio(db).get(strange);
    for (const id of new Set(strange)) {
      const produto = found.has(id) ? undefined : await readCatalogue(id, authorization);
      if (produto) await cardapio(db).update(produto);
      if (produto || found.has(id)) known.add(id);
    }
  };
}
