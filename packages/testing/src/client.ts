import assert from 'node:assert/strict';
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
  /** Where it calls, and as whom, with a token that holds for a while: what a live stream needs to know (sse.ts). */
  readonly gateway: string;
  bearer(): Promise<string | undefined>;
};

/** Calls the API with one token, with what tells the token of the moment, or with none. */
export function caller(gateway: string, given?: string | (() => Promise<string>)): Call {
  const bearer = async () => (typeof given === 'function' ? given() : given);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const token = await bearer();
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
    const json = /json/.test(type) && method !== 'HEAD';
    return { status: answer.status, body: json ? JSON.parse(text) : text, headers: answer.headers };
  };
  return Object.assign(call, { gateway, bearer });
}

/** Calls the API as a page of the totem does, with the cookie of a session of its own; identified, where it tells a CPF. */
export async function visitante(gateway: string, cpf?: string): Promise<Call> {
  const entrada = await fetch(`${gateway}/totem/sessao`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cpf }),
  });
  const [cookie = ''] = (entrada.headers.get('set-cookie') ?? '').split(';');
  assert.ok(entrada.ok && cookie, `no session: ${entrada.status} ${await entrada.text()}`);
  const call = caller(`${gateway}/totem/api`);
  return Object.assign(
    (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      call(method, path, body, { cookie, ...headers }),
    { gateway: call.gateway, bearer: call.bearer },
  );
}

/** Comes in through the front door as each kind of caller. */
export function connect(credentials: Credentials, gateway = credentials.gateway) {
  const anyone = caller(gateway);
  const withToken = async (body: object, cpf?: string) => {
    const ask = async (asked: object) => {
      const { status, body: answer } = await anyone('POST', `/oauth2/token${cpf ? `?cpf=${cpf}` : ''}`, asked);
      if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(answer)}`);
      return answer;
    };
    return caller(gateway, await renewing(ask, body));
  };
  const device = { client_id: credentials.cliente_id, client_secret: credentials.cliente_segredo };
  const staff = ({ usuario, senha: password }: { usuario: string; senha: string }) =>
    withToken({ grant_type: 'password', username: usuario, password });
  return {
    anyone,
    totem: (cpf?: string) => withToken(device, cpf),
    gerente: () => staff(credentials.gerente),
    cozinha: () => staff(credentials.cozinha),
  };
}

/** Before the end of a token, another is asked for, milliseconds. */
const EARLY_MS = 120_000;

type Tokens = { token: string; expires_in: number; refresh_token?: string };

/** The token of the moment of who asked for one: renewed when it is near its end, once for all who wait for it. */
export async function renewing(
  ask: (body: object) => Promise<Tokens>,
  body: object,
  now: () => number = Date.now,
): Promise<() => Promise<string>> {
  const stamped = async (asked: object) => {
    const tokens = await ask(asked);
    return { ...tokens, until: now() + tokens.expires_in * 1_000 - EARLY_MS };
  };
  const renew = async ({ refresh_token }: Tokens) => {
    if (!refresh_token) return stamped(body);
    const renewed = stamped({ grant_type: 'refresh_token', refresh_token });
    return renewed.catch(() => stamped(body)); // it was revoked, or lost on the way: who knows the rest comes in anew
  };
  let current = await stamped(body);
  let coming: Promise<unknown> | undefined;
  return async () => {
    if (now() >= current.until) {
      coming ??= renew(current)
        .then((renewed) => {
          current = renewed;
        })
        .finally(() => {
          coming = undefined;
        });
      await coming;
    }
    return current.token;
  };
}

export const readCredentials = (file: string): Credentials => JSON.parse(readFileSync(file, 'utf8'));

/** Asks for what must go well; resolves with the body of the answer. */
export async function feito(
  call: Call,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await call(method, path, body, headers);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** An e-mail as the stand-in for SES keeps it. */
type Email = { subject: string; body: { text: string; html: string }; destination: { to: string[] } };

/** The e-mails the stand-in for SES at this URL was given for an address, oldest first. */
export async function emailsPara(ses: string, endereco: string): Promise<Email[]> {
  const answer = await fetch(`${ses}/store`);
  assert.ok(answer.ok, `${ses}/store: ${answer.status}`);
  const { emails } = (await answer.json()) as { emails: Email[] };
  return emails.filter(({ destination }) => destination.to.includes(endereco));
}
