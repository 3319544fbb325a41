import type { ColumnDefinitionBuilder, Kysely, Transaction } from 'kysely';
import { SqliteAdapter, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

/** A relational database and how to change it; connected when first used. */
export type Sql<DB> = {
  db: Kysely<DB>;
  transact: Transact<DB>;
  /** Leaves of what was deleted nothing in the database's own files. Repeatable; throws Unavailable while it cannot. */
  scrub(): Promise<void>;
};

/**
 * Runs work in a transaction: resolves once it is committed for good, rejects when none of it was kept. What others changed
 * at the same time may make it run again: it changes nothing but the database.
 */
export type Transact<DB> = <T>(work: (trx: Transaction<DB>) => Promise<T>) => Promise<T>;

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

/** A migration that adds an index which takes no value twice, null as often as it comes; repeatable like {@link addIndex}. */
export const addUniqueIndex = (name: string, table: string, columns: string[]): Migration => ({
  up: (db) => unlessThere(db.schema.createIndex(name).unique().on(table).columns(columns).execute()),
});

/** A migration that gives a column another name; its values and indexes stay. Repeatable like {@link addColumn}. */
export const renameColumn = (table: string, from: string, to: string): Migration => ({
  async up(db) {
    const known = (await db.introspection.getTables()).find(({ name }) => name === table);
    if (known?.columns.some(({ name }) => name === to)) return;
    await db.schema.alterTable(table).renameColumn(from, to).execute();
  },
});

/**
 * A migration that lets rows only be added: the database itself refuses to change or remove one. A MySQL that keeps a binary
 * log lets only administrators make triggers, unless `log_bin_trust_function_creators` is on: without it the table is as open as any.
 */
export const appendOnly = (table: string): Migration => ({
  async up(db) {
    const sqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    const refuse = sqlite
      ? sql.raw(`begin select raise(abort, '${table} is append-only'); end`)
      : sql.raw(`for each row signal sqlstate '45000' set message_text = '${table} is append-only'`);
    for (const change of ['update', 'delete']) {
      const [name, when] = [sql.id(`${table}_${change}`), sql.raw(`before ${change}`)];
      const made = sql`create trigger ${name} ${when} on ${sql.table(table)} ${refuse}`.execute(db);
      await made.catch((error) => {
        const { errno, message } = error as { errno?: number; message: string };
        if (!TRIGGER_NOT_MADE.includes(errno ?? 0) && !/trigger \S+ already exists/.test(message)) throw error;
      });
    }
  },
});

/** ER_TRG_ALREADY_EXISTS, ER_BINLOG_CREATE_ROUTINE_NEED_SUPER, ER_TABLEACCESS_DENIED_ERROR. */
const TRIGGER_NOT_MADE = [1359, 1419, 1142];

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

/** The migrations of one owner of tables, numbered for themselves, and the table that keeps which of them were executed. */
export type MigrationSet = { table: string; migrations: Record<string, Migration> };

/** Where a service's own migrations are noted; once, those of the packages were too. */
const SERVICE_TABLE = 'kysely_migration';

/** The migrations of a service's own tables. */
export const serviceMigrations = (migrations: Record<string, Migration>): MigrationSet => ({
  table: SERVICE_TABLE,
  migrations,
});

/**
 * Brings the schema up to date, one set after another: each numbered for itself, forward only. Several instances may do it at
 * once: the first does, the others wait. Throws when a migration fails.
 */
export async function migrate<DB>(db: Kysely<DB>, sets: readonly MigrationSet[]): Promise<void> {
  for (const { table, migrations } of sets) {
    if (table !== SERVICE_TABLE) await takeOver(db, table, Object.keys(migrations));
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableName: table,
      migrationLockTableName: `${table}_lock`,
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  }
}

/**
 * Notes in a set's own table what was executed of it while it stood among the service's migrations (version 1.0.0). Repeatable,
 * by several instances at once: a crash in between leaves it noted in both, and the next start goes on.
 */
async function takeOver<DB>(db: Kysely<DB>, table: string, names: readonly string[]): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === SERVICE_TABLE)) return;
  const notes = db as unknown as Kysely<Record<string, { name: string; timestamp: string }>>;
  const executed = await notes.selectFrom(SERVICE_TABLE).selectAll().where('name', 'in', names).execute();
  if (executed.length === 0) return;
  await db.schema
    .createTable(table)
    .ifNotExists()
    .addColumn('name', 'varchar(255)', (c) => c.notNull().primaryKey())
    .addColumn('timestamp', 'varchar(255)', (c) => c.notNull())
    .execute();
  await notes.insertInto(table).orIgnore().values(executed).execute();
  await notes.deleteFrom(SERVICE_TABLE).where('name', 'in', names).execute();
}

/**
 * Removes what a query finds, by the `key` it selects; says how many rows it found. In two steps: SQLite limits no delete, MySQL
 * no subquery of one.
 */
export async function removeFound<K>(
  found: { execute(): Promise<{ key: K }[]> },
  remove: (keys: K[]) => { execute(): Promise<unknown> },
): Promise<number> {
  const keys = (await found.execute()).map(({ key }) => key);
  if (keys.length > 0) await remove(keys).execute();
  return keys.length;
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
