import { timingSafeEqual } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Refusal, STATUS } from '@foodious/kernel/refusal.ts';
import { qrPng, qrSvg } from '@foodious/pix/qr.ts';
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { door } from '../door.ts';
import { type Acao, type Cobranca, openBanco } from './banco.ts';
import { entregas, type Log } from './entregas.ts';
import { ACOES, csp, paginaCobranca, paginaErro, paginaLista } from './paginas.ts';

export type PixOptions = {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** By which it is called, besides its address. */
  names?: readonly string[];
  /** Folder of `pix.sqlite`, or `:memory:`. */
  dataDir: string;
  /** What the restaurant sends as `Authorization: Bearer`. */
  apiKey: string;
  /** Signs the notifications. */
  webhookSecret: string;
  /** Notifications go to `${webhookUrl}/${transacaoId}/${estado}`. */
  webhookUrl: string;
  log?: Log;
};

/** The most setTimeout takes; an expiry further off is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const novaCobranca = {
  headers: {
    type: 'object',
    required: ['idempotency-key'],
    properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 255 } },
  },
  body: {
    type: 'object',
    required: ['referencia', 'valorCentavos', 'expiraEm'],
    properties: {
      referencia: { type: 'string', pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' },
      valorCentavos: { type: 'integer', minimum: 1, maximum: 999_999_999_999 },
      expiraEm: { type: 'string', format: 'date-time' },
    },
  },
};
type Criacao = {
  Headers: { 'idempotency-key': string };
  Body: { referencia: string; valorCentavos: number; expiraEm: string };
};
const busca = {
  querystring: { type: 'object', required: ['referencia'], properties: { referencia: { type: 'string' } } },
};
type PorId = { Params: { id: string } };
type PorReferencia = { Params: { referencia: string } };

/**
 * Starts the simulated Pix provider: the API the restaurant calls, the pages where a person plays the payer, and the
 * signed notifications. Rejects when the port is taken. `stop` ends what is in hand, within half a second or so.
 */
export async function startPix({ host, port, names, dataDir, apiKey, webhookSecret, webhookUrl, log }: PixOptions) {
  const banco = openBanco(dataDir);
  const avisos = entregas({ banco, webhookUrl, webhookSecret, log });
  const app = fastify({
    ...door(names),
    ajv: { customOptions: { coerceTypes: false } }, // valorCentavos "12" is a mistake to tell, not to mend
    forceCloseConnections: true, // handlers are synchronous, so an open request is one that has not fully arrived
  });

  let expiry: NodeJS.Timeout | undefined;
  let expiryAt = Number.POSITIVE_INFINITY;
  function expirarEm(ms: number): void {
    if (ms >= expiryAt) return;
    expiryAt = ms;
    clearTimeout(expiry);
    expiry = setTimeout(expirar, Math.min(Math.max(ms - Date.now(), 0), LONGEST_TIMER_MS));
  }
  function expirar(): void {
    expiryAt = Number.POSITIVE_INFINITY;
    if (banco.expirarVencidas(Date.now()) > 0) avisos.acordar();
    expirarEm(banco.proximaExpiracao() ?? Number.POSITIVE_INFINITY);
  }
  function mover(id: string, acao: Acao): Cobranca {
    const cobranca = banco.mover(id, acao, Date.now());
    avisos.acordar();
    return cobranca;
  }

  app.addHook('onClose', async () => {
    clearTimeout(expiry);
    await avisos.parar();
    banco.close();
  });
  app.setErrorHandler((err: FastifyError | Refusal, req, reply) => {
    const status = err instanceof Refusal ? STATUS[err.kind] : (err.statusCode ?? 500);
    if (status >= 500) log?.error({ err, url: req.url }, 'pix provider failed');
    const message = status < 500 ? err.message : 'erro interno';
    reply.code(status);
    if (req.headers.accept?.includes('text/html')) return html(reply, paginaErro(message));
    return reply.send({ error: STATUS_CODES[status], message });
  });
  app.setNotFoundHandler(({ url }) => {
    throw new Refusal('not-found', `não há nada em ${url}`);
  });
  // An HTML form without fields still declares its type.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_req, _body, done) =>
    done(null),
  );

  const bearer = Buffer.from(`Bearer ${apiKey}`);
  app.register((api, _options, done) => {
    api.addHook('onRequest', (req, _reply, next) => {
      const given = Buffer.from(req.headers.authorization ?? '');
      const known = given.length === bearer.length && timingSafeEqual(given, bearer);
      next(known ? undefined : new Refusal('unauthorized', 'Authorization: a chave da API não confere'));
    });
    api.post<Criacao>('/cobrancas', { schema: novaCobranca }, (req, reply) => {
      const { referencia, valorCentavos } = req.body;
      const expiraEm = Date.parse(req.body.expiraEm);
      // The schema lets leap seconds through; Date does not.
      if (Number.isNaN(expiraEm)) throw new Refusal('invalid', 'body/expiraEm não é um instante');
      const chaveIdempotencia = req.headers['idempotency-key'];
      const cobranca = banco.criar({ chaveIdempotencia, referencia, valorCentavos, expiraEm }, Date.now());
      expirarEm(expiraEm);
      reply.code(201).send(cobranca);
    });
    api.get<{ Querystring: { referencia: string } }>('/cobrancas', { schema: busca }, (req) =>
      banco.daTransacao(req.query.referencia),
    );
    api.get<PorId>('/cobrancas/:id', (req) => banco.cobranca(req.params.id));
    api.post<PorId>('/cobrancas/:id/cancelar', (req) => mover(req.params.id, 'cancelar'));
    api.post<PorId>('/cobrancas/:id/estornos', (req) => mover(req.params.id, 'estornar'));
    done();
  });

  app.register((pages, _options, done) => {
    pages.addHook('onRequest', (req, _reply, next) => {
      // Browsers send Origin with every POST: another site open in the same browser must not approve payments.
      const { origin, host } = req.headers;
      const foreign = req.method === 'POST' && origin !== undefined && origin !== `http://${host}`;
      next(foreign ? new Refusal('forbidden', `Origin: ${origin} não é este servidor`) : undefined);
    });
    pages.get('/', (_req, reply) => html(reply, paginaLista(banco.ultimas())));
    pages.get<PorId>('/cobrancas/:id/pagina', (req, reply) =>
      html(reply, paginaCobranca(banco.cobranca(req.params.id))),
    );
    pages.get<PorId>('/cobrancas/:id/qr.svg', (req, reply) =>
      reply.type('image/svg+xml').send(qrSvg(banco.cobranca(req.params.id).pixCopiaECola)),
    );
    pages.get<PorId>('/cobrancas/:id/qr.png', (req, reply) =>
      reply.type('image/png').send(qrPng(banco.cobranca(req.params.id).pixCopiaECola)),
    );
    const idOf = (referencia: string) => {
      const [cobranca] = banco.daTransacao(referencia);
      if (!cobranca) throw new Refusal('not-found', `não há cobrança da transação ${referencia}`);
      return cobranca.id;
    };
    pages.get<PorReferencia>('/transacoes/:referencia', (req, reply) =>
      reply.redirect(`/cobrancas/${idOf(req.params.referencia)}/pagina`, 302),
    );
    for (const acao of ACOES) {
      pages.post<PorId>(`/cobrancas/:id/${acao}`, (req, reply) => decided(req, reply, mover(req.params.id, acao)));
      pages.post<PorReferencia>(`/transacoes/:referencia/${acao}`, (req, reply) =>
        decided(req, reply, mover(idOf(req.params.referencia), acao)),
      );
    }
    pages.get('/health', () => ({ status: 'OK' }));
    done();
  });

  try {
    const url = await app.listen({ host, port });
    // Not before: on a taken port, another provider owns these books.
    banco.recomecar(Date.now());
    expirar();
    avisos.acordar();
    log?.info({ url }, 'pix provider ready');
    return { url, stop: async (): Promise<void> => void (await app.close()) };
  } catch (err) {
    await app.close();
    throw err;
  }
}

const html = (reply: FastifyReply, page: string) =>
  reply.type('text/html; charset=utf-8').header('content-security-policy', csp).send(page);

const decided = (req: FastifyRequest, reply: FastifyReply, cobranca: Cobranca) =>
  req.headers.accept?.includes('application/json')
    ? reply.send(cobranca)
    : reply.redirect(`/cobrancas/${cobranca.id}/pagina`, 303);
