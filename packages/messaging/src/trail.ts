import type { QueueName } from '@foodious/contracts/messages.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { addIndex, longText, type Transact } from '@foodious/platform/sql.ts';
import { INSTANCE } from '@foodious/platform/telemetry.ts';
import { CompiledQuery, type Generated, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';

/** One committed fact of a service, in the order of its commits. It holds ids, codes and instants, never a person. */
export type Entry = {
  seq: number;
  /** Epoch milliseconds. */
  em: number;
  pedidoId: number | null;
  /** `estado`, `mensagem-enviada`, …: what happened. */
  tipo: string;
  correlacao: string;
  /** The id of the request or message that made it happen. */
  causa: string;
  por: string;
  instancia: string;
  /** The queue of what is about a message. */
  fila: QueueName | null;
  dados: Readonly<Record<string, unknown>>;
};

/** An entry before it is committed. */
export type Note = Omit<Entry, 'seq' | 'instancia'>;

export const noteOf = (
  { agora, correlacao, causa, por }: Context,
  tipo: string,
  pedidoId: number | null,
  dados: Entry['dados'],
  fila: QueueName | null = null,
): Note => ({ em: agora.getTime(), correlacao, causa, por, tipo, pedidoId, dados, fila });

/** The trail of one service: what its timeline and its live streams are made of. */
export type Trail = {
  /** Entries after a position, in order; of one pedido when it is named. */
  since(position: number, limit: number, pedidoId?: number): Promise<Entry[]>;
  /** Everything about a pedido, the newest {@link OF_PEDIDO} at most, in order. */
  ofPedido(pedidoId: number): Promise<Entry[]>;
  /** The position of the latest entry; 0 when there is none. */
  last(): Promise<number>;
  /** When the n-th last message was handed to a queue, or buried from it, epoch milliseconds; undefined when long ago. */
  nthLast(tipo: 'mensagem-enviada' | 'mensagem-enterrada', queue: QueueName, n: number): Promise<number | undefined>;
  /** Writes what is part of no other change: a failed try, a dead letter sent again. */
  append(notes: readonly Note[]): Promise<void>;
};

/** Entries told of one pedido at most. */
export const OF_PEDIDO = 2_000;

export type TrailTable = {
  trilha: {
    seq: Generated<number>;
    em: number;
    pedido_id: number | null;
    tipo: string;
    correlacao: string;
    causa: string;
    por: string;
    instancia: string;
    fila: QueueName | null;
    dados: string;
  };
};

export const trailMigrations: Record<'tabela' | 'porPedido', Migration> = {
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
  porPedido: addIndex('trilha_pedido', 'trilha', ['pedido_id', 'seq']),
};

const toEntry = (row: Selectable<TrailTable['trilha']>): Entry => ({
  seq: row.seq,
  em: row.em,
  pedidoId: row.pedido_id,
  tipo: row.tipo,
  correlacao: row.correlacao,
  causa: row.causa,
  por: row.por,
  instancia: row.instancia,
  fila: row.fila,
  dados: JSON.parse(row.dados),
});

const COLUMNS = 'em, pedido_id, tipo, correlacao, causa, por, instancia, fila, dados';
const PLACES = `(${COLUMNS.split(', ')
  .map(() => '?')
  .join(', ')})`;

const toValues = (note: Note) => [
  note.em,
  note.pedidoId,
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
  const trail: Trail = {
    async since(position, limit, pedidoId) {
      const after = entries().where('seq', '>', position).orderBy('seq').limit(limit);
      return (await (pedidoId === undefined ? after : after.where('pedido_id', '=', pedidoId)).execute()).map(toEntry);
    },
    async ofPedido(pedidoId) {
      const newest = await entries()
        .where('pedido_id', '=', pedidoId)
        .orderBy('seq', 'desc')
        .limit(OF_PEDIDO)
        .execute();
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
