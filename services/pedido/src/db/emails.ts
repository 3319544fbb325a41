import type { TipoEmail } from '@foodious/kernel/estados.ts';
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
  /** The address itself, only where there is no cliente any more to ask for it. */
  para: string | null;
  dados: DadosEmail;
  /** How many tries have failed. */
  tries: number;
};

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
});

/** E-mails to send and sent. */
export const emails = (db: Kysely<Database>) => ({
  /** Whether any is to be sent by an instant. */
  async hasDue(agora: number): Promise<boolean> {
    const due = await db.selectFrom('email').select('id').where('proxima_em', '<=', agora).limit(1).executeTakeFirst();
    return due !== undefined;
  },
  /** Whether the receipt of an erasure still has an address to go to. */
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
  async insert(email: Omit<Email, 'tries'>, agora: Date): Promise<void> {
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
  /** It was sent: its address, if it had one of its own, has no more reason to be here. */
  async updateEnviado(id: string, enviadoEm: number): Promise<void> {
    const values = { enviado_em: enviadoEm, proxima_em: null, para: null };
    await db.updateTable('email').set(values).where('id', '=', id).execute();
  },
  /** A try failed: the next is due at an instant, or it is given up when there is none. */
  async updateFalhou(id: string, tries: number, proximaEm: number | null): Promise<void> {
    const values = { tentativas: tries, proxima_em: proximaEm };
    // What is given up is written to nobody: its address has no more reason to be here.
    const semEndereco = proximaEm === null ? { para: null } : {};
    await db
      .updateTable('email')
      .set({ ...values, ...semEndereco })
      .where('id', '=', id)
      .execute();
  },
  async delete(id: string): Promise<void> {
    await db.deleteFrom('email').where('id', '=', id).execute();
  },
});
