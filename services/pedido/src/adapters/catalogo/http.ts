import type { Data } from '@foodious/contracts/messages.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from './db/database.ts';
import { cardapio } from './db/repositories.ts';

/** Asks produto for a product our copy does not have yet; undefined when there is none. Throws Unavailable when produto is away. */
export type ReadCatalogue = (produtoId: number, authorization: string) => Promise<Data<'produto-alterado'> | undefined>;

/** What we read of produto's public answer; it carries no version, so that any message about the product is newer. */
const Produto = z.object({
  id: z.int(),
  nome: z.string(),
  idCategoriaProduto: z.int(),
  descricao: z.string(),
  preco: z.number(),
  imagemUrl: z.string().nullable(),
  ativo: z.boolean(),
});

/** Reads through to produto over HTTP, on behalf of the caller whose token it passes on. Never inside a transaction. */
export const httpCatalogue =
  (url: string): ReadCatalogue =>
  async (produtoId, authorization) => {
    try {
      const answer = await fetch(`${url}/v1/produto/${produtoId}`, {
        headers: { authorization },
        signal: AbortSignal.timeout(2_000),
      });
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`produto answered ${answer.status}`);
      const { preco, ...produto } = Produto.parse(await answer.json());
      // Whether it is sold out the message about it tells; until then the counter is believed.
      return { ...produto, precoCentavos: centavos(preco), versao: 0, disponivel: true };
    } catch (cause) {
      throw new Unavailable('produto does not answer', { cause });
    }
  };

/** Fetches the products our copy has not heard of yet. Those it has are remembered: a product is never forgotten. */
export function knowProducts(db: Kysely<Database>, read: ReadCatalogue) {
  const known = new Set<number>();
  return async (ids: readonly number[], authorization = ''): Promise<void> => {
    const strange = ids.filter((id) => !known.has(id));
    if (strange.length === 0) return;
    const found = await cardapio(db).get(strange);
    for (const id of new Set(strange)) {
      const produto = found.has(id) ? undefined : await read(id, authorization);
      if (produto) await cardapio(db).atualizar(produto);
      if (produto || found.has(id)) known.add(id);
    }
  };
}
