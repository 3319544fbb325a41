import type { Outgoing } from '@foodious/contracts/messages.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { FormaDoBalcao, Meio, Motivo } from '@foodious/kernel/estados.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Note, Trail } from '@foodious/messaging/trail.ts';
import type { Pagamento } from './domain/pagamento.ts';

/** What is noted of a pagamento. */
export type PagamentoNote = Note<TrailOf<'pagamento'>>;

/** A pagamento as it was read; `rev` tells the store whether it is still the latest when it is written. */
export type Guardado = { pagamento: Pagamento; rev: number };

/**
 * The document store of pagamentos: one document each, with its ledger, written atomically with the messages that tell about it.
 * Transacao and (pedido, tentativa) are unique.
 */
export type PagamentoStore = {
  get(transacaoId: string): Promise<Guardado | undefined>;
  /** The pagamento of the latest tentativa of a pedido. */
  getLatest(pedidoId: number): Promise<Guardado | undefined>;
  /** All pagamentos of a pedido, the latest tentativa first. */
  listOf(pedidoId: number): Promise<Pagamento[]>;
  /** Keeps a new pagamento and its notes; false, and nothing changes, when the transacao is already there. */
  insert(pagamento: Pagamento, notes: readonly PagamentoNote[]): Promise<boolean>;
  /** Replaces what was read, queues its messages and notes it; false, and nothing changes, when someone wrote in between. */
  update(
    read: Guardado,
    pagamento: Pagamento,
    messages: readonly Outgoing[],
    notes: readonly PagamentoNote[],
  ): Promise<boolean>;
  /** Takes out of the pagamentos of these pedidos whose they are; says for which transacoes there is a charge. Repeatable. */
  unlink(pedidoIds: readonly number[]): Promise<string[]>;
  /** Leaves of what was taken out nothing in the store's own files. Repeatable; throws Unavailable while it cannot. */
  scrub(): Promise<void>;
  /** Those that need us (`acordarEm`) before an instant, the longest overdue first. */
  listDue(before: Date, limit: number): Promise<Guardado[]>;
  /** Pending ones, those first whose time ends first. */
  listPending(limit: number): Promise<Pagamento[]>;
  /** Those with a refund on its way, by when it is asked for again. */
  listOwing(limit: number): Promise<Pagamento[]>;
  /** Those whose ledger last moved in [de, ate), by that instant and transacao; after one of them where it is given. */
  listMoved(de: Date, ate: Date, depois: Pagamento | null, limit: number): Promise<Pagamento[]>;
  /** Deletes up to so many settled ones whose Pix code ended before an instant, the oldest first; says how many. */
  deleteBefore(before: Date, limit: number): Promise<number>;
  outbox: Outbox;
  trail: Trail;
};

/** A document as it was read; `rev` as in {@link Guardado}. */
export type Lido<T> = { doc: T; rev: number };

/**
 * A small collection of documents beside the pagamentos, each found by its id and by the keys the collection declares.
 * `Chave` are the names of those keys.
 */
export type Documentos<T, Chave extends string> = {
  get(id: string): Promise<Lido<T> | undefined>;
  /** False, and nothing changes, when the id is already there. */
  insert(doc: T): Promise<boolean>;
  /** False, and nothing changes, when someone wrote in between. */
  replace(read: Lido<T>, doc: T): Promise<boolean>;
  /** Those whose key is in [de, ate), in its order (those without the key are left out). `invertida`: the greatest first. */
  list(chave: Chave, faixa: { de?: string; ate?: string; invertida?: boolean; limite: number }): Promise<T[]>;
  /** Deletes up to so many whose key is below a value; says how many. */
  deleteBelow(chave: Chave, ate: string, limite: number): Promise<number>;
};

/** What we made of a notification. `aplicada`, `repetida` (nothing new), or why it changed nothing. */
export const RESULTADOS_DA_NOTIFICACAO = [
  'aplicada',
  'repetida',
  'forjada',
  'fora-do-prazo',
  'malformada',
  'desconhecida',
  'outro-assunto',
  'valor-diverge',
  'moeda-diverge',
  'estado-desconhecido',
] as const;
export type ResultadoDaNotificacao = (typeof RESULTADOS_DA_NOTIFICACAO)[number];

/** What the signature of a notification says: right, wrong, right but too old or too new, or there is none. */
export type Veredito = 'valida' | 'invalida' | 'fora-do-prazo' | 'ausente';

/** A notification as the provider sent it: kept before it is looked at. Instants are ISO 8601. */
export type Notificacao = {
  id: string;
  recebidaEm: string;
  /** As it came: the query, the headers its signature is made of, the body (cut at 4 kB). */
  consulta: string;
  assinatura: string | null;
  requestId: string | null;
  corpo: string;
  veredito: Veredito;
  /** The charge it names; null where it names none. */
  cobrancaId: string | null;
  /** Null until it was handled; then what came of it, and of which pagamento it was. */
  resultado: ResultadoDaNotificacao | null;
  transacaoId: string | null;
  tentativas: number;
  /** When it is to be handled, or tried again; null once it was. */
  proximaEm: string | null;
  tratadaEm: string | null;
};
export type NotificacaoStore = Documentos<Notificacao, 'recebidaEm' | 'proximaEm' | 'problemaEm'>;

/** Something on which the provider and our ledger do not agree. */
export const TIPOS_DE_DIVERGENCIA = [
  'notificacao-perdida', // the provider moved it, and we had not heard
  'pago-e-cancelado', // it has the money of a pagamento that we count as rejected
  'valor-diverge',
  'desconhecida', // the provider charged or took what we know nothing of
  'sem-cobranca', // we count on a charge the provider does not know
  'estorno-diverge', // what went back there is not what went back here
  'taxa-diverge',
  'codigo-invalido', // the code it made could not be shown
  'contestada', // charged back, or in mediation
] as const;
export type TipoDeDivergencia = (typeof TIPOS_DE_DIVERGENCIA)[number];
export const REPAROS = ['buscar', 'estornar', 'vincular', 'ignorar'] as const;
export type Reparo = (typeof REPAROS)[number];

/** What is not agreed on, once: `id` is made of its tipo and charge. Money in centavos, instants ISO 8601. */
export type Divergencia = {
  id: string;
  /** The business day it belongs to, `YYYY-MM-DD`. */
  dia: string;
  tipo: TipoDeDivergencia;
  meio: Meio;
  cobrancaId: string | null;
  transacaoId: string | null;
  pedidoId: number | null;
  /** What our ledger says, and what the provider says. */
  nossoCentavos: number | null;
  deleCentavos: number | null;
  nossoEstado: string | null;
  deleEstado: string | null;
  vistaEm: string;
  /** Null while it is open; then when, by whom, and how. `some`: the next comparison no longer found it. */
  resolvidaEm: string | null;
  resolvidaPor: string | null;
  reparo: Reparo | 'some' | null;
  motivo: string | null;
};
export type DivergenciaStore = Documentos<Divergencia, 'dia' | 'abertaEm'>;

/** A charge to be paid at the counter, in the counter's own books. Money in centavos, instants ISO 8601. */
export type CobrancaDoBalcao = {
  id: string;
  referencia: string;
  valorCentavos: number;
  estado: 'pendente' | 'aprovada' | 'cancelada';
  motivo: Motivo | null;
  criadaEm: string;
  expiraEm: string;
  recebida: {
    em: string;
    por: string;
    forma: FormaDoBalcao;
    entregueCentavos: number;
    trocoCentavos: number;
  } | null;
  /** Refunds: `feitoEm` is null until somebody at the counter handed the money over. */
  estornos: readonly {
    id: string;
    centavos: number;
    pedidoEm: string;
    feitoEm: string | null;
    por: string | null;
  }[];
  mexidaEm: string;
};
export type BalcaoStore = Documentos<CobrancaDoBalcao, 'mexidaEm' | 'pendenteEm' | 'devolverEm'>;

/** The count at the end of a day; a day is closed once. Money in centavos. */
export type Fechamento = {
  dia: string;
  fechadoEm: string;
  por: string;
  fundoCentavos: number;
  esperado: { dinheiro: number; cartao: number };
  contado: { dinheiro: number; cartao: number };
};
export type FechamentoStore = Documentos<Fechamento, 'dia'>;

/** A store, connected to when first used, and what it needs besides: its schema, care, and an end. */
export type OpenStore = PagamentoStore & {
  notificacoes: NotificacaoStore;
  divergencias: DivergenciaStore;
  balcao: BalcaoStore;
  fechamentos: FechamentoStore;
  /** Makes what the store needs where it is kept; repeatable, by several instances at once. */
  migrate(): Promise<void>;
  prunes: Prune[];
  ping(): Promise<unknown>;
  close(): Promise<void>;
};

/** A charge at the provider. Money in centavos, instants ISO 8601. */
export type Cobranca = {
  id: string;
  /** What we called it: the transacao. Null for a charge that somebody made without us. */
  referencia: string | null;
  /** `contestada`: charged back or in mediation; `desconhecida`: a state this code does not know. Neither changes anything. */
  estado: 'pendente' | 'aprovada' | 'rejeitada' | 'estornada' | 'contestada' | 'desconhecida';
  motivo: Motivo | null;
  valorCentavos: number;
  moeda: string;
  /** What the provider keeps for itself; null where it tells none. */
  taxaCentavos: number | null;
  /** At the counter: how it was paid. */
  entrada: { forma: FormaDoBalcao; entregueCentavos: number } | null;
  pixCopiaECola: string | null;
  criadaEm: string;
  expiraEm: string;
  aprovadaEm: string | null;
  /** `nosso`: the idempotency key we asked with, where the provider tells it back. */
  estornos: readonly { id: string; nosso: string | null; centavos: number; feito: boolean; em: string }[];
};

/** The provider will not give back: `saldo` may pass (the account lacks balance), anything else will not. */
export class EstornoRecusado extends Error {
  override readonly name = 'EstornoRecusado';
  readonly codigo: 'saldo' | 'prazo' | 'valor' | 'estado' | 'outro';
  constructor(codigo: EstornoRecusado['codigo']) {
    super(`the provider refused a refund: ${codigo}`);
    this.codigo = codigo;
  }
}

/**
 * Who takes the money: what we ask of it. Every call may be repeated; each throws Unavailable when the provider does not answer,
 * BadAnswer when it answers what was not agreed on.
 */
export type Provedor = {
  /** Charges once per transacao, however often it is asked; `expiraEm` is when we call it off ourselves. */
  criar(nova: { transacaoId: string; valorCentavos: number; expiraEm: Date }): Promise<Cobranca>;
  /** Undefined for a charge it does not know. */
  obter(cobrancaId: string): Promise<Cobranca | undefined>;
  /** Calls a pending charge off and says where it stands: it may just have been paid. */
  cancelar(cobrancaId: string): Promise<Cobranca>;
  /** Gives so much back, once per estorno, and says where the charge stands. Throws EstornoRecusado. */
  estornar(cobrancaId: string, estorno: { id: string; centavos: number }): Promise<Cobranca>;
  /** Charges made or changed in [de, ate), each once. */
  buscar(de: Date, ate: Date): AsyncIterable<Cobranca>;
};

/** The providers, by the meio each serves. */
export type Provedores = Record<Meio, Provedor>;

/** What the provider tells us of a charge, unasked. */
export type Aviso = { transacaoId: string; acao: 'confirmar' | 'rejeitar'; motivo?: Motivo | undefined };

/** What only the simulated bank lets us do: move a charge as its payer would. */
export type Simulador = {
  /** Moves the charge of a transacao, where the bank still can. */
  decidir(aviso: Aviso): Promise<void>;
  /** The header by which its notifications say that they are its own, and what that holds. */
  assinatura: { header: string; description: string };
  /** Whether a notification is the provider's own, by what its protocol puts into the headers. */
  verificar(headers: Readonly<Record<string, string | string[] | undefined>>, aviso: Aviso): boolean;
};
