import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ColumnDefinitionBuilder,
  Kysely,
  SqliteDialect,
  type SqliteStatement,
  sql,
  type Transaction,
} from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

/** Prepared statements kept per database: more than any service has, few enough to hold. */
const STATEMENTS = 200;

/**
 * Opens a SQLite file (or `:memory:`) with durable commits: WAL, and an fsync at each.
 * All queries share one connection, so never use the database itself inside its own transaction: it would wait for ever.
 */
export function openSqlite<DB>(file: string): Kysely<DB> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5_000 });
  db.exec(
    'pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;',
  );

  const cache = new Map<string, SqliteStatement>(); // Kysely prepares at every call
  const prepare = (sql: string): SqliteStatement => {
    const known = cache.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
    const prepared: SqliteStatement = {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...values(parameters)),
      run: (parameters) => statement.run(...values(parameters)),
      iterate: (parameters) => statement.iterate(...values(parameters)),
    };
    if (cache.size < STATEMENTS) cache.set(sql, prepared);
    return prepared;
  };
  return new Kysely<DB>({ dialect: new SqliteDialect({ database: { close: () => db.close(), prepare } }) });
}

/** Runs work in a transaction: resolves once it is committed for good, rejects when none of it was kept. */
export type Transact<DB> = <T>(work: (trx: Transaction<DB>) => Promise<T>) => Promise<T>;

/** Units of work that share a commit at most; bounds how long the first waits for the last. */
const GROUP = 32;
/** How long units gather after a commit, in milliseconds: one alone is committed at once, under load they share. */
const GATHER_MS = 3;

/**
 * Group commit for a database with one writer: what waits while a transaction runs goes into the next one together, and
 * costs one fsync. Each unit stands or falls alone, in a savepoint of its own.
 */
export function groupCommit<DB>(db: Kysely<DB>): Transact<DB> {
  type Unit = { work(trx: Transaction<DB>): Promise<void>; kept(): void; lost(error: unknown): void };
  const waiting: Unit[] = [];
  let busy = false;

  async function commitTogether(group: readonly Unit[]) {
    const failed = new Map<Unit, unknown>();
    try {
      await db.transaction().execute(async (trx) => {
        for (const unit of group) {
          await sql`savepoint unit`.execute(trx);
          try {
            await unit.work(trx);
          } catch (error) {
            failed.set(unit, error);
            await sql`rollback to unit`.execute(trx);
          }
          await sql`release unit`.execute(trx);
        }
      });
    } catch (error) {
      for (const unit of group) unit.lost(error);
      return;
    }
    for (const unit of group) failed.has(unit) ? unit.lost(failed.get(unit)) : unit.kept();
  }

  async function run() {
    busy = true;
    while (waiting.length > 0) {
      // A synchronous database runs a whole transaction between two I/O events: let those that are ready come in first.
      await new Promise(setImmediate);
      await commitTogether(waiting.splice(0, GROUP));
      if (waiting.length < GROUP) await sleep(GATHER_MS);
    }
    busy = false;
  }

  return <T>(work: (trx: Transaction<DB>) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      let result: T;
      waiting.push({
        async work(trx) {
          result = await work(trx);
        },
        kept: () => resolve(result),
        lost: reject,
      });
      if (!busy) void run();
    });
}

/**
 * A migration that adds a column; rows that are there already get the default, or null. Schema changes commit by themselves
 * on most databases: it may be run again after a crash before it was recorded, and then does nothing.
 */
export const addColumn = (
  table: string,
  name: string,
  type: 'integer' | 'bigint' | `varchar(${number})`,
  build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder = (column) => column,
): Migration => ({
  async up(db) {
    const known = (await db.introspection.getTables()).find((each) => each.name === table);
    if (known?.columns.some((column) => column.name === name)) return;
    await db.schema.alterTable(table).addColumn(name, type, build).execute();
  },
});

/** A migration that adds an index; repeatable for the same reason. */
export const addIndex = (name: string, table: string, columns: string[]): Migration => ({
  async up(db) {
    await db.schema.createIndex(name).ifNotExists().on(table).columns(columns).execute();
  },
});

/** Brings the schema up to date: numbered, forward only. Throws when a migration fails. */
export async function migrate<DB>(db: Kysely<DB>, migrations: Record<string, Migration>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error) throw error;
}

/** True for the error of a unique index, whatever the database. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (error.errcode === 2067 || error.errcode === 1555);
