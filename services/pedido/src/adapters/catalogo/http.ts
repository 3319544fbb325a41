import { centavos } from '@foodious/kernel/money.ts';
import { ask, understood } from '@foodious/platform/dependency.ts';
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
    const answer = await ask('produto', `${url}/v1/produto/${produtoId}`, {
      headers: { authorization },
      signal: AbortSignal.timeout(2_000),
    });
    const found = understood('produto', answer, Produto, 'of the caller');
    if (!found) return undefined;
    const { preco, ...produto } = found;
    // Whether it is sold out the message about it tells; until then the counter is believed.
    return { ...produto, precoCentavos: centavos(preco), versao: 0, disponivel: true };
  };
