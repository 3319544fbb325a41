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
    const json = /json/.test(type) && method !== 'HEAD';
    return { status: answer.status, body: json ? JSON.parse(text) : text, headers: answer.headers };
  };
  return Object.assign(call, { gateway, token });
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
    { gateway: call.gateway, token: undefined },
  );
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
  const staff = ({ usuario, senha: password }: { usuario: string; senha: string }) =>
    withToken({ grant_type: 'password', username: usuario, password });
  return {
    anyone,
    totem: (cpf?: string) => withToken(device, cpf),
    gerente: () => staff(credentials.gerente),
    cozinha: () => staff(credentials.cozinha),
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
