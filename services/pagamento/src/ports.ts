import type { Outgoing } from '@foodious/contracts/messages.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Motivo } from '@foodious/kernel/estados.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Note, Trail } from '@foodious/messaging/trail.ts';
import type { Pagamento } from './domain/pagamento.ts';

/** What is noted of a pagamento. */
export type PagamentoNote = Note<TrailOf<'pagamento'>>;

/** A pagamento as it was read; `rev` tells the store whether it is still the latest when it is written. */
export type Guardado = { pagamento: Pagamento; rev: number };

/**
 * The document store of pagamentos: one document each, written atomically with the messages that tell about it.
 * Transacao and (pedido, tentativa) are unique.
 */
export type PagamentoStore = {
  get(transacaoId: string): Promise<Guardado | undefined>;
  /** The pagamento of the latest tentativa of a pedido. */
  getLatest(pedidoId: number): Promise<Guardado | undefined>;
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
  /** Pending ones whose Pix code ended before an instant, the oldest first. */
  listExpired(before: Date, limit: number): Promise<Guardado[]>;
  /** Deletes up to so many settled ones whose Pix code ended before an instant, the oldest first; says how many. */
  deleteBefore(before: Date, limit: number): Promise<number>;
  outbox: Outbox;
  trail: Trail;
};

/** A store, connected to when first used, and what it needs besides: its schema, care, and an end. */
export type OpenStore = PagamentoStore & {
  /** Makes what the store needs where it is kept; repeatable, by several instances at once. */
  migrate(): Promise<void>;
  prunes: Prune[];
  ping(): Promise<unknown>;
  close(): Promise<void>;
};

/** A Pix charge at the provider. */
export type Cobranca = {
  id: string;
  estado: 'pendente' | 'aprovada' | 'rejeitada' | 'estornada';
  motivo: Motivo | null;
  pixCopiaECola: string;
  expiraEm: string;
};

/** The headers of a request. */
type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What the provider tells us of a charge, unasked. */
export type Aviso = { transacaoId: string; acao: 'confirmar' | 'rejeitar'; motivo?: Motivo | undefined };

/**
 * The Pix provider: what we ask of it, and how we know its notifications. Every call may be repeated; each throws Unavailable
 * when the provider does not answer.
 */
export type Provedor = {
  /** Charges once per transacao, however often it is asked. */
  criar(nova: { transacaoId: string; valorCentavos: number; expiraEm: Date }): Promise<Cobranca>;
  obter(cobrancaId: string): Promise<Cobranca>;
  /** Calls a pending charge off and says where it stands: it may just have been paid. */
  cancelar(cobrancaId: string): Promise<Cobranca>;
  /** Gives the whole amount back. */
  estornar(cobrancaId: string): Promise<Cobranca>;
  /** The header by which its notifications say that they are its own, and what that holds. */
  assinatura: { header: string; description: string };
  /** Whether a notification is the provider's own, by what its protocol puts into the headers. */
  verificar(headers: HttpHeaders, aviso: Aviso): boolean;
};
