import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conferir, type Veredito } from '@foodious/pix/assinatura.ts';
import type { Ajustes, Defeito } from '../src/pix/defeitos.ts';
import { type PixOptions, startPix } from '../src/pix/server.ts';

export const SEGREDO = 'segredo-do-aviso';
export const CHAVE = 'chave-da-api';

/** A notification as it came. */
export type Aviso = {
  /** What it names in its query, and says in its body; null for a body that is no JSON. */
  dataId: string;
  action: string | null;
  texto: string;
  path: string;
  headers: IncomingHttpHeaders;
  at: number;
  veredito: Veredito;
};

/** The restaurant's end: keeps what arrives and answers each with `reply`'s status, 200 unless told. */
export async function recebedor(
  t: TestContext,
  reply: (aviso: Aviso, index: number) => number | Promise<number> = () => 200,
) {
  const avisos: Aviso[] = [];
  const server = createServer(async (req, res) => {
    let texto = '';
    for await (const part of req) texto += part;
    const dataId = new URL(req.url ?? '', 'http://x').searchParams.get('data.id') ?? '';
    const { 'x-signature': assinatura = null, 'x-request-id': requestId } = req.headers;
    const veredito = conferir(
      [SEGREDO],
      { assinatura: assinatura as string | null, requestId: String(requestId), dataId },
      Date.now(),
    );
    let action: string | null = null;
    try {
      ({ action } = JSON.parse(texto));
    } catch {
      // Cut on its way.
    }
    const aviso = { dataId, action, texto, path: req.url ?? '', headers: req.headers, at: Date.now(), veredito };
    res.statusCode = await reply(aviso, avisos.push(aviso) - 1);
    res.setHeader('location', '/elsewhere').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return {
    webhookUrl: `http://127.0.0.1:${port}/v1/pagamento/webhook/mercado-pago`,
    avisos,
    async chegaram(count: number) {
      await until(() => avisos.length >= count, `${count} avisos`);
      return avisos;
    },
    /** What was told of a charge, once it is so much. */
    async doPagamento(id: number, count: number) {
      const dele = () => avisos.filter(({ dataId }) => dataId === String(id));
      await until(() => dele().length >= count, `${count} avisos do pagamento ${id}`);
      return dele();
    },
  };
}

export async function until(done: () => boolean | Promise<boolean>, what: string) {
  for (const limit = Date.now() + 15_000; !(await done()); await sleep(5))
    assert.ok(Date.now() < limit, `esperava ${what}`);
}

/** Nobody listens there. */
const FORA_DO_AR = 'http://127.0.0.1:9/v1/pagamento/webhook/mercado-pago';

export async function abrir(t: TestContext, options: Partial<PixOptions> = {}) {
  const defaults = { host: '127.0.0.1', port: 0, dataDir: ':memory:', apiKey: CHAVE, webhookSecret: SEGREDO };
  const { url, stop } = await startPix({ ...defaults, webhookUrl: FORA_DO_AR, ...options });
  t.after(stop);
  return { ...cliente(url), url, stop };
}

/** An instant as the API takes it. */
export const instante = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00');

export const umaNova = (part: object = {}) => ({
  transaction_amount: 20.2,
  payment_method_id: 'pix',
  payer: { email: 'casa@exemplo.com' },
  external_reference: randomUUID() as string,
  date_of_expiration: instante(Date.now() + 31 * 60_000),
  ...part,
});

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client reads JSON
type Corpo = any;

export function cliente(url: string) {
  const api = async (method: string, path: string, body?: object | string, headers: object = {}) => {
    const res = await fetch(url + path, {
      method,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${CHAVE}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    return { status: res.status, body: (await res.json()) as Corpo };
  };
  const post = (nova: object | string, chave: string = randomUUID()) =>
    api('POST', '/v1/payments', nova, { 'x-idempotency-key': chave });
  return {
    api,
    post,
    criar: async (part: object = {}) => {
      const { status, body } = await post(umaNova(part));
      assert.equal(status, 201, JSON.stringify(body));
      return body;
    },
    obter: async (id: number) => (await api('GET', `/v1/payments/${id}`)).body,
    mover: async (id: number, acao: string) => {
      const { status, body } = await api('POST', `/cobrancas/${id}/${acao}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
    cancelar: (id: number) => api('PUT', `/v1/payments/${id}`, { status: 'cancelled' }),
    estornar: (id: number, body?: object, chave: string = randomUUID()) =>
      api('POST', `/v1/payments/${id}/refunds`, body, { 'x-idempotency-key': chave }),
    buscar: async (busca: Record<string, string>) => {
      const { status, body } = await api('GET', `/v1/payments/search?${new URLSearchParams(busca)}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
    defeitos: async (ajustes: Partial<Ajustes>) => {
      const { status, body } = await api('PUT', '/defeitos', ajustes);
      assert.equal(status, 200, JSON.stringify(body));
      return body as Ajustes;
    },
    /** Presses the button of a fault on the page of a charge, or on that of the bank. */
    provocar: async (defeito: Defeito, id?: number) => {
      const path = id === undefined ? `/defeitos/${defeito}` : `/cobrancas/${id}/defeitos/${defeito}`;
      const { status, body } = await api('POST', path);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
  };
}

export function pasta(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'pix-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
