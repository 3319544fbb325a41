import type { ServerResponse } from 'node:http';
import replyFrom from '@fastify/reply-from';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { type QueueName, queues, sendersOf } from '@foodious/contracts/resources.ts';
import type { ServiceName } from '@foodious/contracts/services.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, keepOpen, type Scheme } from '@foodious/platform/http.ts';
import { networkOf } from '@foodious/platform/network.ts';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import openapi from '../../openapi.json' with { type: 'json' };
import type { Deps } from '../deps.ts';
import { registrar } from '../use-cases/auditoria/registrar.ts';
import { quemGuarda, recusadasDe } from '../use-cases/recusadas.ts';
import { CADASTROS } from './cadastros.ts';
import { doEndereco, limite } from './limite.ts';

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

/** What became of an erasure anybody may ask who has its number; this often from one address. */
const PROTOCOLO = '/v2/protocolos/{id}';
const PROTOCOLOS_POR_MINUTO = 60;

/** Every route of the services, as the merged OpenAPI lists it: checked here first, then handed to its service. */
export async function forwarding(
  app: Http,
  {
    upstreams,
    streams,
    revogacoes,
    contarCadastro,
    inTransaction,
  }: Pick<Deps, 'upstreams' | 'streams' | 'revogacoes' | 'contarCadastro' | 'inTransaction'>,
): Promise<void> {
  const holdOne = streamLimits(streams);
  const contarProtocolo = limite(MINUTO_MS);
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
        const cadastra = CADASTROS.has(`${method.toUpperCase()} ${path}`);
        scope.route({
          ...address,
          schema: { hide: true, security, alcance: operation['x-alcance'] ?? '' },
          async handler(request, reply) {
            if (name === DONO_DA_FILA) return daFila(path, request, reply);
            if (cadastra) contarCadastro(request.ip, request.principal);
            if (path === PROTOCOLO) contarProtocolo(doEndereco(request.ip, PROTOCOLOS_POR_MINUTO));
            if (endless) {
              holdOne(request, reply.raw);
              keepOpen(app, reply.raw);
              if (request.principal) revogacoes.vigiar(request.principal, reply.raw);
            }
            return upstreams[name as ServiceName].forward(request, reply);
          },
        });
      }
    }
  };

  /** What died a queue's reader keeps; what never got in, whoever wrote it. What is done to either is audited before it is. */
  async function daFila(path: string, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { fila = '', id = null } = request.params as { fila?: string; id?: string };
    const { authorization } = request.headers;
    if (!isQueue(fila)) throw new Refusal('not-found', `Fila não encontrada: ${fila}`, { campo: 'fila' });
    const recusadas = path.includes('/recusadas');
    // It would go into the audit log, which keeps ids and nothing a person wrote.
    if (id !== null && !ID.test(id)) throw new Refusal('not-found', 'Mensagem não encontrada', { campo: 'id' });
    if (recusadas && id === null && sendersOf(fila).length > 1) {
      const todas = await recusadasDe(upstreams, fila, authorization);
      return { recusadas: todas.map(({ quem: _, ...recusada }) => recusada) };
    }
    const acao = request.method === 'POST' && acaoDe(path);
    if (acao === 'morta-descartada' && fila === 'auditoria-req')
      throw new Refusal('conflict', 'O que foi feito se audita: reenvie a mensagem, ela não se descarta');
    const quem = recusadas ? await quemGuarda(upstreams, fila, id, authorization) : queues[fila].to;
    if (acao)
      await inTransaction(contextOf(request), (tx) =>
        registrar(tx, { acao, sobre: id === null ? null : sobre('mensagem', id), depois: { fila } }),
      );
    return upstreams[quem].forward(request, reply);
  }
  await app.register(forwarded);
}

/** The ids of messages: ours, and those of SQS. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isQueue = (fila: string): fila is QueueName => Object.hasOwn(queues, fila);

/** What a request does to messages that died or were refused. */
const acaoDe = (path: string) => (path.endsWith('/descartar') ? 'morta-descartada' : 'morta-reenviada');

/** Counts the live streams each address and each token, or session of a screen, has open; throws Refusal `too-many` for one beyond its limit. */
function streamLimits({ perAddress, perToken }: Deps['streams']) {
  const open = new Map<string, number>();
  return ({ ip, principal }: FastifyRequest, raw: ServerResponse): void => {
    const holders = [{ who: networkOf(ip), most: perAddress }];
    const [one] = principal?.bases ?? []; // the token is renewed, what it stands on stays
    if (one) holders.push({ who: one, most: perToken });
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
