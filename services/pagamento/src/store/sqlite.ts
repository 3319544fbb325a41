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
import { addColumn, addIndex, isUniqueViolation, migrate, serviceMigrations } from '@foodious/platform/sql.ts';
import { groupCommit, openSqlite, truncateWal } from '@foodious/platform/sqlite.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { acordarEm, completar, mexidoEm, type Pagamento, prazoDe } from '../domain/pagamento.ts';
import type { Guardado, OpenStore } from '../ports.ts';
import { colecoes } from './colecoes.ts';
import { documentosSqlite, tabelaDe } from './documentos-sqlite.ts';

/** Documents in a SQLite file: the body as JSON, and beside it the few keys it is found by. */
type Database = MessagingTables & {
  pagamento: {
    transacao_id: string;
    pedido_id: number;
    tentativa: number;
    /** When a pending one ends, epoch milliseconds; null once it is settled. */
    expira_em: number | null;
    /** When it next needs us, and when its ledger last moved, epoch milliseconds. */
    acordar_em: number | null;
    mexido_em: number | null;
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
  '0005-pagamento-acordar': addColumn('pagamento', 'acordar_em', 'integer'),
  '0006-pagamento-acordar-indice': addIndex('pagamento_acordar', 'pagamento', ['acordar_em']),
  '0007-pagamento-mexido': addColumn('pagamento', 'mexido_em', 'integer'),
  '0008-pagamento-mexido-indice': addIndex('pagamento_mexido', 'pagamento', ['mexido_em', 'transacao_id']),
  '0009-pagamento-recontado': { up: (db) => recontar(db as Kysely<Database>) },
  '0010-notificacao': tabelaDe(colecoes.notificacoes),
  '0011-divergencia': tabelaDe(colecoes.divergencias),
  '0012-balcao': tabelaDe(colecoes.balcao),
  '0013-fechamento': tabelaDe(colecoes.fechamentos),
  '0014-comparacao': tabelaDe(colecoes.comparacoes),
};

/** Gives the documents of before there was a ledger theirs, and the columns that are read from it. */
async function recontar(db: Kysely<Database>): Promise<void> {
  for (let ultima = ''; ; ) {
    const rows = await db
      .selectFrom('pagamento')
      .select(['transacao_id', 'corpo'])
      .where('transacao_id', '>', ultima)
      .orderBy('transacao_id')
      .limit(500)
      .execute();
    for (const { transacao_id, corpo } of rows) {
      ultima = transacao_id;
      const row = toRow(completar(JSON.parse(corpo)));
      await db.updateTable('pagamento').set(row).where('transacao_id', '=', transacao_id).execute();
    }
    if (rows.length === 0) return;
  }
}

/** When the Pix code of a pagamento ended, as its document says it: ISO 8601, which sorts. */
const FIM = sql<string>`json_extract(corpo, '$.cobranca.expiraEm')`;

const toRow = (pagamento: Pagamento) => ({
  expira_em: prazoDe(pagamento),
  acordar_em: acordarEm(pagamento),
  mexido_em: mexidoEm(pagamento),
  corpo: JSON.stringify(pagamento),
});

const toGuardado = ({ corpo, rev }: Selectable<Database['pagamento']>): Guardado => ({
  pagamento: completar(JSON.parse(corpo)),
  rev,
});

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
    async listOf(pedidoId) {
      const rows = await pagamentos().where('pedido_id', '=', pedidoId).orderBy('tentativa', 'desc').execute();
      return rows.map((row) => toGuardado(row).pagamento);
    },
    async listDue(before, limit) {
      const rows = await pagamentos()
        .where('acordar_em', '<', before.getTime())
        .orderBy('acordar_em')
        .limit(limit)
        .execute();
      return rows.map(toGuardado);
    },
    async listPending(limit, meio) {
      let pendentes = pagamentos().where('expira_em', 'is not', null);
      if (meio) pendentes = pendentes.where(sql`json_extract(corpo, '$.meio')`, '=', meio);
      const rows = await pendentes.orderBy('expira_em').limit(limit).execute();
      return rows.map((row) => toGuardado(row).pagamento);
    },
    async listOwing(limit) {
      const rows = await pagamentos()
        .where('acordar_em', 'is not', null)
        .where('expira_em', 'is', null)
        .orderBy('acordar_em')
        .limit(limit)
        .execute();
      return rows.map((row) => toGuardado(row).pagamento);
    },
    async listMoved(de, ate, depois, limit) {
      let faixa = pagamentos().where('mexido_em', '>=', de.getTime()).where('mexido_em', '<', ate.getTime());
      if (depois)
        faixa = faixa.where(sql<boolean>`(mexido_em, transacao_id) > (${mexidoEm(depois)}, ${depois.transacaoId})`);
      const rows = await faixa.orderBy('mexido_em').orderBy('transacao_id').limit(limit).execute();
      return rows.map((row) => toGuardado(row).pagamento);
    },
    async listAlive(de, ate, depois, limit) {
      let faixa = pagamentos()
        .where('mexido_em', '>=', de.getTime())
        .where(sql<boolean>`json_extract(corpo, '$.criadoEm') < ${ate.toISOString()}`);
      if (depois)
        faixa = faixa.where(sql<boolean>`(mexido_em, transacao_id) > (${mexidoEm(depois)}, ${depois.transacaoId})`);
      const rows = await faixa.orderBy('mexido_em').orderBy('transacao_id').limit(limit).execute();
      return rows.map((row) => toGuardado(row).pagamento);
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
          const lido = completar(JSON.parse(corpo));
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
    notificacoes: documentosSqlite(db, transact, colecoes.notificacoes),
    divergencias: documentosSqlite(db, transact, colecoes.divergencias),
    comparacoes: documentosSqlite(db, transact, colecoes.comparacoes),
    balcao: documentosSqlite(db, transact, colecoes.balcao),
    fechamentos: documentosSqlite(db, transact, colecoes.fechamentos),
    outbox: sqlOutbox(db, transact),
    trail: sqlTrail(db, transact),
    migrate: () => migrate(db, [messagingMigrations, serviceMigrations(migrations)]),
    prunes: sqlPrunes(db, transact),
    ping: () => db.selectFrom('pagamento').select('rev').limit(1).execute(),
    close: () => db.destroy(),
  };
}
