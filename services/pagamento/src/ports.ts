import type { Outgoing } from '@foodious/contracts/messages.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Note, Trail } from '@foodious/messaging/trail.ts';
import type { Motivo, Pagamento } from './domain/pagamento.ts';

/** A pagamento as it was read; `rev` tells the store whether it is still the latest when it is written. */
export type Guardado = { pagamento: Pagamento; rev: number };

/**
 * The document store of pagamentos: one document each, written atomically with the messages that tell about it.
 * Transacao and (pedido, tentativa) are unique.
 */
export type PagamentoStore = {
  get(transacaoId: string): Promise<Guardado | undefined>;
  /** The latest attempt of a pedido. */
  latest(pedidoId: number): Promise<Guardado | undefined>;
  /** Keeps a new pagamento and its notes; false, and nothing changes, when the transacao is already there. */
  insert(pagamento: Pagamento, notes: readonly Note[]): Promise<boolean>;
  /** Replaces what was read, queues its messages and notes it; false, and nothing changes, when someone wrote in between. */
  replace(
    read: Guardado,
    pagamento: Pagamento,
    messages: readonly Outgoing[],
    notes: readonly Note[],
  ): Promise<boolean>;
  /** Pending ones whose Pix code ended before an instant, the oldest first. */
  expired(before: Date, limit: number): Promise<Guardado[]>;
  outbox: Outbox;
  trail: Trail;
};

/** A store that is open, and what it needs besides: care, and an end. */
export type OpenStore = PagamentoStore & { prunes: Prune[]; ping(): Promise<unknown>; close(): Promise<void> };

/** A Pix charge at the provider. */
export type Cobranca = {
  id: string;
  estado: 'pendente' | 'aprovada' | 'rejeitada' | 'estornada';
  motivo: Motivo | null;
  pixCopiaECola: string;
  expiraEm: string;
};

/** The Pix provider. Every call may be repeated; each throws Unavailable when the provider does not answer. */
export type Provedor = {
  /** Charges once per transacao, however often it is asked. */
  criar(nova: { transacaoId: string; valorCentavos: number; expiraEm: Date }): Promise<Cobranca>;
  obter(cobrancaId: string): Promise<Cobranca>;
  /** Calls a pending charge off and says where it stands: it may just have been paid. */
  cancelar(cobrancaId: string): Promise<Cobranca>;
  /** Gives the whole amount back. */
  estornar(cobrancaId: string): Promise<Cobranca>;
};
