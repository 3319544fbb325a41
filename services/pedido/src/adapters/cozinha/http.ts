import { BadAnswer } from '@foodious/kernel/refusal.ts';
import { ask, understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { ListComandas } from '../../ports.ts';

const Comandas = z.array(z.object({ pedidoId: z.int() }));

/** Asks the cozinha over HTTP, on behalf of the caller whose token it passes on. Never inside a transaction. */
export const httpCozinha =
  (url: string): ListComandas =>
  async (authorization) => {
    const answer = await ask('cozinha', `${url}/v2/cozinha/comandas`, {
      headers: { authorization },
      signal: AbortSignal.timeout(2_000),
    });
    const comandas = understood('cozinha', answer, Comandas, 'of the caller');
    if (!comandas) throw new BadAnswer(`cozinha answered ${answer.status}`);
    return new Set(comandas.map(({ pedidoId }) => pedidoId));
  };
