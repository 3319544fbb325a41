import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { Kysely, MysqlDialect, type MysqlPool, type MysqlPoolConnection } from 'kysely';
import { createPool, type PoolConnection, type PoolOptions } from 'mysql2';
import type { Sql, Transact } from './sql.ts';

/** Connections per service and process, and how many callers may wait for one: more of either would only wait longer. */
const CONNECTIONS = 16;
const WAITING = 512;
/** How long to connect, and how long one statement may be silent, in milliseconds: after that the server is as good as away. */
const CONNECT_MS = 3_000;
const STATEMENT_MS = 10_000;
/** Each transaction sees what is committed, and locks only what it changes: nobody's gap locks hold up a new order. */
const SESSION = [
  'set session transaction isolation level read committed',
  "set session innodb_lock_wait_timeout = 5, session sql_mode = 'strict_all_tables'",
];

/**
 * The database `<prefix>_<name>` of a MySQL or MariaDB server, connected to when first used; `ensureDatabase` makes it where it
 * is not there. Text compares by its bytes, as in SQLite. A server that is away, or that cannot write, throws Unavailable.
 * @param url `mysql://user:password@host:port/prefix`, and `?tls=true` where the server asks for it
 */
export function openMysql<DB>(url: string, name: string): Sql<DB> & { ensureDatabase(): Promise<void> } {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = `${pathname.slice(1) || 'foodious'}_${name}`;
  const options: PoolOptions = {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    charset: 'utf8mb4_bin',
    connectTimeout: CONNECT_MS,
    connectionLimit: CONNECTIONS,
    queueLimit: WAITING,
    ...(searchParams.get('tls') === 'true' ? { ssl: {} } : {}),
  };
  const db = new Kysely<DB>({ dialect: new MysqlDialect({ pool: async () => pool({ ...options, database }) }) });
  // What a server keeps of what was deleted is its own to purge.
  return { db, transact: retrying(db), scrub: async () => {}, ensureDatabase: () => ensureDatabase(options, database) };
}

const ER_BAD_DB_ERROR = 1049;

async function ensureDatabase(options: PoolOptions, database: string): Promise<void> {
  const ask = (sql: string, more: PoolOptions = {}) =>
    new Promise<void>((resolve, reject) => {
      const asked = pool({ ...options, ...more });
      asked.getConnection((failed, connection) => {
        const done = (error: unknown) => asked.end(() => (error ? reject(error) : resolve()));
        if (failed) done(failed);
        else connection.query(sql, [], done);
      });
    });
  try {
    await ask('select 1', { database });
  } catch (error) {
    if ((error as { errno?: number }).errno !== ER_BAD_DB_ERROR) throw error;
    await ask(`create database if not exists \`${database}\` character set utf8mb4 collate utf8mb4_bin`);
  }
}

/** Deadlock, lock wait, row changed since it was read: someone else was faster, and nothing is kept. */
const RETRY = new Set([1213, 1205, 1020]);
const TRIES = 6;

const retrying =
  <DB>(db: Kysely<DB>): Transact<DB> =>
  async (work) => {
    for (let tried = 1; ; tried += 1)
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (!RETRY.has((error as { errno?: number }).errno ?? 0)) throw error;
        if (tried === TRIES) throw new Unavailable('others hold what this needs', { cause: error });
        await sleep(Math.random() * 5 * 2 ** tried);
      }
  };

/** A pool whose connections time out and explain their errors. */
function pool(options: PoolOptions): MysqlPool {
  const raw = createPool(options);
  raw.on('connection', (connection) => {
    for (const statement of SESSION) connection.query(statement, (error) => error && connection.destroy());
  });
  const wrapped = new WeakMap<PoolConnection, MysqlPoolConnection>();
  const wrap = (connection: PoolConnection): MysqlPoolConnection => ({
    config: connection.config,
    threadId: connection.threadId,
    connect: (callback) => connection.connect(callback),
    destroy: () => connection.destroy(),
    release: () => connection.release(),
    query(sql, values, callback) {
      const query = connection.query({ sql, values, timeout: STATEMENT_MS }, (error, result) => {
        if (error?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy(); // its answer may still come, to nobody
        callback?.(error && explain(error), result as Parameters<typeof callback>[1]);
      });
      return { stream: (how) => query.stream(how) };
    },
  });
  return {
    getConnection: (callback) =>
      raw.getConnection((error, connection) => {
        if (error) return callback(explain(error), undefined as never);
        const known = wrapped.get(connection) ?? wrap(connection);
        wrapped.set(connection, known);
        callback(null, known);
      }),
    end: (callback) => raw.end(callback),
  };
}

/**
 * Errors of a server that is there and cannot serve: too many connections, out of memory, shutting down, disk full, read
 * only since a failover (https://mariadb.com/kb/en/mariadb-error-code-reference/).
 */
const AWAY = new Set([1040, 1041, 1053, 1021, 1114, 1290, 1836, 1927, 3032]);

/** What the error says without what was asked: statement and values may tell of a person, and errors are logged. */
function explain({ code, errno, message }: NodeJS.ErrnoException): Error {
  const away = errno === undefined || errno < 0 || AWAY.has(errno) || /^(E[A-Z]+|PROTOCOL_.*)$/.test(code ?? '');
  if (away) return new Unavailable('the database is away', { cause: new Error(`${code ?? message}`) });
  const [, key] = /for key '(?:.*\.)?(\w+)'$/.exec(message) ?? [];
  const names = message.match(/\b(?:column|table|key) '[\w.]+'/gi)?.join(', ');
  return Object.assign(new Error(key ? `${code}: ${key}` : names ? `${code}: ${names}` : code), { code, errno });
}
