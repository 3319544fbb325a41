import { donoSemPessoa } from '@foodious/contracts/dono.ts';
import { redactMessages } from '@foodious/messaging/forget.ts';
import {
  addToOutbox,
  type MessagingTables,
  messagingMigrations,
  sqlOutbox,
  sqlPrunes,
} from '@foodious/messaging/sql.ts';
import { addToTrail, sqlTrail } from '@foodious/messaging/trail.ts';
import { addIndex, isUniqueViolation, migrate, serviceMigrations } from '@foodious/platform/sql.ts';
import { groupCommit, openSqlite, truncateWal } from '@foodious/platform/sqlite.ts';
import { type Selectable, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type Pagamento, prazoDe } from '../domain/pagamento.ts';
import type { Guardado, OpenStore } from '../ports.ts';

/** Documents in a SQLite file: the body as JSON, and beside it the few keys it is found by. */
type Database = MessagingTables & {
  pagamento: {
    transacao_id: string;
    pedido_id: number;
    tentativa: number;
    /** When a pending one ends, epoch milliseconds; null once it is settled. */
    expira_em: number | null;
    rev: number;
    corpo: string;
  };
};

const migrations: Record<string, Migration> = {
  '0002-pagamento': {
    async up(db) {
      await db.schema
        .createTable('pagamento')
        .ifNotExists()
        .addColumn('transacao_id', 'text', (c) => c.primaryKey())
        .addColumn('pedido_id', 'integer', (c) => c.notNull())
        .addColumn('tentativa', 'integer', (c) => c.notNull())
        .addColumn('expira_em', 'integer')
        .addColumn('rev', 'integer', (c) => c.notNull())
        .addColumn('corpo', 'text', (c) => c.notNull())
        .addUniqueConstraint('pagamento_tentativa', ['pedido_id', 'tentativa'])
        .execute();
    },
  },
  '0003-pagamento-expira': addIndex('pagamento_expira', 'pagamento', ['expira_em']),
  '0004-pagamento-por-fim': {
    up: (db) => db.schema.createIndex('pagamento_fim').ifNotExists().on('pagamento').expression(FIM).execute(),
  },
};

/** When the Pix code of a pagamento ended, as its document says it: ISO 8601, which sorts. */
const FIM = sql<string>`json_extract(corpo, '$.cobranca.expiraEm')`;

const toRow = (pagamento: Pagamento) => ({
  expira_em: prazoDe(pagamento),
  corpo: JSON.stringify(pagamento),
});

const toGuardado = ({ corpo, rev }: Selectable<Database['pagamento']>): Guardado => ({
  // Documents from before there were traces, and donos, have none.
  pagamento: { traceparent: '', ...SEM_DONO, ...JSON.parse(corpo) },
  rev,
});
const SEM_DONO = { dono: null, clienteId: null };

/** The store in a file, or in `:memory:`. */
export function sqliteStore(file: string): OpenStore {
  const db = openSqlite<Database>(file);
  const transact = groupCommit(db);
  const pagamentos = () => db.selectFrom('pagamento').selectAll();
  return {
    async get(transacaoId) {
      const row = await pagamentos().where('transacao_id', '=', transacaoId).executeTakeFirst();
      return row && toGuardado(row);
    },
    async getLatest(pedidoId) {
      const row = await pagamentos()
        .where('pedido_id', '=', pedidoId)
        .orderBy('tentativa', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toGuardado(row);
    },
    async insert(pagamento, notes) {
      const { transacaoId: transacao_id, pedidoId: pedido_id, tentativa } = pagamento;
      try {
        const row = { transacao_id, pedido_id, tentativa, rev: 1, ...toRow(pagamento) };
        await transact(async (trx) => {
          await trx.insertInto('pagamento').values(row).execute();
          await addToTrail(trx, notes);
        });
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    update: (read, pagamento, messages, notes) =>
      transact(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('pagamento')
          .set({ ...toRow(pagamento), tentativa: pagamento.tentativa, rev: read.rev + 1 })
          .where('transacao_id', '=', read.pagamento.transacaoId)
          .where('rev', '=', read.rev)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await addToOutbox(trx, messages);
        await addToTrail(trx, notes);
        return true;
      }),
    async listExpired(before, limit) {
      const rows = await pagamentos()
        .where('expira_em', '<', before.getTime())
        .orderBy('expira_em')
        .limit(limit)
        .execute();
      return rows.map(toGuardado);
    },
    unlink: (pedidoIds) =>
      transact(async (trx) => {
        if (pedidoIds.length === 0) return [];
        await redactMessages(trx, 'pedido', pedidoIds, (dados) => dados);
        const rows = await trx
          .selectFrom('pagamento')
          .select(['transacao_id', 'rev', 'corpo'])
          .where('pedido_id', 'in', [...pedidoIds])
          .execute();
        for (const { transacao_id, rev, corpo } of rows) {
          const lido = { ...SEM_DONO, ...JSON.parse(corpo) };
          const sem = { ...lido, dono: donoSemPessoa(lido.dono), clienteId: null };
          await trx
            .updateTable('pagamento')
            .set({ corpo: JSON.stringify(sem), rev: rev + 1 })
            .where('transacao_id', '=', transacao_id)
            .execute();
        }
        return rows.filter(({ corpo }) => JSON.parse(corpo).cobranca).map(({ transacao_id }) => transacao_id);
      }),
    scrub: () => truncateWal(db),
    async deleteBefore(before, limit) {
      const velhos = await db
        .selectFrom('pagamento')
        .select('transacao_id')
        .where(FIM, '<', before.toISOString())
        .where('expira_em', 'is', null)
        .orderBy(FIM)
        .limit(limit)
        .execute();
      const ids = velhos.map(({ transacao_id }) => transacao_id);
      if (ids.length > 0) await db.deleteFrom('pagamento').where('transacao_id', 'in', ids).execute();
      return ids.length;
    },
    outbox: sqlOutbox(db, transact),
    trail: sqlTrail(db, transact),
    migrate: () => migrate(db, [messagingMigrations, serviceMigrations(migrations)]),
    prunes: sqlPrunes(db, transact),
    ping: () => db.selectFrom('pagamento').select('rev').limit(1).execute(),
    close: () => db.destroy(),
  };
}
