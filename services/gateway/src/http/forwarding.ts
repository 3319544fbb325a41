import type { ServerResponse } from 'node:http';
import replyFrom from '@fastify/reply-from';
import { type QueueName, queues } from '@foodious/contracts/resources.ts';
import type { ServiceName } from '@foodious/contracts/services.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Http, keepOpen, type Scheme } from '@foodious/platform/http.ts';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import openapi from '../../openapi.json' with { type: 'json' };
import type { Deps } from '../deps.ts';
import type { Upstream } from '../ports.ts';

type Operation = {
  'x-service'?: string;
  'x-alcance'?: string;
  security?: Record<string, string[]>[];
  responses?: Record<string, { content?: object }>;
};

/**
 * The ways to call without a token that services take: the gateway lets such a call through, and the service behind verifies
 * it, which alone knows the secret.
 */
export const servicesOwn = (declared: Record<string, object>): Record<string, Scheme> =>
  Object.fromEntries(
    Object.entries(declared).flatMap(([name, document]) =>
      isHeaderScheme(document) ? [[name, { document, verify() {} }]] : [],
    ),
  );

const isHeaderScheme = (document: object): document is Scheme['document'] =>
  'type' in document && document.type === 'apiKey' && 'in' in document && document.in === 'header';

/** Marks, in the merged OpenAPI, what every service answers for its own queues. */
export const DONO_DA_FILA = 'dono da fila';

/** Every route of the services, as the merged OpenAPI lists it: checked here first, then handed to its service. */
export async function forwarding(
  app: Http,
  { upstreams, streams, revogacoes }: Pick<Deps, 'upstreams' | 'streams' | 'revogacoes'>,
): Promise<void> {
  const holdOne = streamLimits(streams);
  const forwarded: FastifyPluginAsync = async (scope) => {
    // Bodies pass through unread: the service reads and limits them.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, payload, done) => done(null, payload));
    // A live stream holds its connection for hours: they must not run out. And reply-from trusts any certificate by default.
    const undici = { connections: Number.MAX_SAFE_INTEGER, connect: { rejectUnauthorized: true } };
    await scope.register(replyFrom, { disableCache: true, undici });
    for (const [path, operations] of Object.entries(openapi.paths as Record<string, Record<string, Operation>>)) {
      for (const [method, operation] of Object.entries(operations)) {
        const { 'x-service': name, security = [] } = operation;
        if (!name || name === 'gateway') continue;
        const address = { method: method.toUpperCase(), url: path.replaceAll(/\{(\w+)\}/g, ':$1') };
        if (app.hasRoute(address)) continue; // the gateway has something to do with it
        const endless = isStream(operation);
        scope.route({
          ...address,
          schema: { hide: true, security, alcance: operation['x-alcance'] ?? '' },
          handler(request, reply) {
            if (endless) {
              holdOne(request, reply.raw);
              keepOpen(app, reply.raw);
              if (request.principal) revogacoes.vigiar(request.principal, reply.raw);
            }
            return upstreamOf(name, path, request).forward(request, reply);
          },
        });
      }
    }
  };

  function upstreamOf(name: string, path: string, request: FastifyRequest): Upstream {
    if (name !== DONO_DA_FILA) return upstreams[name as ServiceName];
    const { fila = '' } = request.params as { fila?: string };
    if (!Object.hasOwn(queues, fila)) throw new Refusal('not-found', `Fila não encontrada: ${fila}`, { campo: 'fila' });
    const { from, to } = queues[fila as QueueName];
    // What died its reader keeps; what never got in, whoever wrote it.
    return upstreams[path.includes('/recusadas') ? from : to];
  }
  await app.register(forwarded);
}

/** Counts the live streams each address and each token has open; throws Refusal `too-many` for one beyond its limit. */
function streamLimits({ perAddress, perToken }: Deps['streams']) {
  const open = new Map<string, number>();
  return ({ ip, headers: { authorization } }: FastifyRequest, raw: ServerResponse): void => {
    const holders = [{ who: ip, most: perAddress }];
    if (authorization) holders.push({ who: authorization, most: perToken });
    if (holders.some(({ who, most }) => (open.get(who) ?? 0) >= most))
      throw new Refusal('too-many', 'Canais ao vivo demais abertos ao mesmo tempo: feche algum', {
        codigo: 'canais-demais',
      });
    if (raw.destroyed) return; // left already: nobody will say when
    for (const { who } of holders) open.set(who, (open.get(who) ?? 0) + 1);
    raw.once('close', () => {
      for (const { who } of holders) {
        const left = (open.get(who) ?? 0) - 1;
        if (left > 0) open.set(who, left);
        else open.delete(who);
      }
    });
  };
}

/** Whether an operation answers with events, as long as its client stays. */
const isStream = ({ responses = {} }: Operation): boolean =>
  Object.hasOwn(responses['200']?.content ?? {}, 'text/event-stream');
