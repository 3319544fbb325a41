import { ask, understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { TemPagamento } from '../../ports.ts';

/** As much as tells that there is one. */
const Pagamento = z.object({ pagamento: z.object({ transacaoId: z.string() }) });

/** Asks pagamento over HTTP, on behalf of the caller whose token it passes on. Never inside a transaction. */
export const httpPagamento =
  (url: string): TemPagamento =>
  async ({ pedidoId, transacaoId }, authorization) => {
    const answer = await ask('pagamento', `${url}/v1/pagamento/${pedidoId}?transacaoId=${transacaoId}`, {
      headers: { authorization },
      signal: AbortSignal.timeout(2_000),
    });
    return understood('pagamento', answer, Pagamento, 'of the caller') !== undefined;
  };
