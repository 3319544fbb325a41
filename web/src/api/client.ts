import createClient from 'openapi-fetch';
import { buscar } from './hora.ts';
import { Problema } from './problem.ts';
import type { paths } from './schema.ts';
import { renovar } from './session.ts';
import { tela } from './tela.ts';

/** Patience with one request, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The API as this screen may use it, typed by the OpenAPI document. A device's session that has ended is renewed on the way. */
export const api = createClient<paths>({
  baseUrl: `/${tela}/api`,
  async fetch(request: Request) {
    const send = () => buscar(request.clone(), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const answer = await send();
    return answer.status === 401 && (await renovar()) ? send() : answer;
  },
});

/** The body of what {@link api} was asked for. Throws {@link Problema}; TypeError or TimeoutError when nothing answers. */
export async function body<T>(
  asking: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await asking;
  if (data === undefined || data === null)
    throw new Problema(
      response.status,
      typeof error === 'object' && error !== null ? { ...error } : {},
      response.headers,
    );
  return data;
}
