import { centavos } from '@foodious/kernel/money.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { z } from 'zod';
import type { ReadCatalogue } from '../../ports.ts';

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
