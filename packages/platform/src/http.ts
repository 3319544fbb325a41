import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import swagger from '@fastify/swagger';
import { type Context, LOJA, storyOf, traceparentOf, validTraceparent } from '@foodious/kernel/context.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { type Subject, subjectField } from '@foodious/kernel/subject.ts';
import { FIT, isFit } from '@foodious/kernel/text.ts';
import type {
  FastifyBaseLogger,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Principal, Verify } from './auth.ts';
import { connectionsOf, cutsTheSlow, type PATIENCE } from './connections.ts';
import type { Logger } from './log.ts';
import { httpDuration, sharedScrape } from './metrics.ts';
import { type Explained, explainExpected, Problem, problem, TITLES } from './problem.ts';
import { reasonOf } from './ready.ts';
import { type Span, startSpan } from './telemetry.ts';

z.config(z.locales.pt());

export type Http = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null for nobody we know: on public routes, and where another scheme stands for a token. */
    principal: Principal | null;
    /** The scheme that stands for a token in this request, to be verified once its body was read. */
    scheme: Scheme | null;
    /** What this request is about, for the log. */
    subject: Subject | null;
    /** Another server answers, logs and counts this request, or it is a stream. */
    forwarded: boolean;
    /** What is under way, in the trace the caller began or a new one. */
    span: Span | null;
  }
  interface FastifyInstance {
    /** Answers that end only when the client leaves, or the server stops. */
    openEnded: Set<ServerResponse>;
    /** Set on a scope of its own for a plugin of others, whose routes cannot say who may call them: anyone may. */
    openToAnyone: boolean;
    /** Shows a person that there is nothing at an address; programs, and all where this is not set, get the problem. */
    nothingHere: ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) | undefined;
    stopping: boolean;
    /** A connection that was upgraded does not wait for a request any more. */
    leftHttp(socket: Socket): void;
  }
  interface FastifySchema {
    /** Who may call: alternatives, as in OpenAPI: scopes of `oauth2`, or the name of a {@link Scheme}. Empty: anyone. */
    security?: readonly Record<string, readonly string[]>[];
    /** What of all there is it shows or changes to whoever may call it: one of {@link HttpOptions.alcances}. */
    alcance?: string;
    /** Its body is a text, whatever it holds and whatever it says it is; where there is none, an empty one. */
    cru?: boolean;
  }
}

/** A way to call without a token: a header, verified by whoever owns its protocol. */
export type Scheme = {
  /** As OpenAPI declares it. A request that carries the header comes by this scheme. */
  document: { type: 'apiKey'; in: 'header'; name: string; description: string };
  /** Throws Refusal `unauthorized` unless the request, its body read and checked, may pass. */
  verify(request: FastifyRequest): void;
};

/** The gateway's id of a request, for the service it hands it to; `x-request-id` is the caller's, and may be signed. */
export const CORRELATION = 'x-correlation-id';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

export { Problem };

/** The answer of a live stream, for its `response`. */
export const EVENTOS = z.string().meta({ id: 'Eventos', description: 'text/event-stream' });

/**
 * The error answers of a route, for its `response`: `{ 201: Shape, ...problems(404) }`. What any route may answer, a body
 * too large or a dependency that is away, the document adds by itself.
 */
export const problems = (...statuses: number[]): Record<number, typeof Problem> =>
  Object.fromEntries([400, 401, 403, ...statuses].map((status) => [status, Problem]));

/** What a server of ours is made of. */
export type HttpOptions = {
  name: string;
  log: Logger;
  verify: Verify;
  /** Every scope a route may ask for, and what it allows: for the OpenAPI document. */
  scopes?: Readonly<Record<string, string>>;
  /** What a route may name as what it shows or changes; where some are given, every route of the service names one. */
  alcances?: Readonly<Record<string, string>>;
  /** What may stand for a token, by the name routes declare it by. */
  schemes?: Readonly<Record<string, Scheme>>;
  /** Who may read what is measured, as routes declare it; default: nobody. */
  metrics?: NonNullable<FastifySchema['security']>;
  /** Rejects while a dependency is away. */
  ready: () => Promise<unknown>;
  bodyLimit?: number;
  /** The OpenAPI document to answer with; default: that of this server's own routes. */
  document?: object;
  /** The address a request is routed by, where it is not the one asked for; it may complete the headers. */
  rewriteUrl?: (request: IncomingMessage) => string;
  /** The token of a request that brings something else for one, as a cookie; asked on routes that are not for anyone. */
  bearer?: (request: IncomingMessage) => Promise<string | undefined>;
  /** Whether a peer is a proxy of ours, whose word on who asks, and for which address, is taken; default: nobody is. */
  trustProxy?: (address: string | undefined) => boolean;
  /** How long a client may take; a test has less of it. */
  patience?: typeof PATIENCE;
};

/**
 * An HTTP server of one service, not listening yet: schemas in and out, scopes, problem answers, request log, metrics,
 * `/health`, `/ready`, `/metrics` and `/openapi.json`. A route that does not say who may call it fails at start.
 */
export async function createHttp({
  name,
  log,
  verify,
  scopes = {},
  alcances,
  schemes = {},
  metrics,
  ready,
  bodyLimit = 64 * 1024,
  document,
  rewriteUrl,
  bearer,
  trustProxy,
  patience,
}: HttpOptions): Promise<Http> {
  const answerError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): unknown => {
    const { status, mensagens, erros, extra } = explain(error);
    if (status >= 500)
      log.error({ err: error, correlacao: request.id, ...subjectField(request.subject) }, 'request failed');
    const espera = status === 503 ? 1 : extra?.esperaSegundos;
    if (typeof espera === 'number') reply.header('retry-after', espera);
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    const asProblem = () =>
      reply
        .status(status)
        .type('application/problem+json')
        .serializer(JSON.stringify)
        .send(problem(request, status, mensagens, erros, extra));
    if (!app.nothingHere || !request.is404 || !byPerson(request)) return asProblem();
    return app.nothingHere(request, reply.status(status)).catch(asProblem);
  };
  const app = Fastify({
    logger: false,
    bodyLimit,
    ...(rewriteUrl ? { rewriteUrl } : {}),
    ...(trustProxy ? { trustProxy } : {}),
    ...cutsTheSlow(patience),
    forceCloseConnections: 'idle',
    // Only our own shape is taken over: whatever else a caller writes there would end in the logs.
    genReqId: ({ headers }) =>
      [headers[CORRELATION], storyOfHeader(headers.traceparent), headers['x-request-id']].find(isUuid) ?? randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    clientErrorHandler: answerUnread,
    // An address the router cannot read gets no hooks: it is answered like any other mistake.
    frameworkErrors: (error, request, reply) =>
      answerError(error, request, reply.headers(HEADERS).header('x-request-id', request.id)),
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('principal', null);
  app.decorateRequest('scheme', null);
  app.decorateRequest('subject', null);
  app.decorateRequest('forwarded', false);
  app.decorateRequest('span', null);
  app.decorate('openToAnyone', false);
  app.decorate('nothingHere', undefined);
  app.decorate('openEnded', new Set<ServerResponse>());
  app.decorate('stopping', false);
  // A connection on which nothing was ever asked, as browsers keep some, does not count as idle and would hold the stop up.
  const connections = connectionsOf(app.server);
  app.decorate('leftHttp', connections.leftHttp);
  app.addHook('preClose', async () => {
    app.stopping = true;
    for (const raw of app.openEnded) raw.end();
    for (const socket of connections.sockets()) if (socket.bytesRead === 0) socket.destroy();
  });

  const json = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers(); // JSON it is: anything else is a 415
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    request.routeOptions.schema?.cru
      ? done(null, body)
      : body === ''
        ? done(null, undefined)
        : json(request, body, done),
  );
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    if (!request.routeOptions.schema?.cru) throw Object.assign(new Error('not JSON'), { statusCode: 415 });
    return textOf(payload, bodyLimit);
  });

  const addresses = new Map<string, Address>();
  app.addHook('onRoute', function ({ method, url, schema }) {
    const address = addresses.get(url) ?? addressOf(url);
    addresses.set(url, address);
    for (const each of [method].flat()) address.methods.add(each);
    if (!schema?.security && !this.openToAnyone) throw new Error(`${method} ${url} does not say who may call it`);
    for (const scheme of (schema?.security ?? []).flatMap((alternative) => Object.keys(alternative)))
      if (scheme !== 'oauth2' && !(scheme in schemes)) throw new Error(`${method} ${url}: nobody verifies ${scheme}`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const came = validTraceparent(request.headers.traceparent);
    request.span = startSpan({
      name: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      kind: 'server',
      service: name,
      traceparent: came ?? traceparentOf(request.id),
      fresh: came === undefined,
    });
    reply.headers(HEADERS).header('x-request-id', request.id);
    refuseMethod(request, reply, addresses); // before its body is looked at
    const security = request.routeOptions.schema?.security ?? [];
    request.scheme = schemeOf(request, security, schemes);
    const token = security.length > 0 && (await bearer?.(request.raw));
    if (token) request.raw.headers.authorization = `Bearer ${token}`; // for whoever it is handed to as well
    if (!request.scheme) request.principal = await authorize(request, security, verify);
  });
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.schema?.body && request.body === undefined) request.body = {};
  });
  app.addHook('preHandler', async (request) => {
    request.scheme?.verify(request);
    // Whatever a schema lets through may be kept, and travel: in a queue a message nobody takes would be lost.
    const read = request.routeOptions.schema?.body ? request.body : {}; // another server's business, and a stream
    for (const part of [request.params, request.query, read]) refuseUnfit(part);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.span?.end(reply.statusCode >= 500 ? reply.statusCode : undefined);
    if (request.forwarded) return;
    const { method, url: route = 'unknown' } = request.routeOptions;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    httpDuration.observe({ service: name, method: String(method), route, status: reply.statusCode }, ms / 1000);
    const { statusCode: status } = reply;
    // Reads that found something, or not yet, are noise, unless they took long: people poll.
    const read = request.method === 'GET' || request.method === 'HEAD';
    const poll = read && (status < 400 || status === 404) && ms < SLOW_MS;
    const level = status >= 500 ? 'error' : poll ? 'debug' : 'info';
    const context = { correlacao: request.id, ...callerField(request.principal), ...subjectField(request.subject) };
    log[level]({ ...context, method, route, status, ms }, 'request');
  });

  app.setErrorHandler<FastifyError>(answerError);

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: `Fast & Foodious: ${name}`, version: '1.0.0', license: { name: 'MIT' } },
      components: { securitySchemes: securitySchemes(scopes, schemes) },
    },
    transform: describe,
    transformObject: describeInputs,
  });

  const open = { schema: { hide: true, security: [] } };
  app.get('/health', open, async () => ({ status: 'OK' }));
  if (metrics) {
    const schema = { hide: true, security: metrics };
    app.get('/metrics', { schema }, async (_, reply) => {
      const { type, text } = await sharedScrape();
      return reply.type(type).send(text);
    });
  }
  app.get('/openapi.json', open, async () => document ?? app.swagger());
  app.get('/ready', open, async () => {
    await ready().catch((cause) => {
      throw new NotReady(`Não está pronto: ${reasonOf(cause)}`, { cause });
    });
    return { status: 'OK' };
  });
  if (alcances)
    app.addHook('onRoute', function ({ method, url, schema }) {
      if (!Object.hasOwn(alcances, schema?.alcance ?? '') && !this.openToAnyone)
        throw new Error(`${method} ${url} does not say what it shows or changes`);
    });
  return app;
}

/** The text of a body. Throws what becomes a 413 for one above the limit. */
async function textOf(payload: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of payload) {
    size += part.length;
    if (size > limit) throw Object.assign(new Error('too large'), { statusCode: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** An answer that took so many milliseconds is worth a line, whatever was asked. */
const SLOW_MS = 1_000;

/** Whether a page is wanted, as by who types an address into a browser. */
const byPerson = ({ method, headers: { accept = '' } }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && accept.includes('text/html');

/** An address of the router: what it matches, a slash at the end or not; how general it is; what may be asked there. */
type Address = { matches: RegExp; generality: number; methods: Set<string> };

function addressOf(url: string): Address {
  const literal = url.replace(/\/$/, '').replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  const matches = new RegExp(`^${literal.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}/?$`);
  return { matches, generality: url.includes('*') ? Infinity : (url.match(/:/g)?.length ?? 0), methods: new Set() };
}

/**
 * Throws Refusal `not-found` where there is nothing, and 405, with what may be asked instead (`Allow`), where something is, but
 * not for this method. The closest address decides: `PUT /v1/pedido/pendentes` is not that of a pedido by the id `pendentes`.
 */
function refuseMethod(
  { url, method, is404, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  addresses: ReadonlyMap<string, Address>,
): void {
  // What is more general than where the router went cannot be closer: most addresses need no look, and a literal one none.
  const found = routeOptions.url === undefined ? undefined : addresses.get(routeOptions.url);
  if (found?.generality === 0) return;
  const path = url.split('?', 1)[0] ?? '';
  const most = found?.generality ?? Infinity;
  let closest: Address | undefined;
  for (const address of addresses.values())
    if (
      address.generality <= most &&
      !(closest && closest.generality <= address.generality) &&
      address.matches.test(path)
    )
      closest = address;
  if (!closest && is404) throw new Refusal('not-found', 'Rota não encontrada');
  if (!closest || closest.methods.has(method)) return;
  reply.header('allow', [...closest.methods].sort().join(', '));
  throw Object.assign(new Error('method not allowed'), { statusCode: 405 });
}

/** A route as the document tells it: each answer by the type it is sent with, and those any route may give. */
const describe: typeof jsonSchemaTransform = ({ schema, ...route }) => {
  if (!schema || schema.hide) return jsonSchemaTransform({ schema, ...route });
  const { body, response = {}, alcance, cru: _, ...rest } = schema;
  const common = ['GET', 'HEAD'].includes(String(route.route.method)) ? [400, 503] : [400, 413, 415, 503];
  const answers = { ...Object.fromEntries(common.map((status) => [status, Problem])), ...(response as object) };
  return jsonSchemaTransform({
    ...route,
    schema: {
      ...rest,
      ...(body ? { body } : {}),
      ...(alcance ? { 'x-alcance': alcance } : {}),
      response: Object.fromEntries(Object.entries(answers).map(([status, shape]) => [status, sent(status, shape)])),
      ...(body instanceof z.ZodType && body.safeParse({}).success ? { [OPTIONAL]: true } : {}),
    },
  });
};

/** An answer with the type it is sent as. */
function sent(status: string, shape: unknown): unknown {
  if (!(shape instanceof z.ZodType)) return shape; // it tells its types itself
  const type = shape === Problem ? 'application/problem+json' : shape === EVENTOS ? 'text/event-stream' : JSON_TYPE;
  return { description: TITLES[Number(status)] ?? 'Resposta', content: { [type]: { schema: shape } } };
}
const JSON_TYPE = 'application/json';

/** Marks, while the document is made, an operation whose body may be missing: the generator asks for all of them. */
const OPTIONAL = 'x-body-may-be-missing';

/** What of the document is known only once all of it is there. */
const describeInputs: typeof jsonSchemaTransformObject = (document) => {
  const described = jsonSchemaTransformObject(document);
  const { paths = {}, components } = described as Described;
  const seen = new Set<unknown>();
  for (const operation of Object.values(paths).flatMap((operations) => Object.values(operations))) {
    if (operation[OPTIONAL] && operation.requestBody) operation.requestBody.required = false;
    delete operation[OPTIONAL];
    const given = [...(operation.parameters ?? []), ...Object.values(operation.requestBody?.content ?? {})];
    for (const { schema } of given) describeTexts(schema, seen);
  }
  for (const [name, schema] of Object.entries(components?.schemas ?? {}))
    if (name.endsWith('Input')) describeTexts(schema, seen); // so the generator calls what is given to us
  return described;
};

type Described = {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
};
type Operation = {
  [OPTIONAL]?: true;
  parameters?: { schema?: unknown }[];
  requestBody?: { required: boolean; content: Record<string, { schema?: unknown }> };
};

/** Says of every text of a schema that is given to us which characters it may not hold. */
function describeTexts(schema: unknown, seen: Set<unknown>): void {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const { type, pattern, format, enum: named } = schema as Record<string, unknown>;
  if (type === 'string' && !pattern && !format && !named) Object.assign(schema, { pattern: FIT });
  for (const part of Object.values(schema)) describeTexts(part, seen);
}

const securitySchemes = (scopes: Readonly<Record<string, string>>, schemes: Readonly<Record<string, Scheme>>) => ({
  oauth2: { type: 'oauth2' as const, flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes } } },
  ...Object.fromEntries(Object.entries(schemes).map(([name, { document }]) => [name, document])),
});

/** The scheme by which a request comes instead of a token, when its route takes one and the request carries its header. */
const schemeOf = (
  { headers }: Pick<FastifyRequest, 'headers'>,
  security: readonly Record<string, readonly string[]>[],
  schemes: Readonly<Record<string, Scheme>>,
): Scheme | null =>
  security
    .flatMap((alternative) => Object.keys(alternative))
    .map((name) => schemes[name])
    .find((scheme) => scheme && headers[scheme.document.name] !== undefined) ?? null;

/**
 * Checks the token of a request against the alternatives a route declares.
 * Throws Refusal `unauthorized` without a valid token, `forbidden` when it lacks every scope.
 */
async function authorize(
  request: Pick<FastifyRequest, 'headers'>,
  security: readonly Record<string, readonly string[]>[],
  verify: Verify,
): Promise<Principal | null> {
  if (security.length === 0) return null;
  const [scheme, token] = request.headers.authorization?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new Refusal('unauthorized', 'Token ausente');
  const principal = await verify(token);
  if (!security.some(({ oauth2 }) => oauth2?.some((scope) => principal.scopes.has(scope))))
    throw new Refusal('forbidden', 'Este token não permite esta operação');
  return principal;
}

/** Says to whoever asks why: `/ready` is for who mends it. */
class NotReady extends Unavailable {}
/** Texts that hold what is no character, by the field they came in. */
class Unfit extends Error {
  readonly erros: Explained['erros'];
  constructor(erros: Explained['erros']) {
    super('unfit text');
    this.erros = erros;
  }
}

/** Looks through all that a request gave, as far as its schema knows it. Throws {@link Unfit} for what is no text. */
function refuseUnfit(part: unknown): void {
  const erros = Object.entries(part ?? {}).flatMap(([campo, value]) => {
    const nome = unfitIn(campo, value);
    return nome === undefined ? [] : [{ campo, mensagem: `${nome} tem um caractere que não pode ser usado` }];
  });
  if (erros.length > 0) throw new Unfit(erros);
}

/** The name of a field at or below a value that holds what is no character. No recursion: JSON may be nested without end. */
function unfitIn(campo: string, value: unknown): string | undefined {
  const open: [string, unknown][] = [[campo, value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [nome, inside] = next;
    if (typeof inside === 'string' && !isFit(inside)) return nome;
    if (typeof inside !== 'object' || inside === null) continue;
    for (const [key, each] of Object.entries(inside)) open.push([Array.isArray(inside) ? nome : key, each]);
  }
  return undefined;
}

/** What is wrong with a request that could not be read, by Fastify's code; anything else is its body. */
const MALFORMED: Record<string, string> = {
  FST_ERR_BAD_URL: 'O endereço deve ser válido',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'O corpo deve ter o tamanho anunciado',
};

/** The one place where an error becomes a status. */
function explain(error: FastifyError): Explained {
  if (error instanceof NotReady) return { status: 503, mensagens: error.message, erros: [] };
  const expected = explainExpected(error);
  if (expected) return expected;
  if (error instanceof Unfit) {
    return { status: 400, mensagens: error.erros.map(({ mensagem }) => mensagem), erros: error.erros };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    // One entry per field: its first problem, in the order the schema declares them.
    const first = new Map<string, string>();
    for (const { instancePath, message } of error.validation) {
      const campo = instancePath.split('/')[1] || 'corpo';
      if (!first.has(campo)) first.set(campo, message ?? 'Valor inválido');
    }
    const erros = [...first].map(([campo, mensagem]) => ({ campo, mensagem }));
    return { status: 400, mensagens: erros.map(({ mensagem }) => mensagem), erros };
  }
  const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
  return {
    status,
    mensagens:
      status === 400 ? [MALFORMED[error.code] ?? 'O corpo deve ser um JSON válido'] : (TITLES[status] ?? 'Erro'),
    erros: [],
  };
}

/** Answers, while somebody may still read it, what is no HTTP or did not come in time: there is no request to answer. */
function answerUnread({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const message = status === 400 ? 'A requisição deve ser HTTP válido' : (TITLES[status] ?? '');
  const body = JSON.stringify(problem({ id: randomUUID(), url: '' }, status, message, []));
  const headers = Object.entries({
    ...HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }).map((header) => header.join(': '));
  if (socket.writable) socket.write([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, '', body].join('\r\n'));
  socket.destroy();
}

const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^(?!0{8}-0{4}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

/** The largest id there may be: nine digits, fewer than the integers of every database hold. */
const MAX_ID = 999_999_999;

/** An id in a body. */
export const idField = (mensagem: string) => z.int(mensagem).min(1, mensagem).max(MAX_ID, mensagem);

/** An id, or another positive integer, of an address, written in digits: not `1e3`, not `0x1`, not more than {@link MAX_ID}. */
export const idParam = (nome: string) =>
  z
    .string(`${nome} deve ser um inteiro positivo`)
    .regex(/^0*[1-9]\d{0,8}$/, `${nome} deve ser um inteiro positivo`)
    .transform(Number);

const storyOfHeader = (header: unknown): string | undefined => {
  const traceparent = validTraceparent(header);
  return traceparent && storyOf(traceparent);
};

/** Lets an answer without an end go on until the client leaves; the server ends it when it stops. */
export function keepOpen(app: FastifyInstance, raw: ServerResponse): void {
  if (app.stopping) raw.end(); // it was opening when the others were ended
  app.openEnded.add(raw);
  raw.on('close', () => app.openEnded.delete(raw));
}

/** Who acts where nobody we know calls. */
const NOBODY = 'ninguém';

/**
 * Who acts, for a trail that outlives the session: a person of the staff or a device by its number; of a cliente, who is a
 * person too, no more than that it is one.
 */
const whoOf = ({ sub, papel, clienteId }: Principal): string =>
  clienteId !== null ? 'cliente' : sub.startsWith('sessao-') ? papel : sub;

/** Who called, as a field of a log line: the aparelho or the person of the staff a session stands on, by number. */
const callerField = (principal: Principal | null): { por?: string } =>
  principal === null
    ? {}
    : { por: principal.bases.find((base) => /^(aparelho|equipe)-/.test(base)) ?? whoOf(principal) };

/** Who calls a route that asks for a token. Throws where there may be none: a fault of ours. */
export function callerOf({ principal }: Pick<FastifyRequest, 'principal'>): Principal {
  if (!principal) throw new Error('who calls is asked on a route that anyone may call');
  return principal;
}

/** The instant, the story, the actor and the loja of a request, for its use case. */
export function contextOf(request: Pick<FastifyRequest, 'id' | 'span' | 'principal'>): Context {
  const { id, span, principal } = request;
  const por = principal === null ? NOBODY : whoOf(principal);
  return {
    agora: new Date(),
    correlacao: id,
    traceparent: span?.traceparent ?? traceparentOf(id),
    causa: id,
    por,
    papel: principal?.papel || null,
    lojaId: principal?.lojaId ?? LOJA,
  };
}
