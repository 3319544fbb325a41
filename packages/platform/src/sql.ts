import type { ColumnDefinitionBuilder, Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { dataFile } from './settings.ts';
import { groupCommit, openSqlite } from './sqlite.ts';

/** A relational database and how to change it. */
export type Sql<DB> = { db: Kysely<DB>; transact: Transact<DB> };

/**
 * Runs work in a transaction: resolves once it is committed for good, rejects when none of it was kept. What others changed
 * at the same time may make it run again: it changes nothing but the database.
 */
export type Transact<DB> = <T>(work: (trx: Transaction<DB>) => Promise<T>) => Promise<T>;

/**
 * Opens the database of a service, its schema brought up to date: a SQLite file of the data folder, or one on the MySQL or
 * MariaDB server that `MYSQL_URL` names. The code above is the same for all of them.
 */
export async function openSql<DB>(
  settings: { DATA_DIR: string; MYSQL_URL?: string | undefined },
  name: string,
  migrations: Record<string, Migration>,
): Promise<Sql<DB>> {
  const { db, transact } = settings.MYSQL_URL
    ? await (await import('./mysql.ts')).openMysql<DB>(settings.MYSQL_URL, name)
    : sqlite<DB>(dataFile(settings.DATA_DIR, `${name}.sqlite`));
  try {
    await migrate(db, migrations);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, transact };
}

function sqlite<DB>(file: string): Sql<DB> {
  const db = openSqlite<DB>(file);
  return { db, transact: groupCommit(db) };
}

/** Resolves when the database answers. */
export const ping = <DB>(db: Kysely<DB>): Promise<unknown> => sql`select 1`.execute(db);

/** Text longer than MySQL's 64 KiB `text`; to SQLite all text is one. */
export const longText = sql`mediumtext`;

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
  up: (db) => unlessThere(db.schema.alterTable(table).addColumn(name, type, build).execute()),
});

/** A migration that adds an index; repeatable for the same reason, though MySQL has no `if not exists` for it. */
export const addIndex = (name: string, table: string, columns: string[]): Migration => ({
  up: (db) => unlessThere(db.schema.createIndex(name).on(table).columns(columns).execute()),
});

/** The same of one that takes no value twice, null as often as it comes. */
export const addUniqueIndex = (name: string, table: string, columns: string[]): Migration => ({
  up: (db) => unlessThere(db.schema.createIndex(name).unique().on(table).columns(columns).execute()),
});

/** ER_DUP_FIELDNAME, ER_DUP_KEYNAME; SQLite only says it. */
const THERE = { errno: [1060, 1061], message: /^(duplicate column name|index \S+ already exists)/ };

async function unlessThere(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const { errno, message } = error as { errno?: number; message: string };
    if (!THERE.errno.includes(errno ?? 0) && !THERE.message.test(message)) throw error;
  }
}

/**
 * Brings the schema up to date: numbered, forward only. Several instances may do it at once: the first does, the others wait.
 * Throws when a migration fails.
 */
export async function migrate<DB>(db: Kysely<DB>, migrations: Record<string, Migration>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error) throw error;
}

const ER_DUP_ENTRY = 1062;
const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;

/** True for the error of a unique index, whatever the database; of the one on a column, when it is named. */
export function isUniqueViolation(error: unknown, column = ''): boolean {
  const { errno, errcode, message } = (error ?? {}) as { errno?: number; errcode?: number; message?: string };
  if (errno !== ER_DUP_ENTRY && errcode !== SQLITE_CONSTRAINT_UNIQUE && errcode !== SQLITE_CONSTRAINT_PRIMARYKEY)
    return false;
  return message?.endsWith(column) ?? false;
}
