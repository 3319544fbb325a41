import type { Outgoing } from '@foodious/contracts/messages.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { FormaDoBalcao, Meio, Motivo } from '@foodious/kernel/estados.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Note, Trail } from '@foodious/messaging/trail.ts';
import type { Ato, CobrancaDoBalcao } from './domain/balcao.ts';
import type { Fechamento } from './domain/caixa.ts';
import type { Reparo, TipoDeDivergencia } from './domain/conciliacao.ts';
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
  /** Pending ones, of one meio where it is given, those first whose time ends first. */
  listPending(limit: number, meio?: Meio): Promise<Pagamento[]>;
  /** Those with a refund on its way, by when it is asked for again. */
  listOwing(limit: number): Promise<Pagamento[]>;
  /** Those whose ledger last moved in [de, ate), by that instant and transacao; after one of them where it is given. */
  listMoved(de: Date, ate: Date, depois: Pagamento | null, limit: number): Promise<Pagamento[]>;
  /** Those that were made before `ate` and whose ledger last moved at `de` or later: all that moved between them is among these. In the order of {@link listMoved}. */
  listAlive(de: Date, ate: Date, depois: Pagamento | null, limit: number): Promise<Pagamento[]>;
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
export const VEREDITOS = ['valida', 'invalida', 'fora-do-prazo', 'ausente'] as const;
export type Veredito = (typeof VEREDITOS)[number];

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
  pedidoId: number | null;
  tentativas: number;
  /** When it is to be handled, or tried again; null once it was. */
  proximaEm: string | null;
  tratadaEm: string | null;
};
/** What came over the wire. */
export type NotificacaoCrua = Pick<Notificacao, 'consulta' | 'assinatura' | 'requestId' | 'corpo'>;
export type NotificacaoStore = Documentos<Notificacao, 'recebidaEm' | 'proximaEm' | 'problemaEm'>;

/** A repair that somebody began: kept before anything is done, and gone on with by whoever finds it, until it is done. */
export type ReparoEmCurso = {
  acao: Exclude<Reparo, 'ignorar'>;
  por: string;
  papel: string | null;
  desde: string;
  motivo: string | null;
  /** `vincular`: the pagamento it pays from now on. */
  transacaoId: string | null;
  /** `estornar`: the idempotency key at the provider, how much it gives back, and how much of the charge is back once it did. */
  estorno: { id: string; centavos: number; alvoCentavos: number } | null;
  tentativas: number;
  proximaEm: string;
};

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
  /** What is being done about it, and the code of why the last repair came to nothing. */
  emCurso: ReparoEmCurso | null;
  erro: string | null;
  /** Written with what they tell of, and on their way to the audit log: this document is their outbox. */
  aContar: readonly Outgoing[];
};
export type DivergenciaStore = Documentos<Divergencia, 'dia' | 'abertaEm' | 'proximaEm' | 'pedido'>;

/** The last comparison of a business day, and what the provider said of it. Money in centavos, `feitaEm` ISO 8601. */
export type Comparacao = {
  dia: string;
  feitaEm: string;
  provedorRecebidoCentavos: number;
  provedorEstornadoCentavos: number;
};
export type ComparacaoStore = Documentos<Comparacao, 'dia'>;

/** The counter's book of charges. Its keys but the first two are of what was paid, and of what last went back. */
export type BalcaoStore = Documentos<
  CobrancaDoBalcao,
  'criadaEm' | 'mexidaEm' | 'pendenteEm' | 'devolverEm' | 'recebidaEm' | 'devolvidaEm' | 'levarEm'
>;
export type FechamentoStore = Documentos<Fechamento, 'dia' | 'auditarEm'>;

/** A store, connected to when first used, and what it needs besides: its schema, care, and an end. */
export type OpenStore = PagamentoStore & {
  notificacoes: NotificacaoStore;
  divergencias: DivergenciaStore;
  comparacoes: ComparacaoStore;
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
  /** At the counter: how it was paid, and who took it. */
  entrada: { forma: FormaDoBalcao; entregueCentavos: number; ato: Ato } | null;
  pixCopiaECola: string | null;
  criadaEm: string;
  expiraEm: string;
  aprovadaEm: string | null;
  /** `nosso`: the idempotency key we asked with, where the provider tells it back; `ato`: who handed it over, at the counter. */
  estornos: readonly {
    id: string;
    nosso: string | null;
    centavos: number;
    feito: boolean;
    em: string;
    ato?: Ato | null;
  }[];
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

/** Who reads what the Pix provider sends us unasked. Nothing of it is believed: what is true, the provider is asked. */
export type Carteiro = {
  /**
   * What its signature says, the charge it names (null where it names none), and what it comes to where that is known without
   * asking anybody.
   */
  ler(crua: NotificacaoCrua, agora: Date): Pick<Notificacao, 'veredito' | 'cobrancaId' | 'resultado'>;
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
