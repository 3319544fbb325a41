import type { QueueName } from '@foodious/contracts/resources.ts';
import type { Context } from '@foodious/kernel/context.ts';
import type { Subject } from '@foodious/kernel/subject.ts';
import { addColumn, addIndex, longText, renameColumn, type Transact } from '@foodious/platform/sql.ts';
import { INSTANCE } from '@foodious/platform/telemetry.ts';
import { CompiledQuery, type Generated, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the entries of a trail tell, by their type. */
export type Entries = Record<string, Readonly<Record<string, unknown>>>;

type Head = {
  seq: number;
  /** Epoch milliseconds. */
  em: number;
  subject: Subject | null;
  correlacao: string;
  /** The id of the request or message that made it happen. */
  causa: string;
  por: string;
  instancia: string;
  /** The queue of what is about a message. */
  fila: QueueName | null;
};

/** One committed fact of a service, in the order of its commits. It holds ids, codes and instants, never a person. */
export type Entry<E extends Entries = Entries> = {
  [T in keyof E & string]: Head & { tipo: T; dados: Readonly<E[T]> };
}[keyof E & string];

/** An entry before it is committed. */
export type Note<E extends Entries = Entries> = {
  [T in keyof E & string]: Omit<Head, 'seq' | 'instancia'> & { tipo: T; dados: Readonly<E[T]> };
}[keyof E & string];

/** Makes the note of something that happens in a context. */
export const noteOf = <T extends string, D extends Readonly<Record<string, unknown>>>(
  { agora, correlacao, causa, por }: Context,
  tipo: T,
  subject: Subject | null,
  dados: D,
  fila: QueueName | null = null,
) => ({ em: agora.getTime(), correlacao, causa, por, tipo, subject, dados, fila });

/** The trail of one service: what its timeline and its live streams are made of. */
export type Trail = {
  /** Entries after a position, in order; of one subject when it is named. */
  since(position: number, limit: number, subject?: Subject): Promise<Entry[]>;
  /** Everything about a subject, the newest {@link OF_SUBJECT} at most, in order. */
  ofSubject(subject: Subject): Promise<Entry[]>;
  /** The position of the latest entry; 0 when there is none. */
  last(): Promise<number>;
  /** When the n-th last message was handed to a queue, or buried from it, epoch milliseconds; undefined when long ago. */
  nthLast(tipo: 'mensagem-enviada' | 'mensagem-enterrada', queue: QueueName, n: number): Promise<number | undefined>;
  /** Writes what is part of no other change: a failed try, a dead letter sent again. */
  append(notes: readonly Note[]): Promise<void>;
};

/** Entries told of one subject at most. */
export const OF_SUBJECT = 2_000;

export type TrailTable = {
  trilha: {
    seq: Generated<number>;
    em: number;
    /** The kind of the subject, of entries that have one. */
    assunto: string;
    assunto_id: number | null;
    tipo: string;
    correlacao: string;
    causa: string;
    por: string;
    instancia: string;
    fila: QueueName | null;
    dados: string;
  };
};

export const trailMigrations: Record<'tabela' | 'porAssunto' | 'assuntoId' | 'assunto', Migration> = {
  tabela: {
    async up(db) {
      await db.schema
        .createTable('trilha')
        .ifNotExists()
        .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('em', 'bigint', (c) => c.notNull())
        .addColumn('pedido_id', 'integer')
        .addColumn('tipo', 'varchar(40)', (c) => c.notNull())
        .addColumn('correlacao', 'varchar(36)', (c) => c.notNull())
        .addColumn('causa', 'varchar(36)', (c) => c.notNull())
        .addColumn('por', 'varchar(80)', (c) => c.notNull())
        .addColumn('instancia', 'varchar(80)', (c) => c.notNull())
        .addColumn('fila', 'varchar(80)')
        .addColumn('dados', longText, (c) => c.notNull())
        .execute();
    },
  },
  porAssunto: addIndex('trilha_pedido', 'trilha', ['pedido_id', 'seq']),
  assuntoId: renameColumn('trilha', 'pedido_id', 'assunto_id'),
  // Until then every subject was a pedido.
  assunto: addColumn('trilha', 'assunto', 'varchar(20)', (c) => c.notNull().defaultTo('pedido')),
};

const toEntry = (row: Selectable<TrailTable['trilha']>): Entry => ({
  seq: row.seq,
  em: row.em,
  subject: row.assunto_id === null ? null : { kind: row.assunto, id: row.assunto_id },
  tipo: row.tipo,
  correlacao: row.correlacao,
  causa: row.causa,
  por: row.por,
  instancia: row.instancia,
  fila: row.fila,
  dados: JSON.parse(row.dados),
});

const COLUMNS = 'em, assunto, assunto_id, tipo, correlacao, causa, por, instancia, fila, dados';
const PLACES = `(${COLUMNS.split(', ')
  .map(() => '?')
  .join(', ')})`;

const toValues = (note: Note) => [
  note.em,
  note.subject?.kind ?? '',
  note.subject?.id ?? null,
  note.tipo,
  note.correlacao,
  note.causa,
  note.por,
  INSTANCE,
  note.fila,
  JSON.stringify(note.dados),
];

/** How many entries back the n-th last message is looked for. */
const FAR = 50_000;

/**
 * Writes notes in the transaction of the change they tell about. Nothing is written more often: the query builder would take
 * several times what the database does.
 */
export async function addToTrail<DB extends TrailTable>(trx: Transaction<DB>, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map(() => PLACES).join(', ');
  const query = `insert into trilha (${COLUMNS}) values ${rows}`;
  await trx.executeQuery(CompiledQuery.raw(query, notes.flatMap(toValues)));
}

export function sqlTrail<DB extends TrailTable>(db: Kysely<DB>, transact: Transact<DB>): Trail {
  const entries = () => trails(db).selectFrom('trilha').selectAll();
  const about = ({ kind, id }: Subject) => entries().where('assunto_id', '=', id).where('assunto', '=', kind);
  const trail: Trail = {
    async since(position, limit, subject) {
      const after = (subject ? about(subject) : entries()).where('seq', '>', position).orderBy('seq').limit(limit);
      return (await after.execute()).map(toEntry);
    },
    async ofSubject(subject) {
      const newest = await about(subject).orderBy('seq', 'desc').limit(OF_SUBJECT).execute();
      return newest.reverse().map(toEntry);
    },
    last: () => lastOf(db),
    async nthLast(tipo, queue, n) {
      const row = await trails(db)
        .selectFrom('trilha')
        .select('em')
        .where('tipo', '=', tipo)
        .where('fila', '=', queue)
        .where('seq', '>', (await trail.last()) - FAR)
        .orderBy('seq', 'desc')
        .offset(n - 1)
        .limit(1)
        .executeTakeFirst();
      return row?.em;
    },
    async append(notes) {
      await transact((trx) => addToTrail(trx, notes));
    },
  };
  return trail;
}

/** The position of the latest entry; 0 when there is none. */
export async function lastOf<DB extends TrailTable>(db: Kysely<DB>): Promise<number> {
  const row = await trails(db).selectFrom('trilha').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

// As for the outbox: the bound on DB makes this narrowing sound.
const trails = <DB extends TrailTable>(db: Kysely<DB>) => db as unknown as Kysely<TrailTable>;
