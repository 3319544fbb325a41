import { timingSafeEqual } from 'node:crypto';
import { centavos, hasCents, reais } from '@foodious/kernel/money.ts';
import { type Banco, type Cobranca, type Estado, type Estorno, Negado } from './banco.ts';

/** A request to the API, as whoever carries it has read it. */
export type Pedido = {
  method: string;
  /** Path and query. */
  path: string;
  authorization: string | undefined;
  /** `X-Idempotency-Key`. */
  chave: string | undefined;
  /** Read as JSON; undefined where there was none, or it was none. */
  body: unknown;
};
/** The answer, and what a fault makes of it. */
export type Resposta = {
  status: number;
  body: unknown;
  /** Is given so much later, in milliseconds. */
  demoraMs?: number;
  /** Is not given at all: the connection ends. */
  cai?: true;
};

const MINUTO_MS = 60_000;
/** A charge may be paid for so long, at the least, at the most, and when nothing is said. */
const [PRAZO_MINIMO_MS, PRAZO_MAXIMO_MS, PRAZO_MS] = [30 * MINUTO_MS, 30 * 24 * 60 * MINUTO_MS, 24 * 60 * MINUTO_MS];
const MAIOR_CENTAVOS = 999_999_999_999;
/** How many payments a search tells at most, where nobody says, and how far it can be paged through. */
const [POR_PAGINA_MAXIMO, POR_PAGINA, ALCANCE] = [1_000, 30, 10_000];
/** Mercado Pago speaks in this offset. */
const FUSO_MS = -4 * 60 * MINUTO_MS;
const LOJA = 1_000_000_001;

/** Our states in Mercado Pago's words. */
const STATUS: Record<Estado, readonly [status: string, detail: string]> = {
  pendente: ['pending', 'pending_waiting_transfer'],
  aprovada: ['approved', 'accredited'],
  recusada: ['rejected', 'rejected_by_bank'],
  expirada: ['cancelled', 'expired'],
  cancelada: ['cancelled', 'by_collector'],
  estornada: ['refunded', 'refunded'],
  contestada: ['charged_back', 'in_process'],
};
const ESTADO_DE: Record<string, Estado> = Object.fromEntries(
  Object.entries(STATUS).map(([estado, [status]]) => [status, estado as Estado]),
);

/** A request that is not as it must be. */
class Erro extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number | string;
  constructor(status: number, error: string, code: number | string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.code = code;
  }
}
const ruim = (code: number, message: string) => new Erro(400, 'bad_request', code, message);
const semPagamento = () => new Erro(404, 'not_found', 2000, 'Payment not found');
const NEGADO: Record<Negado['razao'], () => Erro> = {
  desconhecida: semPagamento,
  estado: () => ruim(2063, 'The action requested is not valid for the current payment state'),
  valor: () => ruim(2017, 'Invalid transaction_amount for update'),
  saldo: () => ruim(2031, "Collector hasn't enough available money"),
  'chave-usada': () =>
    new Erro(409, 'conflict', 'idempotency_key_already_used', 'The idempotency key was used with another body'),
};

export type PaymentsApi = ReturnType<typeof paymentsApi>;

/**
 * Mercado Pago's Payments API over the books of this bank: a request in, an answer out, nothing in between that waits. Whoever
 * carries them acts what a fault makes of an answer.
 * @param apiKey what the restaurant sends as `Authorization: Bearer`
 * @param desenhar a QR code as PNG in base64
 * @param agora milliseconds since the epoch
 */
export function paymentsApi(
  banco: Banco,
  { apiKey, desenhar, agora }: { apiKey: string; desenhar: (texto: string) => string; agora: () => number },
) {
  const { defeitos } = banco;
  const bearer = Buffer.from(`Bearer ${apiKey}`);
  function confere(authorization = ''): boolean {
    const given = Buffer.from(authorization);
    return given.length === bearer.length && timingSafeEqual(given, bearer);
  }
  /** The latest drawn, for a charge is asked about soon after it is made. */
  const desenhos = new Map<string, string>();
  function desenho(texto: string): string {
    const known = desenhos.get(texto) ?? desenhar(texto);
    desenhos.delete(texto);
    desenhos.set(texto, known);
    const [oldest] = desenhos.keys();
    if (desenhos.size > 200 && oldest !== undefined) desenhos.delete(oldest);
    return known;
  }

  const data = (ms: number) => new Date(ms + defeitos.ler().relogioMs + FUSO_MS).toISOString().replace('Z', '-04:00');

  const refund = ({ id, cobranca, centavos, pedidoEm, feitoEm }: Estorno) => ({
    id,
    payment_id: cobranca,
    amount: reais(centavos),
    status: feitoEm === null ? 'in_process' : 'approved',
    date_created: data(pedidoEm),
    refund_mode: 'standard',
    reason: null,
    source: { id: String(LOJA), name: 'Fast & Foodious', type: 'collector' },
  });

  function payment(cobranca: Cobranca) {
    const { id, estado, centavos, taxa, aprovadaEm } = cobranca;
    const estornos = banco.estornosDe(id);
    const volta = estornos.reduce((soma, each) => soma + (each.feitoEm === null ? 0 : each.centavos), 0);
    const [status, detail] = STATUS[estado];
    const paga = aprovadaEm !== null;
    return {
      id: cobranca.idAntigo ?? id, // the restaurant knows it by that
      status,
      status_detail: estado === 'aprovada' && volta > 0 ? 'partially_refunded' : detail,
      date_created: data(cobranca.criadaEm),
      date_last_updated: data(cobranca.mexidaEm),
      date_approved: paga ? data(aprovadaEm) : null,
      date_of_expiration: data(cobranca.expiraEm),
      operation_type: 'regular_payment',
      payment_method_id: 'pix',
      payment_type_id: 'bank_transfer',
      currency_id: cobranca.moeda,
      description: cobranca.descricao,
      live_mode: false,
      collector_id: LOJA,
      payer: { id: null, email: cobranca.email, identification: { type: null, number: null } },
      metadata: {},
      external_reference: cobranca.referencia,
      transaction_amount: reais(centavos),
      transaction_amount_refunded: reais(volta),
      transaction_details: {
        net_received_amount: reais(paga ? centavos - taxa : 0),
        total_paid_amount: reais(paga ? centavos : 0),
        overpaid_amount: 0,
      },
      fee_details: paga ? [{ type: 'mercadopago_fee', fee_payer: 'collector', amount: reais(taxa) }] : [],
      captured: true,
      notification_url: cobranca.avisarEm,
      refunds: estornos.map(refund),
      point_of_interaction: {
        type: 'PIX',
        transaction_data: {
          qr_code: cobranca.pix,
          ...(estado === 'pendente' && { qr_code_base64: desenho(cobranca.pix) }),
          ticket_url: `/cobrancas/${id}/pagina`,
        },
      },
    };
  }

  function criar(body: unknown, chave: string): Resposta {
    const {
      transaction_amount: valor,
      payment_method_id: meio,
      payer,
      date_of_expiration: expira,
      ...resto
    } = objeto(body);
    if (typeof valor !== 'number' || !hasCents(valor) || valor <= 0 || centavos(valor) > MAIOR_CENTAVOS)
      throw ruim(4037, 'Invalid transaction_amount');
    if (meio !== 'pix') throw ruim(4029, 'Invalid payment_method_id');
    const { email } = objeto(payer ?? {});
    if (typeof email !== 'string' || email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
      throw ruim(4050, 'payer.email must be a valid email');
    const {
      notification_url: url = null,
      external_reference: referencia = null,
      description: descricao = null,
    } = resto;
    if (url !== null && (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')))
      throw ruim(4020, 'notification_url attribute must be url valid');
    if (referencia !== null && (typeof referencia !== 'string' || referencia.length > 256))
      throw ruim(4000, 'external_reference must be a string of 256 characters at most');
    if (descricao !== null && typeof descricao !== 'string') throw ruim(4000, 'description must be a string');
    const hora = agora();
    const expiraEm = expira === undefined ? hora + PRAZO_MS : instante(expira);
    if (Number.isNaN(expiraEm) || expiraEm < hora + PRAZO_MINIMO_MS || expiraEm > hora + PRAZO_MAXIMO_MS)
      if (!banco.conhece(chave))
        // A repeat is answered as the first was, however late it comes.
        throw ruim(7523, 'Invalid date_of_expiration: from 30 minutes to 30 days from now');
    const nova = { referencia, centavos: centavos(valor), descricao, email, avisarEm: url, expiraEm };
    const cobranca = banco.criar({ ...nova, chave, corpo: JSON.stringify(body) }, hora);
    return { status: 201, body: payment(cobranca) };
  }

  function mudar(id: string, body: unknown): Resposta {
    const { status } = objeto(body);
    if (status !== 'cancelled' && status !== 'canceled') throw ruim(2016, 'Invalid status for update');
    const { estado } = conhecida(id);
    if (estado !== 'pendente') throw ruim(2018, 'The action requested is not valid for the current payment state');
    return { status: 200, body: payment(banco.mover(id, 'cancelar', agora())) };
  }

  function estornar(id: string, body: unknown, chave: string): Resposta {
    const { amount } = objeto(body ?? {});
    if (amount !== undefined && (typeof amount !== 'number' || !hasCents(amount) || amount <= 0)) throw NEGADO.valor();
    const volta = amount === undefined ? null : centavos(amount);
    const corpo = JSON.stringify({ amount: amount ?? null });
    return { status: 201, body: refund(banco.estornar(id, volta, chave, corpo, agora())) };
  }

  function buscar(busca: URLSearchParams): Resposta {
    const dado = (nome: string) => busca.get(nome) ?? undefined;
    const inteiro = (nome: string, padrao: number, maximo: number) => {
      const valor = Number(dado(nome) ?? padrao);
      if (!Number.isInteger(valor) || valor < 0 || valor > maximo) throw ruim(1, `Invalid ${nome}`);
      return valor;
    };
    const limite = inteiro('limit', POR_PAGINA, POR_PAGINA_MAXIMO);
    const salto = inteiro('offset', 0, ALCANCE);
    if (limite + salto > ALCANCE) throw ruim(1, `offset + limit must not exceed ${ALCANCE}`);
    const colunas = { date_created: 'criadaEm', date_last_updated: 'mexidaEm', date_approved: 'aprovadaEm' } as const;
    const campo = (nome: string) => {
      const achado = colunas[(dado(nome) ?? 'date_created') as keyof typeof colunas];
      if (!achado) throw ruim(1, `Invalid ${nome}`);
      return achado;
    };
    const criterio = dado('criteria') ?? 'desc';
    if (criterio !== 'asc' && criterio !== 'desc') throw ruim(1, 'Invalid criteria');
    const limiteDe = (nome: string, padrao: number) => {
      const valor = dado(nome);
      const ms = valor === undefined ? padrao : valor === 'NOW' ? agora() : instante(valor) - defeitos.ler().relogioMs;
      if (Number.isNaN(ms)) throw ruim(1, `Invalid ${nome}`);
      return ms;
    };
    const status = dado('status');
    const estado = status === undefined ? undefined : ESTADO_DE[status];
    if (status !== undefined && !estado) throw ruim(1, 'Invalid status');
    const referencia = dado('external_reference');
    const atraso = defeitos.acontece('busca-atrasada', referencia ?? null) ? defeitos.ler().esperaMs : 0;
    const { total, achadas } = banco.buscar({
      referencia,
      estado,
      por: campo('range'),
      ordem: campo('sort'),
      de: limiteDe('begin_date', 0),
      ate: limiteDe('end_date', agora() + 365 * 24 * 60 * MINUTO_MS),
      vistoAte: agora() - atraso,
      decrescente: criterio === 'desc',
      limite,
      salto,
    });
    return { status: 200, body: { paging: { total, limit: limite, offset: salto }, results: achadas.map(payment) } };
  }

  function conhecida(id: string): Cobranca {
    const cobranca = banco.achar(id);
    if (!cobranca) throw semPagamento();
    return cobranca;
  }

  function responder({ method, path, chave, body }: Pedido): Resposta {
    const [where = '', busca = ''] = path.split('?');
    const [rota, id = '', resto = ''] = /^\/v1\/payments(?:\/([^/]+)(\/refunds)?)?$/.exec(where) ?? [];
    const comChave = (feito: (chave: string) => Resposta) => {
      if (!chave || chave.length > 255) throw ruim(4292, "Header X-Idempotency-Key can't be null");
      return feito(chave);
    };
    switch (rota && `${method} ${id === '' || id === 'search' ? id : ':id'}${resto}`) {
      case 'POST ':
        return comChave((chave) => criar(body, chave));
      case 'GET search':
        return buscar(new URLSearchParams(busca));
      case 'GET :id':
        return { status: 200, body: payment(conhecida(id)) };
      case 'PUT :id':
        return mudar(id, body);
      case 'GET :id/refunds':
        return { status: 200, body: banco.estornosDe(conhecida(id).id).map(refund) };
      case 'POST :id/refunds':
        return comChave((chave) => estornar(id, body, chave));
      default:
        throw new Erro(404, 'not_found', 'not_found', 'resource not found');
    }
  }

  function atender(pedido: Pedido): Resposta {
    const { path, authorization, body } = pedido;
    const nomes = nomesDe(path, body, banco);
    const acontece = (defeito: Parameters<typeof defeitos.acontece>[0]) => defeitos.acontece(defeito, ...nomes);
    try {
      if (!confere(authorization)) throw new Erro(401, 'unauthorized', 'unauthorized', 'invalid access token');
      const demoraMs = acontece('api-lenta') ? defeitos.ler().esperaMs : 0;
      if (acontece('api-cai-antes')) return { status: 0, body: null, cai: true };
      if (acontece('api-429')) throw new Erro(429, 'too_many_requests', 'too_many_requests', 'Too many requests');
      if (acontece('api-500')) throw new Erro(500, 'internal_server_error', 'internal_error', 'Internal error');
      const resposta = responder(pedido);
      if (acontece('api-cai-depois')) return { status: 0, body: null, cai: true };
      return { ...resposta, ...(demoraMs > 0 && { demoraMs }) };
    } catch (error) {
      const erro = error instanceof Negado ? NEGADO[error.razao]() : error;
      if (!(erro instanceof Erro)) throw erro;
      const { status, code, message } = erro;
      return { status, body: { message, error: erro.error, status, cause: [{ code, description: message }] } };
    }
  }

  return {
    atender,
    /** A charge as the API tells it. */
    payment,
  };
}

/** What a fault may be armed for: the charge a request is about, by its id and its reference. */
function nomesDe(path: string, body: unknown, banco: Banco): (string | null)[] {
  const [, id] = /^\/v1\/payments\/([^/?]+)/.exec(path) ?? [];
  const dela = id === undefined ? undefined : banco.achar(id);
  const { external_reference: referencia } = (body ?? {}) as { external_reference?: unknown };
  return [dela ? String(dela.id) : null, dela?.referencia ?? null, typeof referencia === 'string' ? referencia : null];
}

function objeto(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw ruim(1, 'The body must be a JSON object');
  return body as Record<string, unknown>;
}

/** An instant as Mercado Pago takes it: ISO 8601 with milliseconds and an offset. NaN for anything else. */
const instante = (texto: unknown): number =>
  typeof texto === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/.test(texto)
    ? Date.parse(texto)
    : Number.NaN;
