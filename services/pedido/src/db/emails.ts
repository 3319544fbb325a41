import type { FimDosAvisos, RetornoDeEmail, TipoEmail } from '@foodious/kernel/estados.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely, Selectable } from 'kysely';
import type { DadosEmail } from '../domain/email.ts';
import type { Database } from './schema.ts';

/** An e-mail as it waits to leave. Instants are epoch milliseconds. */
export type Email = {
  id: string;
  tipo: TipoEmail;
  correlacao: string;
  traceparent: string;
  pedidoId: number | null;
  clienteId: number | null;
  /** The address itself, only where it is not the cliente's. */
  para: string | null;
  dados: DadosEmail;
  /** How many tries have failed. */
  tries: number;
  /** What became of it once it had left. */
  retorno: RetornoDeEmail | null;
};

/** An e-mail as a cliente is told of it; instants are epoch milliseconds. */
type EmailDoCliente = { id: string; tipo: TipoEmail; enviadoEm: number | null; retorno: RetornoDeEmail | null };

const toEmail = (row: Selectable<Database['email']>): Email => ({
  id: row.id,
  tipo: row.tipo as TipoEmail,
  correlacao: row.correlacao,
  traceparent: row.traceparent,
  pedidoId: row.pedido_id,
  clienteId: row.cliente_id,
  para: row.para,
  dados: JSON.parse(row.dados) as DadosEmail,
  tries: row.tentativas,
  retorno: row.retorno,
});

/** When an e-mail was written, epoch milliseconds: the first 48 bits of its id (UUID version 7, RFC 9562). */
export const instanteDoId = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

/** What is left of an e-mail that leaves no more: to whom it was, and what it told, is forgotten. */
const ESQUECIDO = { para: null, dados: '{}' };

/** E-mails to send and sent. */
export const emails = (db: Kysely<Database>) => ({
  /** Whether any is to be sent by an instant. */
  async hasDue(agora: number): Promise<boolean> {
    const due = await db.selectFrom('email').select('id').where('proxima_em', '<=', agora).limit(1).executeTakeFirst();
    return due !== undefined;
  },
  /** Whether the receipt of an erasure, or what it waits for, still has an address to go to. */
  async hasReceipt(protocolo: string): Promise<boolean> {
    const waiting = await db
      .selectFrom('email')
      .select('id')
      .where('para', 'is not', null)
      .where('dados', '=', JSON.stringify({ protocolo } satisfies DadosEmail))
      .limit(1)
      .executeTakeFirst();
    return waiting !== undefined;
  },
  /** Takes those due by an instant, the longest due first, and none that another transaction has taken. */
  async lockDue(agora: number, limit: number): Promise<Email[]> {
    const rows = await db
      .selectFrom('email')
      .selectAll()
      .where('proxima_em', '<=', agora)
      .orderBy('proxima_em')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    return rows.map(toEmail);
  },
  async get(id: string): Promise<Email | undefined> {
    const row = await db.selectFrom('email').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toEmail(row);
  },
  /** Reads an e-mail nobody else changes until the transaction ends. */
  async lock(id: string): Promise<Email | undefined> {
    const row = await db.selectFrom('email').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toEmail(row);
  },
  async insert(email: Omit<Email, 'tries' | 'retorno'>, agora: Date): Promise<void> {
    await db
      .insertInto('email')
      .values({
        id: email.id,
        tipo: email.tipo,
        correlacao: email.correlacao,
        traceparent: email.traceparent,
        pedido_id: email.pedidoId,
        cliente_id: email.clienteId,
        para: email.para,
        dados: JSON.stringify(email.dados),
        tentativas: 0,
        proxima_em: agora.getTime(),
        enviado_em: null,
        retorno: null,
      })
      .execute();
  },
  /** Says when these are due next. */
  async updateProximaEm(ids: readonly string[], proximaEm: number): Promise<void> {
    if (ids.length > 0)
      await db
        .updateTable('email')
        .set({ proxima_em: proximaEm })
        .where('id', 'in', [...ids])
        .execute();
  },
  /** It was sent: what it told, and its address, if it had one of its own, have no more reason to be here. */
  async updateEnviado(id: string, enviadoEm: number): Promise<void> {
    const values = { ...ESQUECIDO, enviado_em: enviadoEm, proxima_em: null };
    await db.updateTable('email').set(values).where('id', '=', id).execute();
  },
  /** A try failed: the next is due at an instant, or it is given up when there is none. */
  async updateFalhou(id: string, tries: number, proximaEm: number | null): Promise<void> {
    // What is given up is written to nobody.
    const values = { ...(proximaEm === null ? ESQUECIDO : {}), tentativas: tries, proxima_em: proximaEm };
    await db.updateTable('email').set(values).where('id', '=', id).execute();
  },
  /** Who carries it told what became of it. */
  async updateRetorno(id: string, retorno: RetornoDeEmail): Promise<void> {
    await db.updateTable('email').set({ retorno }).where('id', '=', id).execute();
  },
  /** It is not sent, for what became of another to its address. */
  async updateSuspenso(id: string, retorno: FimDosAvisos): Promise<void> {
    await db
      .updateTable('email')
      .set({ ...ESQUECIDO, retorno, proxima_em: null })
      .where('id', '=', id)
      .execute();
  },
  /** All that were written to a cliente, the oldest first; instants are epoch milliseconds. */
  async listByCliente(clienteId: number): Promise<EmailDoCliente[]> {
    const rows = await db
      .selectFrom('email')
      .select(['id', 'tipo', 'enviado_em as enviadoEm', 'retorno'])
      .where('cliente_id', '=', clienteId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ ...row, tipo: row.tipo as TipoEmail }));
  },
  async delete(id: string): Promise<void> {
    await db.deleteFrom('email').where('id', '=', id).execute();
  },
});

/** The smallest id of an e-mail written at an instant, as {@link instanteDoId} reads it. */
function primeiroIdEm(instante: number): string {
  const hex = instante.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-`;
}

/** Forgets the e-mails written before an instant that have left or were given up. */
export const pruneEmails =
  (db: Kysely<Database>): Prune =>
  (before, limit) =>
    removeFound(
      db
        .selectFrom('email')
        .select('id as key')
        .where('id', '<', primeiroIdEm(before.getTime()))
        .where('proxima_em', 'is', null)
        .orderBy('id')
        .limit(limit),
      (keys) => db.deleteFrom('email').where('id', 'in', keys),
    );
