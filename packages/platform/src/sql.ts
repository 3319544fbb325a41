import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteStatement } from 'kysely';
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
  db.exec('pragma journal_mode = wal; pragma synchronous = full;');

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

/** Brings the schema up to date: numbered, forward only. Throws when a migration fails. */
export async function migrate<DB>(db: Kysely<DB>, migrations: Record<string, Migration>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error) throw error;
}

/** True for the error of a unique index, whatever the database. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (error.errcode === 2067 || error.errcode === 1555);
