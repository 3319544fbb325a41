import assert from 'node:assert/strict';
import { emailsPara } from './client.ts';
import type { Place } from './place.ts';
import { until } from './waiting.ts';

type Onde = Pick<Place, 'gateway' | 'ses'>;

/** The codes an address was sent, oldest first; waits until there are so many. */
export const codigosPara = (ses: string, email: string, quantos = 1): Promise<string[]> =>
  until(`${quantos} codes for ${email}`, async () => {
    const codigos = (await emailsPara(ses, email)).flatMap(({ body }) => /código é (\d{6})/.exec(body.text)?.[1] ?? []);
    return codigos.length >= quantos && codigos;
  });

/** A request as the page at `/meus-dados` makes it, and the cookie it was answered with. */
export async function naPagina(
  gateway: string,
  method: string,
  path: string,
  { body, cookie = '' }: { body?: unknown; cookie?: string } = {},
) {
  const answer = await fetch(`${gateway}/meus-dados${path}`, {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const guardado = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { status: answer.status, body: text && JSON.parse(text), cookie: guardado };
}

/** A cliente who proved an e-mail by the code sent to it: calls the API as the page of their data does. */
export async function verificado({ gateway, ses }: Onde, email: string) {
  const antes = (await emailsPara(ses, email)).filter(({ body }) => /código é/.test(body.text)).length;
  const pedido = await naPagina(gateway, 'POST', '/sessao', { body: { email } });
  assert.equal(pedido.status, 202);
  const codigo = (await codigosPara(ses, email, antes + 1)).at(-1);
  const { status, body, cookie } = await naPagina(gateway, 'POST', '/sessao', {
    body: { email, codigo },
    cookie: pedido.cookie,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return Object.assign(
    (method: string, path: string, body?: unknown) => naPagina(gateway, method, `/api${path}`, { body, cookie }),
    { cookie },
  );
}
