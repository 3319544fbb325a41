import replyFrom from '@fastify/reply-from';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type QueueName, queues } from '@foodious/contracts/messages.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { acesso, type Http, idParam, keepOpen, problems } from '@foodious/platform/http.ts';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import openapi from '../openapi.json' with { type: 'json' };
import type { Identified, Identity } from './identity/port.ts';
import { logsDoPedido } from './logs.ts';
import { operacaoRoutes } from './operacao.ts';
import type { Upstream } from './upstream.ts';

export type UpstreamName = 'produto' | 'pedido' | 'pagamento' | 'cozinha';
export type GatewayWorld = {
  identity: Identity;
  identificar: Identificar;
  upstreams: Record<UpstreamName, Upstream>;
  logFolder: string;
};

const tags = ['gateway'];
const Token = z
  .object({
    token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Segundos'),
  })
  .meta({ id: 'Token' });

export type Identificar = ReturnType<typeof identificador>;

/** Asks pedido who has a CPF, in digits or with dots and dash; nobody for an unknown one, or one that is none. */
export const identificador =
  (identity: Identity, pedido: Upstream) =>
  async (texto: string): Promise<(Identified & { nome: string; email: string }) | null> => {
    const cpf = texto.replaceAll(/\D/g, '');
    if (cpf.length !== 11) return null;
    const token = await identity.ownToken('cliente:identificar');
    const answer = Known.safeParse(await pedido.ask('POST', `/v1/cliente/identifica?cpf=${cpf}`, `Bearer ${token}`));
    return answer.success ? answer.data : null;
  };
const Known = z.object({ id: z.int(), nome: z.string(), email: z.string(), cpf: z.string() });

/** The gateway's own routes: tokens, keys, and the logs of one pedido. */
export function ownRoutes(app: Http, { identity, identificar, upstreams, logFolder }: GatewayWorld) {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.post(
    '/oauth2/token',
    {
      schema: {
        tags,
        summary: 'Um token: de totem (com ou sem CPF), ou da equipe',
        description:
          'Totem: `client_id` e `client_secret`; com um `cpf` conhecido na query, o token traz a claim `cpf` e só alcança os pedidos desse cliente. Equipe: `grant_type: "password"`, `username` e `password`.',
        security: acesso(),
        querystring: z.object({ cpf: z.string().optional() }),
        body: z.union(
          [
            z.object({ grant_type: z.literal('password'), username: z.string(), password: z.string() }),
            z.object({
              grant_type: z.literal('client_credentials').optional(),
              client_id: z.string('client_id deve ser informado'),
              client_secret: z.string('client_secret deve ser informado'),
            }),
          ],
          'Informe client_id e client_secret, ou grant_type "password" com username e password',
        ),
        response: { 200: Token, ...problems(429, 503) },
      },
    },
    async ({ body, query }) => {
      let issued: Awaited<ReturnType<Identity['staffToken']>>;
      if ('username' in body) issued = await identity.staffToken(body.username, body.password);
      else {
        identity.checkDevice(body.client_id, body.client_secret);
        issued = await identity.deviceToken(query.cpf ? await identificar(query.cpf) : null);
      }
      return { token: issued.token, token_type: 'Bearer' as const, expires_in: issued.expiresIn };
    },
  );

  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        tags,
        summary: 'As chaves públicas que conferem os tokens (RFC 7517)',
        security: acesso(),
        response: { 200: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) },
      },
    },
    async () => ({ keys: identity.jwks().keys.map((key) => ({ ...key })) }),
  );

  app.get(
    '/v2/gerencia/pedidos/:id/logs',
    {
      schema: {
        tags,
        summary: 'As linhas de log de um pedido, da primeira à última',
        security: acesso('operacao:ler'),
        params: z.object({ id: idParam('id') }),
        response: { 200: z.array(z.record(z.string(), z.unknown())), ...problems() },
      },
    },
    async ({ params }) => logsDoPedido(logFolder, params.id),
  );

  operacaoRoutes(app, upstreams);
}

type Operation = { 'x-service'?: string; security?: Record<string, string[]>[]; responses?: Record<string, unknown> };
/** Marks, in the merged OpenAPI, what every service answers for its own queues. */
export const DONO_DA_FILA = 'dono da fila';

/** Every route of the services, as the merged OpenAPI lists it: checked here first, then handed to its service. */
export async function serviceRoutes(app: Http, upstreams: GatewayWorld['upstreams']) {
  const forwarded: FastifyPluginAsync = async (scope) => {
    // Bodies pass through unread: the service reads and limits them.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, payload, done) => done(null, payload));
    // A live stream holds its connection for hours: they must not run out. And reply-from trusts any certificate by default.
    const undici = { connections: Number.MAX_SAFE_INTEGER, connect: { rejectUnauthorized: true } };
    await scope.register(replyFrom, { disableCache: true, undici });
    for (const [path, operations] of Object.entries(openapi.paths as Record<string, Record<string, Operation>>)) {
      for (const [method, { 'x-service': name, security = [], responses = {} }] of Object.entries(operations)) {
        if (!name || name === 'gateway') continue;
        const endless = JSON.stringify(responses).includes('"#/components/schemas/Eventos"');
        const upstreamOf = (request: FastifyRequest): Upstream => {
          if (name !== DONO_DA_FILA) return upstreams[name as UpstreamName];
          const { fila = '' } = request.params as { fila?: string };
          if (!Object.hasOwn(queues, fila))
            throw new Refusal('not-found', `Fila não encontrada: ${fila}`, { campo: 'fila' });
          return upstreams[queues[fila as QueueName].to];
        };
        scope.route({
          method: method.toUpperCase(),
          url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
          schema: { hide: true, security },
          handler(request, reply) {
            if (endless) keepOpen(app, reply.raw);
            return upstreamOf(request).forward(request, reply);
          },
        });
      }
    }
  };
  await app.register(forwarded);
}

/** The API reference page, and the document behind it. */
export async function docs(app: Http) {
  const reference: FastifyPluginAsync = async (scope) => {
    await scope.register(swagger, { mode: 'static', specification: { document: openapi as never } });
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      theme: {
        title: 'Fast & Foodious: API',
        css: [{ filename: 'ours.css', content: '.swagger-ui .topbar { display: none }' }],
      },
    });
  };
  await app.register(reference);
}
