import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { type Answer, json } from '@foodious/platform/dependency.ts';

/** A request to the API. `chave`: what makes repeats of it one, for at least a day. */
type Pergunta = { method: 'GET' | 'POST' | 'PUT'; path: string; chave?: string; body?: object };
export type Cliente = (pergunta: Pergunta) => Promise<Answer>;

/** How often a request is sent at most, how long each waits for its answer, and when no further one begins, in milliseconds. */
const VEZES = 3;
const ESPERA_MS = 6_000;
const DESISTE_MS = 12_000;
/** Before the second, and the longest before any: what waits longer is better tried by who asked. */
const PAUSA_MS = 200;
const PAUSA_MAXIMA_MS = 2_000;

/** Answers that may be others a moment later. */
const passa = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * Asks Mercado Pago's API. What did not get through, or not just now, is sent again a few times, under the same key. Throws
 * Unavailable when no answer came.
 * @param token of the account, read for each request
 */
export function clienteMercadoPago(url: string, token: () => string): Cliente {
  async function once({ method, path, chave, body }: Pergunta): Promise<Answer & { depoisMs: number | null }> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token()}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...(chave && { 'x-idempotency-key': chave }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual', // followed, a token would go elsewhere
      signal: AbortSignal.timeout(ESPERA_MS),
    });
    const texto = await answer.text();
    return { status: answer.status, body: json(texto), depoisMs: depois(answer.headers?.get('retry-after')) };
  }

  return async (pergunta) => {
    const began = Date.now();
    for (let vez = 1; ; vez += 1) {
      let pedida: number | null = null;
      let ultima: Answer | undefined;
      let cause: unknown;
      try {
        const { depoisMs, ...answer } = await once(pergunta);
        if (!passa(answer.status)) return answer;
        [ultima, pedida] = [answer, depoisMs];
      } catch (error) {
        cause = error;
      }
      const pausa = Math.max(pedida ?? 0, PAUSA_MS * 2 ** (vez - 1) * (0.5 + Math.random()));
      const basta = vez === VEZES || pausa > PAUSA_MAXIMA_MS || Date.now() - began + pausa > DESISTE_MS;
      if (basta && ultima) return ultima;
      if (basta) throw new Unavailable('the Pix provider does not answer', { cause });
      await sleep(pausa);
    }
  };
}

/** What `Retry-After` asks for, in milliseconds: seconds, or a date. */
function depois(header: string | null | undefined): number | null {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
