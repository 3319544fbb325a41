import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { Kysely, MysqlDialect, type MysqlPool, type MysqlPoolConnection } from 'kysely';
import { type ConnectionOptions, createConnection, createPool, type PoolConnection } from 'mysql2';
import { giveUp } from './ending.ts';
import type { SqlSettings } from './settings.ts';
import type { Sql, Transact } from './sql.ts';
import { authoritiesOf } from './tls.ts';

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

/** Where a server is, and who we are there: the user of the address, or else of the settings. */
export type MysqlServer = SqlSettings & { MYSQL_URL: string };

/** How the server is connected to. Throws SettingsError for authorities that cannot be read. */
async function optionsOf({ MYSQL_URL, MYSQL_USER = '', MYSQL_PASSWORD = '' }: MysqlServer): Promise<ConnectionOptions> {
  const { hostname, port, username, password } = new URL(MYSQL_URL);
  const authorities = await authoritiesOf('MYSQL_URL', MYSQL_URL);
  return {
    host: hostname,
    port: Number(port || 3306),
    user: username ? decodeURIComponent(username) : MYSQL_USER,
    password: username ? decodeURIComponent(password) : MYSQL_PASSWORD,
    charset: 'utf8mb4_bin',
    connectTimeout: CONNECT_MS,
    ...(authorities && { ssl: { ...authorities, rejectUnauthorized: true, verifyIdentity: true } }),
  };
}

/** What the database of a service is called on a server. */
const databaseOf = (url: string, name: string): string => `${new URL(url).pathname.slice(1) || 'foodious'}_${name}`;

/**
 * The database `<prefix>_<name>` of a MySQL or MariaDB server, connected to when first used; `ensureDatabase` makes it where it
 * is not there. Text compares by its bytes, as in SQLite. A server that is away, or that cannot write, throws Unavailable; so does
 * one that no longer knows us, and the process gives up.
 */
export async function openMysql<DB>(
  server: MysqlServer,
  name: string,
): Promise<Sql<DB> & { ensureDatabase(): Promise<void> }> {
  const database = databaseOf(server.MYSQL_URL, name);
  const options = await optionsOf(server);
  const db = new Kysely<DB>({ dialect: new MysqlDialect({ pool: async () => pool({ ...options, database }) }) });
  // What a server keeps of what was deleted is its own to purge.
  return { db, transact: retrying(db), scrub: async () => {}, ensureDatabase: () => ensureDatabase(options, database) };
}

const ER_BAD_DB_ERROR = 1049;
const createDatabase = (name: string) =>
  `create database if not exists \`${name}\` character set utf8mb4 collate utf8mb4_bin`;

async function ensureDatabase(options: ConnectionOptions, database: string): Promise<void> {
  const ask = (sql: string, more: ConnectionOptions = {}) =>
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
    await ask(createDatabase(database));
  }
}

/** A user of a server, as its secret tells. */
export type Login = { user: string; password: string };

/**
 * Makes, as the administrator of a server, the database of each service and the user that may do everything in it, and nothing in any
 * other; by TLS alone, where that is how we come. Repeatable: who is there gets the password that is told here.
 * @param services their users, by their names
 */
export async function prepareMysql(server: MysqlServer, services: Readonly<Record<string, Login>>): Promise<void> {
  const options = await optionsOf(server);
  const connection = createConnection(options);
  const ask = (sql: string, values: string[] = []) =>
    new Promise<void>((resolve, reject) => {
      connection.query(sql, values, (error) => (error ? reject(explain(error)) : resolve()));
    });
  try {
    for (const [name, { user, password }] of Object.entries(services)) {
      const database = databaseOf(server.MYSQL_URL, name);
      const only = database.replace(/[_%]/g, '\\$&'); // which stand for any letter there
      await ask(createDatabase(database));
      await ask("create user if not exists ?@'%' identified by ?", [user, password]);
      await ask(`alter user ?@'%' identified by ? require ${options.ssl ? 'ssl' : 'none'}`, [user, password]);
      await ask(`grant all privileges on \`${only}\`.* to ?@'%'`, [user]);
    }
  } finally {
    connection.destroy();
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
function pool(options: ConnectionOptions): MysqlPool {
  const raw = createPool({ ...options, connectionLimit: CONNECTIONS, queueLimit: WAITING });
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
/** ER_ACCESS_DENIED_ERROR, with a password and without: nobody comes in by it any more. */
const REFUSED = new Set([1045, 1698]);

/** What the error says without what was asked: statement and values may tell of a person, and errors are logged. */
function explain({ code, errno, message }: NodeJS.ErrnoException): Error {
  if (REFUSED.has(errno ?? 0)) {
    const why = 'the database refuses our user, or our password';
    giveUp(why);
    return new Unavailable(why, { cause: new Error(code) });
  }
  if (code === 'HANDSHAKE_SSL_ERROR') return new Unavailable(`no TLS with the database: ${message}`);
  const away = errno === undefined || errno < 0 || AWAY.has(errno) || /^(E[A-Z]+|PROTOCOL_.*)$/.test(code ?? '');
  if (away) return new Unavailable('the database is away', { cause: new Error(`${code ?? message}`) });
  const [, key] = /for key '(?:.*\.)?(\w+)'$/.exec(message) ?? [];
  const names = message.match(/\b(?:column|table|key) '[\w.]+'/gi)?.join(', ');
  return Object.assign(new Error(key ? `${code}: ${key}` : names ? `${code}: ${names}` : code), { code, errno });
}
