import createClient from 'openapi-fetch';
import { Problema } from './problem.ts';
import type { paths } from './schema.ts';
import { renovar, type Tela } from './session.ts';

/** Patience with one request, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * The API as one screen may use it, typed by the OpenAPI document. A device's session that has ended is renewed on the way.
 * Every call resolves with the body, or throws {@link Problema}; TypeError or TimeoutError when nothing answers.
 */
export function createApi(tela: Tela | 'p') {
  const client = createClient<paths>({
    baseUrl: `/${tela}/api`,
    async fetch(request: Request) {
      const send = () => fetch(request.clone(), { signal: AbortSignal.timeout(PATIENCE_MS) });
      const answer = await send();
      return answer.status === 401 && tela !== 'p' && (await renovar(tela)) ? send() : answer;
    },
  });

  async function body<T>(asking: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<NonNullable<T>> {
    const { data, error, response } = await asking;
    if (data === undefined || data === null)
      throw new Problema(response.status, typeof error === 'object' && error !== null ? { ...error } : {});
    return data;
  }
  return { api: client, body };
}
