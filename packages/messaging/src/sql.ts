import {
  type Data,
  type Envelope,
  type MessageType,
  type Origin,
  type Outgoing,
  type QueueName,
  stamp,
} from '@foodious/contracts/messages.ts';
import type { Transact } from '@foodious/platform/sql.ts';
import type { Generated, Kysely, Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Outbox } from './relay.ts';

/** The tables every relational service has for its messages. */
export type MessagingTables = {
  outbox: { seq: Generated<number>; id: string; fila: QueueName; grupo: string; corpo: string };
  inbox: { id: string; recebido_em: number };
};

export const messagingMigration: Migration = {
  async up(db) {
    await db.schema
      .createTable('outbox')
      .ifNotExists()
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'varchar(36)', (c) => c.notNull().unique())
      .addColumn('fila', 'varchar(80)', (c) => c.notNull())
      .addColumn('grupo', 'varchar(128)', (c) => c.notNull())
      .addColumn('corpo', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('inbox')
      .ifNotExists()
      .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
      .addColumn('recebido_em', 'bigint', (c) => c.notNull())
      .execute();
  },
};

/** Queues messages in the transaction of the change they tell about. */
export async function addToOutbox<DB extends MessagingTables>(
  trx: Transaction<DB>,
  messages: readonly Outgoing[],
): Promise<void> {
  if (messages.length === 0) return;
  await tables(trx)
    .insertInto('outbox')
    .values(
      messages.map(({ queue, group, envelope }) => ({
        id: envelope.id,
        fila: queue,
        grupo: group,
        corpo: JSON.stringify(envelope),
      })),
    )
    .execute();
}

/** Records a message in the transaction that handles it; false when it was handled before. */
async function acceptOnce<DB extends MessagingTables>(trx: Transaction<DB>, id: string, agora: Date): Promise<boolean> {
  const done = await tables(trx)
    .insertInto('inbox')
    .orIgnore()
    .values({ id, recebido_em: agora.getTime() })
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** What the relay reads: the outbox table of one service. */
export function sqlOutbox<DB extends MessagingTables>(db: Kysely<DB>, transact: Transact<DB>): Outbox {
  return {
    async pending(limit, except = []) {
      const oldest = tables(db).selectFrom('outbox').selectAll().orderBy('seq').limit(limit);
      const rows = await (except.length > 0 ? oldest.where('fila', 'not in', except) : oldest).execute();
      return rows.map(({ fila, grupo, corpo }) => ({
        queue: fila,
        group: grupo,
        envelope: JSON.parse(corpo) as Envelope,
      }));
    },
    async sent(ids) {
      await transact((trx) => tables(trx).deleteFrom('outbox').where('id', 'in', ids).execute());
    },
  };
}

// Kysely cannot see the messaging tables through a type parameter; the bound on DB makes this narrowing sound.
const tables = <DB extends MessagingTables>(db: Kysely<DB>) => db as unknown as Kysely<MessagingTables>;

/** When and in which story something happens; handed down from the edge, so that nothing inside reads a clock. */
export type Context = { agora: Date; correlacao: string };

/** A running transaction: what is changed in `db` and what is announced commit together, or neither does. */
export type Tx<DB> = Context & {
  db: Transaction<DB>;
  /** Adds a message to the outbox. */
  announce<T extends MessageType>(tipo: T, origin: Origin, dados: Data<T>): void;
};

/** Runs work in one transaction, and wakes the relay when it announced something. */
export type InTransaction<DB> = <T>(context: Context, work: (tx: Tx<DB>) => Promise<T>) => Promise<T>;

export const sqlTransaction =
  <DB extends MessagingTables>(transact: Transact<DB>, relay: { wake(): void }): InTransaction<DB> =>
  async (context, work) => {
    const announced: Outgoing[] = [];
    const result = await transact(async (trx) => {
      const announce: Tx<DB>['announce'] = (tipo, origin, dados) => {
        announced.push(stamp(tipo, origin, dados, context));
      };
      const done = await work({ ...context, db: trx, announce });
      await addToOutbox(trx, announced);
      return done;
    });
    if (announced.length > 0) relay.wake();
    return result;
  };

/** Handles a message at most once: its id and the work commit together, and a repeat does nothing. */
export const handleOnce = <DB extends MessagingTables>(
  inTransaction: InTransaction<DB>,
  { id, correlacao }: Envelope,
  work: (tx: Tx<DB>) => Promise<void>,
): Promise<void> =>
  inTransaction({ agora: new Date(), correlacao }, async (tx) => {
    if (await acceptOnce(tx.db, id, tx.agora)) await work(tx);
  });
