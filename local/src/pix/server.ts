import { STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, STATUS } from '@foodious/kernel/refusal.ts';
import { qrPng, qrSvg } from '@foodious/pix/qr.ts';
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { door } from '../door.ts';
import { paymentsApi } from './api.ts';
import { type Cobranca, openBanco } from './banco.ts';
import { criarDefeitos, type Defeito, dura, NOMES_DOS_DEFEITOS, SEM_DEFEITOS } from './defeitos.ts';
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
  /** Where notifications go of charges that say nothing else. */
  webhookUrl: string;
  log?: Log;
};

/** The most setTimeout takes; an hour further off is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How far apart the bank's clock goes by a button. */
const RELOGIO_MS = 10 * 60_000;

const NomeDeDefeito = z.enum(NOMES_DOS_DEFEITOS as [Defeito, ...Defeito[]]);
/** What `PUT /defeitos` takes: what is left out stays. */
const Ajustados = z
  .strictObject({
    chances: z.partialRecord(NomeDeDefeito, z.number().min(0).max(1)),
    armados: z.array(z.strictObject({ defeito: NomeDeDefeito, alvo: z.string().min(1) })),
    semente: z.int().nonnegative(),
    esperaMs: z
      .int()
      .min(0)
      .max(24 * 3_600_000),
    relogioMs: z
      .int()
      .min(-30 * 24 * 3_600_000)
      .max(30 * 24 * 3_600_000),
  })
  .partial();

type PorId = { Params: { id: string } };
type PorReferencia = { Params: { referencia: string } };
type PorDefeito = { Params: { defeito: string } };

/**
 * Starts the simulated bank: Mercado Pago's Payments API for the restaurant, the pages where a person plays the payer or makes the
 * bank misbehave, and the signed notifications. Rejects when the port is taken. `stop` ends what is in hand, within half a second
 * or so.
 */
export async function startPix({ host, port, names, dataDir, apiKey, webhookSecret, webhookUrl, log }: PixOptions) {
  const defeitos = criarDefeitos();
  const banco = openBanco(dataDir, defeitos);
  const api = paymentsApi(banco, {
    apiKey,
    desenhar: (texto) => qrPng(texto, 0).toString('base64'),
    agora: Date.now,
  });
  const avisos = entregas({ banco, webhookUrl, webhookSecret, log });
  const fechando = new AbortController();
  const app = fastify({
    ...door(names),
    forceCloseConnections: true, // what waits by a fault, waits for nothing that counts
  });

  let timer: NodeJS.Timeout | undefined;
  /** After anything was done: what it owes is sent, and what it put off is not forgotten. */
  function feito(): void {
    avisos.acordar();
    clearTimeout(timer);
    const hora = banco.proximaHora();
    if (hora !== null) timer = setTimeout(passar, Math.min(Math.max(hora - Date.now(), 0), LONGEST_TIMER_MS));
  }
  function passar(): void {
    banco.passar(Date.now());
    feito();
  }

  app.addHook('onClose', async () => {
    fechando.abort();
    clearTimeout(timer);
    await avisos.parar();
    banco.close();
  });
  app.setErrorHandler((err: FastifyError | Refusal, req, reply) => {
    const status = err instanceof Refusal ? STATUS[err.kind] : (err.statusCode ?? 500);
    if (status >= 500) log?.error({ err, url: req.url }, 'pix provider failed');
    const message = status < 500 ? err.message : 'erro interno';
    reply.code(status);
    if (req.headers.accept?.includes('text/html')) return html(reply, paginaErro(message));
    return reply.send({ message, error: STATUS_CODES[status], status, cause: [] });
  });
  app.setNotFoundHandler(({ url }) => {
    throw new Refusal('not-found', `não há nada em ${url}`);
  });

  app.register((payments, _options, done) => {
    // What is no JSON stays a text, which the API then refuses in its own words.
    payments.addContentTypeParser('application/json', { parseAs: 'string' }, (_req, text, parsed) =>
      parsed(null, lido(text as string)),
    );
    const answer = async (req: FastifyRequest, reply: FastifyReply) => {
      const { authorization, 'x-idempotency-key': chave } = req.headers;
      const { method, url: path } = req;
      const { status, body, demoraMs, cai } = api.atender({
        method,
        path,
        authorization,
        chave: chave === undefined ? undefined : String(chave),
        body: req.body ?? undefined,
      });
      if (method !== 'GET') feito();
      if (demoraMs) await sleep(demoraMs, undefined, { signal: fechando.signal });
      if (!cai) return reply.code(status).send(body);
      reply.hijack();
      req.raw.socket.resetAndDestroy();
      return reply;
    };
    payments.all('/v1/payments', answer);
    payments.all('/v1/payments/*', answer);
    done();
  });

  app.register((pages, _options, done) => {
    // An HTML form without fields still declares its type.
    pages.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_req, _body, parsed) =>
      parsed(null),
    );
    pages.addHook('onRequest', (req, _reply, next) => {
      // Browsers send Origin with every POST: another site open in the same browser must not approve payments.
      const { origin, host } = req.headers;
      const foreign = req.method !== 'GET' && origin !== undefined && origin !== `http://${host}`;
      next(foreign ? new Refusal('forbidden', `Origin: ${origin} não é este servidor`) : undefined);
    });
    const decided = (req: FastifyRequest, reply: FastifyReply, cobranca: Cobranca) => {
      feito();
      return req.headers.accept?.includes('application/json')
        ? reply.send(api.payment(cobranca))
        : reply.redirect(`/cobrancas/${cobranca.id}/pagina`, 303);
    };
    const daReferencia = (referencia: string) => {
      const [cobranca] = banco.daReferencia(referencia);
      if (!cobranca) throw new Refusal('not-found', `não há cobrança da transação ${referencia}`);
      return cobranca;
    };
    pages.get('/', (_req, reply) => html(reply, paginaLista(banco.ultimas(), defeitos.ler())));
    pages.get<PorId>('/cobrancas/:id/pagina', (req, reply) => {
      const cobranca = banco.cobranca(req.params.id);
      const armados = defeitos.armadosPara(String(cobranca.id), cobranca.referencia);
      return html(reply, paginaCobranca(cobranca, banco.estornosDe(cobranca.id), armados));
    });
    pages.get<PorId>('/cobrancas/:id/qr.svg', (req, reply) =>
      reply.type('image/svg+xml').send(qrSvg(banco.cobranca(req.params.id).pix)),
    );
    pages.get<PorId>('/cobrancas/:id/qr.png', (req, reply) =>
      reply.type('image/png').send(qrPng(banco.cobranca(req.params.id).pix)),
    );
    pages.get<PorReferencia>('/transacoes/:referencia', (req, reply) => {
      const cobranca = daReferencia(req.params.referencia);
      return req.headers.accept?.includes('application/json')
        ? reply.send(api.payment(cobranca))
        : reply.redirect(`/cobrancas/${cobranca.id}/pagina`, 302);
    });
    for (const acao of ACOES) {
      pages.post<PorId>(`/cobrancas/:id/${acao}`, (req, reply) =>
        decided(req, reply, banco.mover(req.params.id, acao, Date.now())),
      );
      pages.post<PorReferencia>(`/transacoes/:referencia/${acao}`, (req, reply) =>
        decided(req, reply, banco.mover(daReferencia(req.params.referencia).id, acao, Date.now())),
      );
    }

    const defeitoDe = ({ params: { defeito } }: { params: PorDefeito['Params'] }): Defeito => {
      const { data } = NomeDeDefeito.safeParse(defeito);
      if (!data) throw new Refusal('not-found', `não há o defeito ${defeito}`);
      return data;
    };
    pages.get('/defeitos', () => defeitos.ler());
    pages.get('/defeitos/contagem', () => defeitos.contagem());
    pages.put('/defeitos', (req) => {
      const { data, error } = Ajustados.safeParse(req.body);
      if (!data) throw new Refusal('invalid', z.prettifyError(error));
      const ajustados = defeitos.ajustar(Object.fromEntries(Object.entries(data).filter(([, v]) => v !== undefined)));
      feito();
      return ajustados;
    });
    const naLista = (req: FastifyRequest, reply: FastifyReply) =>
      req.headers.accept?.includes('application/json') ? reply.send(defeitos.ler()) : reply.redirect('/', 303);
    pages.post<PorDefeito>('/defeitos/:defeito', (req, reply) => {
      const defeito = defeitoDe(req);
      if (dura(defeito)) defeitos.alternar(defeito);
      else if (defeito === 'paga-por-fora') {
        banco.receberPorFora(Date.now());
        feito();
      } else defeitos.armar(defeito, '*');
      return naLista(req, reply);
    });
    pages.post('/defeitos/relogio', (req, reply) => {
      defeitos.ajustar({ relogioMs: defeitos.ler().relogioMs === 0 ? RELOGIO_MS : 0 });
      return naLista(req, reply);
    });
    pages.post('/defeitos/nenhum', (req, reply) => {
      defeitos.ajustar(SEM_DEFEITOS);
      return naLista(req, reply);
    });
    pages.post<PorId & PorDefeito>('/cobrancas/:id/defeitos/:defeito', (req, reply) =>
      decided(req, reply, banco.provocar(req.params.id, defeitoDe(req), Date.now())),
    );
    pages.get('/health', () => ({ status: 'OK' }));
    done();
  });

  try {
    const url = await app.listen({ host, port });
    // Not before: on a taken port, another bank owns these books.
    banco.recomecar(Date.now());
    passar();
    log?.info({ url }, 'pix provider ready');
    return { url, stop: async (): Promise<void> => void (await app.close()) };
  } catch (err) {
    await app.close();
    throw err;
  }
}

const html = (reply: FastifyReply, page: string) =>
  reply.type('text/html; charset=utf-8').header('content-security-policy', csp).send(page);

function lido(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
