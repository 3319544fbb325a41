/**
 * What lies between processes: FIFO queues as SQS promises them and no better, HTTP that may be lost either way, the bank,
 * e-mail and object storage. The queues keep the order of a group, deliver again what was not removed, and forget after a
 * while what they have taken. They move nothing to a dead-letter queue by themselves: that a process died holding a message
 * is our doing, not the message's.
 */
import { type Envelope, type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { type QueueName, queueNames, queues, VISIBILITY_MS } from '@foodious/contracts/resources.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { Refusal, STATUS, Unavailable } from '@foodious/kernel/refusal.ts';
import { plainJson } from '@foodious/kernel/text.ts';
import { paymentsApi } from '@foodious/local/pix/api.ts';
import { type Acao, type Banco, type Cobranca, openBanco } from '@foodious/local/pix/banco.ts';
import { criarDefeitos, type Defeitos, SEM_DEFEITOS } from '@foodious/local/pix/defeitos.ts';
import { entregas } from '@foodious/local/pix/entregas.ts';
import type { Broker, Received } from '@foodious/messaging/broker.ts';
import type { Scheme } from '@foodious/platform/http.ts';
import type { Answer, Call, Process } from './process.ts';
import {
  after,
  as,
  blame,
  chance,
  elapsed,
  latency,
  later,
  never,
  type Owner,
  owner,
  pick,
  random,
  step,
  strikes,
  tell,
  uuid,
  world,
} from './scheduler.ts';
import { empty, opened } from './stores.ts';

type Stored = Received & { visibleAt: number };
type Waiter = { who: Owner; max: number; take: (batch: Received[]) => void };
type Queue = { messages: Stored[]; dead: Received[]; taken: Map<string, number>; waiters: Waiter[]; downUntil: number };

export const brokerQueues = new Map<QueueName, Queue>();
/** Ids of what `plant` put into a queue to see it buried: no message at all. */
export const planted = new Set<string>();
export const objects = new Map<string, { bytes: Uint8Array; contentType: string }>();
export const emails: { para: string; evento: string; assunto: string; em: number }[] = [];
/** How often a message may be handed out before it is said to go round and round. */
const RUNAWAY = 60;

let processes: () => readonly Process[] = () => [];
let remembersMs = 0;
let receipts = 0;

const short = (id: string) => id.slice(-6);
const of = (queue: QueueName): Queue => brokerQueues.get(queue) as Queue;

/** The way of a call to the broker. Throws where it is away, and does not return to one who is dead: nothing has happened. */
async function reach(name: QueueName): Promise<void> {
  if (!step()) return never();
  await later();
  if (await !step()) return never();
  const queue = of(name);
  if (strikes('queueDown')) queue.downUntil = elapsed() + random() * 6_000;
  if (queue.downUntil > elapsed() || strikes('brokerAway')) throw new Error('the broker does not answer');
}

/** The way back of the broker's answer, which may get lost after all is done. */
async function answer(): Promise<void> {
  if (!step()) return never();
  await later();
  if (strikes('brokerUnheard')) throw new Error('no answer from the broker');
}

function put(name: QueueName, message: Pick<Received, 'group' | 'id' | 'body' | 'traceparent'>): boolean {
  const queue = of(name);
  const known = queue.taken.get(message.id);
  if (known !== undefined && elapsed() - known < remembersMs) return false;
  queue.taken.set(message.id, elapsed());
  queue.messages.push({ ...message, sentAt: elapsed(), receives: 0, receipt: '', visibleAt: 0 });
  after(0, () => serve(name), world);
  return true;
}

/** Hands out what may be seen: nothing of a group of which something is in hand. */
function serve(name: QueueName): void {
  const queue = of(name);
  for (;;) {
    queue.waiters = queue.waiters.filter(({ who }) => who.alive);
    if (queue.waiters.length === 0) return;
    const inHand = new Set(queue.messages.filter(({ visibleAt }) => visibleAt > elapsed()).map(({ group }) => group));
    const free = queue.messages.filter(({ group }) => !inHand.has(group));
    if (free.length === 0) return;
    const waiter = pick(queue.waiters);
    queue.waiters.splice(queue.waiters.indexOf(waiter), 1);
    const batch = free.slice(0, waiter.max);
    const hiddenMs = strikes('shownAgain') ? random() * 1_500 : VISIBILITY_MS;
    for (const message of batch) hand(name, message, hiddenMs);
    tell(`${name} -> ${waiter.who.name}: ${batch.map(({ id, receives }) => `${short(id)}×${receives}`).join(' ')}`);
    const handed = batch.map((message) => ({ ...message }));
    after(latency(), () => waiter.take(handed), waiter.who);
  }
}

function hand(name: QueueName, message: Stored, hiddenMs: number): void {
  receipts += 1;
  message.receipt = String(receipts);
  message.receives += 1;
  if (message.receives === RUNAWAY) blame(`a message of ${name} was delivered ${RUNAWAY} times`);
  hide(name, message, hiddenMs);
}

function hide(name: QueueName, message: Stored, ms: number): void {
  message.visibleAt = elapsed() + ms;
  after(ms, () => serve(name), world);
}

/** A receipt is worth something until the message is handed out again. */
const held = (name: QueueName, batch: readonly Received[]): Stored[] => {
  const receipts = new Set(batch.map(({ receipt }) => receipt));
  return of(name).messages.filter(({ receipt }) => receipts.has(receipt));
};

function drop(name: QueueName, batch: readonly Received[]): void {
  const gone = new Set(held(name, batch));
  const queue = of(name);
  queue.messages = queue.messages.filter((message) => !gone.has(message));
  tell(`${name}: removed ${[...gone].map(({ id }) => short(id)).join(' ')}`);
  if (gone.size > 0) after(0, () => serve(name), world);
}

/** Stands for the gateway, which is no part of a history: it does what it hears, and says so, perhaps twice. */
function theGateway(name: QueueName, { id, dados }: Envelope, group: string): void {
  const queue = of(name);
  queue.messages = queue.messages.filter((message) => message.id !== id);
  if (!('protocolo' in dados && 'mordida' in dados)) return;
  const feita = { protocolo: dados.protocolo, mordida: dados.mordida, parte: 'identidade', contagem: 0 } as const;
  for (const { envelope, traceparent } of chance(0.8)
    ? stamp('lgpd-parte-apagada', { group }, feita, newStory(uuid(4), new Date(), 'gateway'))
    : [])
    after(
      latency(),
      () => put('lgpd-delecao-res', { id: envelope.id, group, body: plainJson(envelope), traceparent }),
      world,
    );
}

export const broker: Broker = {
  async send(name, batch: readonly Outgoing[]) {
    await reach(name);
    const taken = strikes('partTaken') ? batch.filter(() => chance(0.5)) : batch;
    for (const { envelope, group, traceparent, queue } of taken) {
      if (queue !== name) blame(`${envelope.tipo} was sent to ${name}`);
      const fresh = put(name, { id: envelope.id, group, body: plainJson(envelope), traceparent });
      tell(`${name} <- ${envelope.tipo} ${short(envelope.id)} of ${group}${fresh ? '' : ' (known)'}`);
    }
    for (const { envelope, group } of taken) if (queues[name].to === 'gateway') theGateway(name, envelope, group);
    await answer();
    return { taken: new Set(taken.map(({ envelope }) => envelope.id)), refused: new Map() };
  },
  async receive(name, max, signal) {
    await reach(name);
    if (signal.aborted) return [];
    const batch = await new Promise<Received[]>((take) => {
      const waiter = { who: owner(), max, take };
      of(name).waiters.push(waiter);
      after(0, () => serve(name), world);
      const leave = () => {
        const { waiters } = of(name);
        if (waiters.includes(waiter)) waiters.splice(waiters.indexOf(waiter), 1);
        take([]);
      };
      after(20_000, leave);
      signal.addEventListener('abort', leave, { once: true });
    });
    if (batch.length > 0 && strikes('brokerUnheard')) throw new Error('no answer from the broker');
    return batch;
  },
  async remove(name, batch) {
    await reach(name);
    drop(name, batch);
    await answer();
  },
  async postpone(name, batch, ms) {
    await reach(name);
    for (const message of held(name, batch)) hide(name, message, ms);
    await answer();
  },
  async bury(name, message) {
    await reach(name);
    of(name).dead.push(message);
    tell(`${name}: buried ${short(message.id)}`);
    await answer();
    drop(name, [message]);
  },
};

/** Puts something into a queue that no service would send. */
export function plant(name: QueueName, group: string, body: string): void {
  const id = uuid(4);
  planted.add(id);
  put(name, { id, group, body, traceparent: undefined });
  tell(`${name} <- planted ${short(id)} of ${group}`);
}

// HTTP

/** Calls a service, whichever of its instances answers. Rejects when the call or its answer is lost; nobody knows which. */
export async function call(service: string, asked: Call): Promise<Answer> {
  await later();
  if (!owner().alive) return never();
  if (strikes('callLost')) throw new TypeError('fetch failed');
  const up = processes().filter((process) => process.service === service && process.alive && process.up);
  if (up.length === 0) throw new TypeError('connection refused');
  // A registration that is late would bring back who was erased meanwhile: the person did ask for both.
  if (!asked.path.startsWith('/v1/cliente') && strikes('callTwice'))
    after(random() * 3_000, () => void arrive(pick(up), asked).catch(() => {}), world);
  const answer = await arrive(pick(up), asked);
  await later();
  if (strikes('answerLost')) throw new TypeError('connection reset');
  return answer;
}

function arrive(process: Process, asked: Call): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  if (!process.alive) reject(new TypeError('connection refused'));
  process.calls.set(promise, () => reject(new TypeError('connection reset')));
  after(
    0,
    () =>
      void handle(process, asked).then((answer) => {
        tell(`${asked.method} ${asked.path}: ${answer.status}`);
        process.calls.delete(promise);
        resolve(answer);
      }),
    process,
  );
  return promise;
}

async function handle(process: Process, { method, path, body = {}, headers = {}, principal = null }: Call) {
  const [where = '', search = ''] = path.split('?');
  const parts = where.split('/');
  const route = process.routes.find((each) => each.method === method && matches(each.path, parts));
  if (!route) throw new Error(`${process.service} has no ${method} ${path}`);
  const { params, querystring, body: schema, security, cru } = route.schema;
  const named = Object.fromEntries(
    route.path.flatMap((part, i) => (part.startsWith(':') ? [[part.slice(1), parts[i]]] : [])),
  );
  const answer: Answer = { status: 200, body: undefined };
  const reply = {
    status(code: number) {
      answer.status = code;
      return reply;
    },
    header: () => reply, // no client here looks at one
    send(sent: unknown) {
      answer.body = sent;
      return reply;
    },
  };
  try {
    const request = {
      id: uuid(4),
      url: path,
      span: undefined,
      subject: null,
      principal,
      headers,
      params: params?.parse(named) ?? named,
      query: querystring?.parse(Object.fromEntries(new URLSearchParams(search))) ?? {},
      body: cru ? body : schema?.parse(JSON.parse(JSON.stringify(body))),
    };
    for (const name of (security ?? []).flatMap((alternative) => Object.keys(alternative)))
      if (principal === null) process.schemes[name]?.verify(request as unknown as Parameters<Scheme['verify']>[0]);
    const result = await route.handle(request, reply);
    if (result !== reply) answer.body = result;
    answer.body = JSON.parse(JSON.stringify(answer.body));
    return answer;
  } catch (error) {
    if (error instanceof Refusal)
      return { status: STATUS[error.kind], body: { message: error.message, ...error.extra } };
    if (error instanceof Unavailable) return { status: 503, body: {} };
    blame(`${method} ${path.replaceAll(/\d+|[0-9a-f-]{36}/g, 'n')}: ${error}`);
    return { status: 500, body: {} };
  }
}

const matches = (pattern: readonly string[], parts: readonly string[]) =>
  pattern.length === parts.length && pattern.every((part, i) => part.startsWith(':') || part === parts[i]);

// The bank

const PIX_URL = 'http://banco';
const PRODUTO_URL = 'http://produto';
const PAGAMENTO_URL = 'http://pagamento';
const SECRET = 'um segredo de mentira';
const bank: Owner = { name: 'banco', alive: true, frozenUntil: 0, skewMs: 0 };
let banco: Banco | undefined;
let avisos: ReturnType<typeof entregas>;
/** When the bank next looks at what it put off. */
let hora: ReturnType<typeof after> | undefined;

const drawn = criarDefeitos(random);
/** How the bank misbehaves: by the chance of the history, which tells it. */
export const defeitos: Defeitos = {
  ...drawn,
  acontece(defeito, ...nomes) {
    const happens = drawn.acontece(defeito, ...nomes);
    if (happens) tell(`! ${defeito}`);
    return happens;
  },
};

export const books = () => banco as Banco;
export const booksDb = () => opened[0] as (typeof opened)[number];
/** The bank's API, as it is; nobody looks at the picture of a code. */
const api = () => paymentsApi(books(), { apiKey: SECRET, desenhar: () => '', agora: () => Date.now() });

/** After anything was done at the bank: it tells of it, and looks again when its hour has come. */
function done(): void {
  avisos.acordar();
  if (hora) hora.cancelled = true;
  const next = books().proximaHora();
  if (next !== null) hora = after(next - Date.now() + 1, passar, bank);
}

function passar(): void {
  books().passar(Date.now());
  done();
}

/** What a payer does at the bank. What cannot be done any more is not. */
export function atTheBank(acao: 'aprovar' | 'recusar', id: number): void {
  as(bank, () => void decided(id, acao));
}

function decided(id: number, acao: Acao): Cobranca | undefined {
  try {
    const cobranca = books().mover(id, acao, Date.now());
    tell(`${acao} ${id % 1_000}: ${cobranca.estado}`);
    done();
    return cobranca;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** What a payer's buttons do, asked for by a program. */
function bankButton(path: string): Answer {
  const [, , referencia = '', acao = ''] = path.split('/');
  const [cobranca] = books().daReferencia(referencia);
  if (!cobranca) return { status: 404, body: {} };
  return { status: decided(cobranca.id, acao as Acao) ? 200 : 409, body: {} };
}

async function callBank(method: string, path: string, init: RequestInit): Promise<Answer> {
  await later();
  if (strikes('callLost')) throw new TypeError('fetch failed');
  const headers = init.headers as Record<string, string>;
  const given = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
  const { status, body, demoraMs, cai } = as(bank, () => {
    if (path.startsWith('/transacoes/')) return { ...bankButton(path), demoraMs: undefined, cai: undefined };
    const { authorization, 'x-idempotency-key': chave } = headers;
    const answer = api().atender({ method, path, authorization, chave, body: given });
    if (method !== 'GET') done();
    return { demoraMs: undefined, cai: undefined, ...answer };
  });
  const { status: estado = '' } = (body ?? {}) as { status?: string };
  tell(`banco: ${method} ${path.split('?')[0]}: ${cai ? 'gone' : status} ${estado}`);
  if (demoraMs) await later(demoraMs);
  await later();
  if (cai || strikes('answerLost')) throw new TypeError('connection reset');
  return { status, body };
}

/** The global `fetch`: of the bank by pagamento, of pagamento by the bank, of produto by pedido. */
export async function fetch(address: string, init: RequestInit = {}): Promise<Response> {
  if (!step()) return never();
  const { method = 'GET', signal } = init;
  const { origin, pathname, search } = new URL(address);
  const path = pathname + search;
  const going = async (): Promise<Answer> => {
    if (origin === PIX_URL) return callBank(method, path, init);
    if (origin === PRODUTO_URL) return call('produto', { method, path });
    return call('pagamento', { method, path, headers: init.headers as Record<string, string>, body: init.body });
  };
  const aborted = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
  const { status, body } = await Promise.race([going(), aborted.promise]);
  if (!step()) return never();
  // All that is read of a Response here; a real one would cost more than the call.
  const ok = status < 300;
  return { ok, status, text: async () => JSON.stringify(body), arrayBuffer: async () => body } as unknown as Response;
}

/** What a process that died leaves on the way. */
export function hangUp({ calls }: Process): void {
  for (const cut of calls.values()) after(latency(), cut, world);
  calls.clear();
}

/** A network without anything on it. */
export function beginNetwork(all: () => readonly Process[], forgetsAfterMs: number): void {
  processes = all;
  remembersMs = forgetsAfterMs;
  receipts = 0;
  brokerQueues.clear();
  for (const name of queueNames)
    brokerQueues.set(name, { messages: [], dead: [], taken: new Map(), waiters: [], downUntil: 0 });
  planted.clear();
  objects.clear();
  emails.length = 0;
  banco ??= openBanco(':memory:', defeitos);
  empty(booksDb());
  defeitos.ajustar(SEM_DEFEITOS);
  avisos = as(bank, () =>
    entregas({
      banco: books(),
      webhookUrl: `${PAGAMENTO_URL}/v1/pagamento/webhook/mercado-pago`,
      webhookSecret: SECRET,
      log: undefined,
    }),
  );
}

export const addresses = { PIX_URL, PRODUTO_URL, PIX_WEBHOOK_SECRET: SECRET, PIX_API_KEY: SECRET };
