import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import {
  Kysely,
  type SelectModifierNode,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteQueryCompiler,
  type SqliteStatement,
  sql,
  type Transaction,
} from 'kysely';
import { makeFolder } from './folder.ts';
import type { Transact } from './sql.ts';

/** Prepared statements kept per database: more than any service has, few enough to hold. */
const STATEMENTS = 200;

/** SQLITE_BUSY, SQLITE_IOERR, SQLITE_FULL: the disk's fault, not the caller's (https://www.sqlite.org/rescode.html). */
const AWAY = new Set([5, 10, 13]);

/** One writer at a time: whoever reads in a transaction has locked everything already, and there is no syntax to say so. */
class Compiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier !== 'ForUpdate' && node.modifier !== 'SkipLocked') super.visitSelectModifier(node);
  }
}

class Dialect extends SqliteDialect {
  override createQueryCompiler() {
    return new Compiler();
  }
}

/**
 * A SQLite file (or `:memory:`) with durable commits: WAL, and an fsync at each; opened when first used. A full or broken disk
 * throws Unavailable.
 * All queries share one connection, so never use the database itself inside its own transaction: it would wait for ever.
 */
export function openSqlite<DB>(file: string): Kysely<DB> {
  return new Kysely<DB>({ dialect: sqliteDialect(async () => open(file)) });
}

/** Kysely on a database, or on what opens it when it is first used. */
export const sqliteDialect = (database: SqliteDialectConfig['database']): SqliteDialect => new Dialect({ database });

function open(file: string): SqliteDatabase {
  if (file !== ':memory:') makeFolder(dirname(file));
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5_000 });
  db.exec(
    'pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;',
  );
  return cached(db);
}

/**
 * Empties the write-ahead log, where what was deleted stays readable until something else is written over it; in the file
 * itself `secure_delete` has already. Throws Unavailable while somebody reads.
 */
export async function truncateWal<DB>(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  if (rows[0]?.busy !== 0) throw new Unavailable('the write-ahead log is in use');
}

/** An open database as Kysely asks for it, its prepared statements kept. */
export function cached(db: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>(); // Kysely prepares at every call
  const prepare = (sql: string): SqliteStatement => {
    const known = cache.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
    const prepared: SqliteStatement = {
      reader: statement.columns().length > 0,
      all: (parameters) => explained(() => statement.all(...values(parameters))),
      run: (parameters) => explained(() => statement.run(...values(parameters))),
      iterate: (parameters) => statement.iterate(...values(parameters)),
    };
    if (cache.size < STATEMENTS) cache.set(sql, prepared);
    return prepared;
  };
  return { close: () => db.close(), prepare };
}

function explained<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const { errcode } = cause as { errcode?: number };
    // The primary code is the lowest byte.
    if (errcode !== undefined && AWAY.has(errcode & 0xff)) throw new Unavailable('the disk fails', { cause });
    throw cause;
  }
}

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
