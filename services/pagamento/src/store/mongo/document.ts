import { randomUUID } from 'node:crypto';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { Subject } from '@foodious/kernel/subject.ts';
import type { Entry, Note } from '@foodious/messaging/trail.ts';
import { INSTANCE } from '@foodious/platform/telemetry.ts';
import type { Collection, Db } from 'mongodb';
import { acordarEm, mexidoEm, type Pagamento, prazoDe } from '../../domain/pagamento.ts';

/**
 * A note on its way into the trail; `nota` is what it is known by, so that it enters once. All that is noted here is about
 * pedidos, and so its subject is kept as `pedidoId`.
 */
export type Nota = Omit<Entry, 'seq' | 'dados' | 'subject'> & { nota: string; pedidoId: number | null; dados: string };

/**
 * One pagamento, with the messages and notes about it that have not left it yet: one atomic write changes the pagamento and
 * tells of it, on any server and without transactions.
 */
export type Documento = {
  _id: string;
  rev: number;
  pagamento: Pagamento;
  /** See {@link prazoDe}. */
  expiraEm: number | null;
  /** See {@link acordarEm} and {@link mexidoEm}; missing in documents from before there was a ledger. */
  acordarEm?: number | null;
  mexidoEm?: number | null;
  saida: (Outgoing & { id: string })[];
  /** Messages their queue refused for good; none in most documents. */
  recusadas?: (Outgoing & { id: string; motivo: string; em: number })[];
  notas: Nota[];
};

export type Collections = {
  pagamentos: Collection<Documento>;
  /** The trail: its entries by their number. */
  trilha: Collection<Nota & { _id: number }>;
  /** The latest number of the trail. */
  contadores: Collection<{ _id: string; ultimo: number }>;
};

export const collectionsOf = (db: Db): Collections => ({
  pagamentos: db.collection('pagamento'),
  trilha: db.collection('trilha'),
  contadores: db.collection('contador'),
});

/** How often what other instances left in their documents is looked for, in milliseconds. */
export const SWEEP_MS = 1_000;

/** The parts of a document that change with its pagamento. */
export const bodyOf = (pagamento: Pagamento) => ({
  pagamento,
  expiraEm: prazoDe(pagamento),
  acordarEm: acordarEm(pagamento),
  mexidoEm: mexidoEm(pagamento),
});

export const toSaida = (message: Outgoing): Documento['saida'][number] => ({ id: message.envelope.id, ...message });

export const toOutgoing = ({ id: _, ...message }: Documento['saida'][number]): Outgoing => message;

/** The number of the pedido that something is about. Throws for what is about anything else: this store keeps none of it. */
export function pedidoOf({ kind, id }: Subject): number {
  if (kind !== 'pedido') throw new Error(`a note about a ${kind}`);
  return id;
}

export const toNota = ({ subject, ...note }: Note, nota: string = randomUUID()): Nota => ({
  nota,
  ...note,
  pedidoId: subject && pedidoOf(subject),
  instancia: INSTANCE,
  dados: JSON.stringify(note.dados),
});

export const toEntry = ({ _id: seq, nota: _, pedidoId, dados, ...entry }: Nota & { _id: number }): Entry => ({
  seq,
  ...entry,
  subject: pedidoId === null ? null : aboutPedido(pedidoId),
  dados: JSON.parse(dados),
});
