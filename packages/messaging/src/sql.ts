import {
  type Data,
  type Envelope,
  type MessageType,
  type Origin,
  type Outgoing,
  stamp,
} from '@foodious/contracts/messages.ts';
import type { QueueName } from '@foodious/contracts/resources.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import type { Subject } from '@foodious/kernel/subject.ts';
import { addColumn, addIndex, longText, type MigrationSet, type Transact } from '@foodious/platform/sql.ts';
import type { Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type Delivery, receipt } from './consumer.ts';
import { inboxRepeats } from './metrics.ts';
import { ASIDE, type Outbox } from './relay.ts';
import { NEWEST, type Prune } from './retention.ts';
import { addToTrail, type Entries, lastOf, type Note, noteOf, type TrailTable, trailMigrations } from './trail.ts';

/** The tables every relational service has for its messages. */
export type MessagingTables = TrailTable & {
  outbox: {
    seq: Generated<number>;
    id: string;
    fila: QueueName;
    grupo: string;
    corpo: string;
    causa: string;
    traceparent: string;
  };
  inbox: { id: string; recebido_em: number };
  /** What its queue refused for good, out of the outbox. */
  recusada: Omit<MessagingTables['outbox'], 'seq'> & { motivo: string; em: number };
};

const outboxAndInbox: Migration = {
  async up(db) {
    await db.schema
      .createTable('outbox')
      .ifNotExists()
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'varchar(36)', (c) => c.notNull().unique())
      .addColumn('fila', 'varchar(80)', (c) => c.notNull())
      .addColumn('grupo', 'varchar(128)', (c) => c.notNull())
      .addColumn('corpo', longText, (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('inbox')
      .ifNotExists()
      .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
      .addColumn('recebido_em', 'bigint', (c) => c.notNull())
      .execute();
  },
};

const recusadas: Migration = {
  async up(db) {
    await db.schema
      .createTable('recusada')
      .ifNotExists()
      .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
      .addColumn('fila', 'varchar(80)', (c) => c.notNull())
      .addColumn('grupo', 'varchar(128)', (c) => c.notNull())
      .addColumn('corpo', longText, (c) => c.notNull())
      .addColumn('causa', 'varchar(60)', (c) => c.notNull())
      .addColumn('traceparent', 'varchar(60)', (c) => c.notNull())
      .addColumn('motivo', 'varchar(80)', (c) => c.notNull())
      .addColumn('em', 'bigint', (c) => c.notNull())
      .execute();
  },
};

const migrations: Record<string, Migration> = {
  '0001-messaging': outboxAndInbox,
  '0101-trilha': trailMigrations.tabela,
  '0102-trilha-por-pedido': trailMigrations.porAssunto,
  '0103-outbox-causa': addColumn('outbox', 'causa', 'varchar(60)', (c) => c.notNull().defaultTo('')),
  '0104-outbox-traceparent': addColumn('outbox', 'traceparent', 'varchar(60)', (c) => c.notNull().defaultTo('')),
  '0105-outbox-por-grupo': addIndex('outbox_grupo', 'outbox', ['grupo', 'seq']),
  '0106-inbox-por-instante': addIndex('inbox_recebido', 'inbox', ['recebido_em']),
  '0107-trilha-assunto-id': trailMigrations.assuntoId,
  '0108-trilha-assunto': trailMigrations.assunto,
  '0109-recusadas': recusadas,
  '0110-recusadas-por-grupo': addIndex('recusada_grupo', 'recusada', ['grupo']),
};

/** The schema of the messaging tables, numbered for itself in every database that has them. */
export const messagingMigrations: MigrationSet = { table: 'kysely_migration_messaging', migrations };

/** Queues messages in the transaction of the change they tell about. */
export async function addToOutbox<DB extends MessagingTables>(
  trx: Transaction<DB>,
  messages: readonly Outgoing[],
): Promise<void> {
  if (messages.length === 0) return;
  await tables(trx).insertInto('outbox').values(messages.map(toRow)).execute();
}

const toRow = ({ queue, group, envelope, causa, traceparent }: Outgoing) => ({
  id: envelope.id,
  fila: queue,
  grupo: group,
  corpo: JSON.stringify(envelope),
  causa,
  traceparent,
});

/** Records a message in the transaction that handles it; false when it was handled before. */
async function acceptOnce<DB extends MessagingTables>(trx: Transaction<DB>, id: string, agora: Date): Promise<boolean> {
  const done = await tables(trx)
    .insertInto('inbox')
    .orIgnore()
    .values({ id, recebido_em: agora.getTime() })
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** What the relay reads: the outbox table of one service. What was sent leaves it and enters the trail in one transaction. */
export function sqlOutbox<DB extends MessagingTables>(db: Kysely<DB>, transact: Transact<DB>): Outbox {
  type Row = Omit<Selectable<MessagingTables['outbox']>, 'seq'>;
  const toOutgoing = ({ fila, grupo, corpo, causa, traceparent }: Row): Outgoing => ({
    queue: fila,
    group: grupo,
    envelope: JSON.parse(corpo) as Envelope,
    causa,
    traceparent,
  });
  const oldest = () => tables(db).selectFrom('outbox').selectAll().orderBy('seq');
  return {
    async pending(limit, except = []) {
      const rows = oldest().limit(limit);
      return (await (except.length > 0 ? rows.where('fila', 'not in', except) : rows).execute()).map(toOutgoing);
    },
    async ofGroup(group) {
      return (await oldest().where('grupo', '=', group).limit(100).execute()).map(toOutgoing);
    },
    async size() {
      const { n } = await tables(db)
        .selectFrom('outbox')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return Number(n);
    },
    async sent(messages, notes) {
      await transact(async (trx) => {
        const ids = messages.map(({ envelope }) => envelope.id);
        await tables(trx).deleteFrom('outbox').where('id', 'in', ids).execute();
        await addToTrail(trx, notes);
      });
    },
    async setAside(refused, notes) {
      await transact(async (trx) => {
        const rows = refused.map(({ message, motivo, em }) => ({ ...toRow(message), motivo: motivo.slice(0, 80), em }));
        const ids = rows.map(({ id }) => id);
        await tables(trx).deleteFrom('outbox').where('id', 'in', ids).execute();
        await tables(trx).insertInto('recusada').orIgnore().values(rows).execute(); // another instance may have been faster
        await addToTrail(trx, notes);
      });
    },
    async aside() {
      // Version 7 ids: in their order the messages were made.
      const rows = await tables(db).selectFrom('recusada').selectAll().orderBy('id').limit(ASIDE).execute();
      return rows.map(({ motivo, em, ...row }) => ({ message: toOutgoing(row), motivo, em }));
    },
    async settle(message, again) {
      await transact(async (trx) => {
        const gone = tables(trx).deleteFrom('recusada').where('id', '=', message.envelope.id);
        const { numDeletedRows } = await gone.executeTakeFirst();
        if (again && numDeletedRows > 0n) await addToOutbox(trx, [message]);
      });
    },
  };
}

// Kysely cannot see the messaging tables through a type parameter; the bound on DB makes this narrowing sound.
const tables = <DB extends MessagingTables>(db: Kysely<DB>) => db as unknown as Kysely<MessagingTables>;

/** What of the messaging tables grows for ever: the inbox, the trail. */
export function sqlPrunes<DB extends MessagingTables>(db: Kysely<DB>, transact: Transact<DB>): Prune[] {
  const inbox: Prune = async (before, limit) => {
    const old = await tables(db)
      .selectFrom('inbox')
      .select('id')
      .where('recebido_em', '<', before.getTime())
      .orderBy('recebido_em')
      .limit(limit)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length > 0) await transact((trx) => tables(trx).deleteFrom('inbox').where('id', 'in', ids).execute());
    return ids.length;
  };
  const trail: Prune = async (before, limit) => {
    const oldest = await tables(db).selectFrom('trilha').select(['seq', 'em']).orderBy('seq').limit(limit).execute();
    const upTo = (await lastOf(db)) - NEWEST;
    const old = oldest.filter(({ seq, em }) => em < before.getTime() && seq <= upTo);
    const seqs = old.map(({ seq }) => seq);
    if (seqs.length > 0) await transact((trx) => tables(trx).deleteFrom('trilha').where('seq', 'in', seqs).execute());
    return seqs.length;
  };
  return [inbox, trail];
}

/** Adds an entry to the trail. */
type Noting<E extends Entries> = <T extends keyof E & string>(
  tipo: T,
  subject: Subject | null,
  dados: E[T],
  fila?: QueueName,
) => void;

/**
 * A running transaction: what is changed in `db`, what is announced and what is noted commit together, or nothing does.
 * `E` says which entries the service writes.
 */
export type Tx<DB, E extends Entries> = Context & {
  db: Transaction<DB>;
  /** Adds a message to the outbox. */
  announce<T extends MessageType>(tipo: T, origin: Origin, dados: Data<T>): void;
  note: Noting<E> & Noting<MessagingTrail>;
  /** This transaction, as part of the story of what it acts on. */
  within(traceparent: string): Tx<DB, E>;
};

/** Runs work in one transaction, and wakes those who read what it announced and noted. */
export type InTransaction<DB, E extends Entries> = <T>(
  context: Context,
  work: (tx: Tx<DB, E>) => Promise<T>,
) => Promise<T>;

export const sqlTransaction =
  <DB extends MessagingTables, E extends Entries>(
    transact: Transact<DB>,
    { relay, tail }: { relay: { wake(announced: readonly Outgoing[]): void }; tail: { wake(): void } },
  ): InTransaction<DB, E> =>
  async (context, work) => {
    const { result, announced, notes } = await transact(async (trx) => {
      const announced: Outgoing[] = [];
      const notes: Note[] = [];
      const txIn = (story: Context): Tx<DB, E> => ({
        ...story,
        db: trx,
        announce(tipo, origin, dados) {
          announced.push(...stamp(tipo, origin, dados, story));
        },
        note(tipo: string, subject: Subject | null, dados: Readonly<Record<string, unknown>>, fila?: QueueName) {
          notes.push(noteOf(story, tipo, subject, dados, fila));
        },
        within: (traceparent) => txIn(within(story, traceparent)),
      });
      const result = await work(txIn(context));
      await addToOutbox(trx, announced);
      await addToTrail(trx, notes);
      return { result, announced, notes };
    });
    if (announced.length > 0) relay.wake(announced);
    if (notes.length > 0) tail.wake();
    return result;
  };

/** Handles a message at most once: its id and the work commit together, and a repeat changes nothing. */
export async function handleOnce<DB extends MessagingTables, E extends Entries>(
  inTransaction: InTransaction<DB, E>,
  delivery: Delivery,
  work: (tx: Tx<DB, E>) => Promise<void>,
): Promise<void> {
  const fresh = await inTransaction(delivery, async (tx) => {
    const accepted = await acceptOnce(tx.db, delivery.causa, tx.agora);
    tx.note(...receipt(delivery, accepted));
    if (accepted) await work(tx);
    return accepted;
  });
  if (!fresh) inboxRepeats.inc({ service: delivery.service, queue: delivery.queue });
}
