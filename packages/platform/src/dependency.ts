import { BadAnswer, Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import type { z } from 'zod';

/** What another process answered: its status, and its body where that is JSON. */
export type Answer = { status: number; body: unknown };

/** Asks another process by HTTP. Throws {@link Unavailable} when it does not answer. */
export async function ask(who: string, url: string, init: RequestInit & { signal: AbortSignal }): Promise<Answer> {
  try {
    const answer = await fetch(url, init);
    return { status: answer.status, body: json(await answer.text()) };
  } catch (cause) {
    throw new Unavailable(`${who} does not answer`, { cause });
  }
}

/** The JSON of a body; undefined for what is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a status of another process means to us. What is not here is no answer we agreed on, nor is a 2xx in another shape. */
const MEANS: Readonly<Record<number, 'nothing' | 'denied' | 'away'>> = {
  400: 'nothing', // it cannot be what was asked for: the caller asked for it
  404: 'nothing',
  410: 'nothing',
  422: 'nothing',
  401: 'denied',
  403: 'denied',
  408: 'away',
  425: 'away',
  429: 'away',
};

/**
 * The one place where the answer of a process we depend on becomes what it means to our own caller:
 *
 * | it answered | here | our caller gets |
 * | --- | --- | --- |
 * | 2xx, as agreed | the data | what was asked for |
 * | 400, 404, 410, 422 | undefined | the 4xx of what asks, naming the field |
 * | 401, 403 to the caller's token | throws Refusal | 401, 403 |
 * | 408, 425, 429, 5xx, or nothing | throws Unavailable | 503 |
 * | anything else; 401, 403 to a token of ours | throws BadAnswer | 502 |
 */
export function understood<T>(
  who: string,
  { status, body }: Answer,
  schema: z.ZodType<T>,
  token: 'of the caller' | 'ours',
): T | undefined {
  if (status >= 200 && status < 300) {
    const read = schema.safeParse(body);
    if (read.success) return read.data;
    throw new BadAnswer(`${who} answered in another shape`); // what is wrong with it would quote it
  }
  const means = MEANS[status] ?? (status >= 500 ? 'away' : undefined);
  if (means === 'nothing') return undefined;
  if (means === 'away') throw new Unavailable(`${who} answered ${status}`);
  if (means === 'denied' && token === 'of the caller')
    throw status === 401
      ? new Refusal('unauthorized', 'Token inválido ou expirado')
      : new Refusal('forbidden', 'Este token não permite esta operação');
  throw new BadAnswer(`${who} answered ${status}`);
}
