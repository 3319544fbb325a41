import { readFileSync } from 'node:fs';

/** What `credenciais.json` holds. */
export type Credentials = {
  gateway: string;
  cliente_id: string;
  cliente_segredo: string;
  gerente: { usuario: string; senha: string };
  cozinha: { usuario: string; senha: string };
};

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by whoever asked, as a client elsewhere would
export type Answer = { status: number; body: any; headers: Headers };
export type Call = {
  (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Where it calls, and as whom: what a live stream needs to know (sse.ts). */
  readonly gateway: string;
  readonly token: string | undefined;
};

/** Calls the API with one token, or none. */
export function caller(gateway: string, token?: string): Call {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(gateway + path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const type = answer.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) {
      await answer.body?.cancel(); // without an end; who follows it does so by sse.ts
      return { status: answer.status, body: undefined, headers: answer.headers };
    }
    const text = await answer.text();
    const json = /json/.test(type);
    return { status: answer.status, body: json ? JSON.parse(text) : text, headers: answer.headers };
  };
  return Object.assign(call, { gateway, token });
}

/** Comes in through the front door as each kind of caller. */
export function connect(credentials: Credentials, gateway = credentials.gateway) {
  const anyone = caller(gateway);
  const withToken = async (body: object, cpf?: string) => {
    const { status, body: answer } = await anyone('POST', `/oauth2/token${cpf ? `?cpf=${cpf}` : ''}`, body);
    if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(answer)}`);
    return caller(gateway, answer.token);
  };
  const device = { client_id: credentials.cliente_id, client_secret: credentials.cliente_segredo };
  const staff = ({ usuario, senha }: { usuario: string; senha: string }) =>
    withToken({ grant_type: 'password', username: usuario, password: senha });
  return {
    anyone,
    totem: (cpf?: string) => withToken(device, cpf),
    gerente: () => staff(credentials.gerente),
    cozinha: () => staff(credentials.cozinha),
  };
}

export const readCredentials = (file: string): Credentials => JSON.parse(readFileSync(file, 'utf8'));

/** Asks again, at growing intervals, until the answer is there. Throws with what was awaited after `ms`. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, ms = 15_000): Promise<T> {
  const end = performance.now() + ms;
  for (let wait = 2; ; wait = Math.min(wait * 1.5, 100)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Waits until an address answers well; a process may still be starting behind it. */
export const answers = (url: string): Promise<true> =>
  until(url, async () => (await fetch(url).catch(() => undefined))?.ok || undefined, 60_000);
