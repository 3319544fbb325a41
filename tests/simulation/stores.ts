/**
 * The databases: SQLite in memory, one per service, outliving its processes. What a dead process had not committed is rolled
 * back. Instances share a database and take turns on it, as transactions of a server that serialises them would.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { cached, sqliteDialect } from '@foodious/platform/sqlite.ts';
import { type DatabaseConnection, type Driver, Kysely } from 'kysely';
import { after, later, never, type Owner, owner, step, strikes, tell } from './scheduler.ts';

type Store = {
  name: string;
  db: DatabaseSync;
  dialect: ReturnType<typeof sqliteDialect>;
  holder: Owner | undefined;
  waiting: { who: Owner; go: () => void }[];
  /** The tables that note which migrations were executed, of the sets that are up to date. */
  migrated: Set<string>;
  prepared: Map<string, StatementSync>;
};

/** Databases that code opens besides those of the services: the books of the bank. */
export const opened: DatabaseSync[] = [];

const stores = new Map<string, Store>();

/** The database of a service, made when it is first asked for and kept from one history to the next. */
export function storeOf(name: string): Store {
  let store = stores.get(name);
  if (!store) {
    const db = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
    store = {
      name,
      db,
      dialect: sqliteDialect(cached(db)),
      holder: undefined,
      waiting: [],
      migrated: new Set(),
      prepared: new Map(),
    };
    stores.set(name, store);
  }
  return store;
}

/** Reads past everybody, for those who stand outside of a history. */
export function rows<T>(name: string, query: string, ...parameters: (string | number)[]): T[] {
  const { db, prepared } = storeOf(name);
  const statement = prepared.get(query) ?? db.prepare(query);
  prepared.set(query, statement);
  return statement.all(...parameters) as T[];
}

/** Empties every table, also those of a database that is opened elsewhere. */
export function empty(db: DatabaseSync): void {
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
  db.exec('pragma foreign_keys = off; begin');
  for (const { name } of tables) if (!name.startsWith('kysely_')) db.exec(`delete from "${name}"`);
  db.exec('commit; pragma foreign_keys = on');
}

export function emptyAll(): void {
  for (const store of stores.values()) {
    store.holder = undefined;
    store.waiting = [];
    if (store.db.isTransaction) store.db.exec('rollback');
    empty(store.db);
  }
}

/** What a process that died leaves behind. */
export function release(who: Owner): void {
  for (const store of stores.values()) {
    if (store.holder !== who) continue;
    if (store.db.isTransaction) {
      store.db.exec('rollback');
      tell(`${store.name}: rolled back, its process is dead`);
    }
    next(store);
  }
}

function next(store: Store): void {
  let turn = store.waiting.shift();
  while (turn && !turn.who.alive) turn = store.waiting.shift();
  store.holder = turn?.who;
  if (turn) after(0, turn.go, turn.who);
}

/** Stands for `openSqlite`: whatever file is asked for, it is the database of the service that asks. */
export function openSqlite<DB>(_file: string): Kysely<DB> {
  const store = storeOf(owner().name.split('.')[0] ?? '');
  const { dialect } = store;
  return new Kysely<DB>({
    dialect: {
      createDriver: () => turns(store),
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
}

const away = () => new Unavailable('the disk fails');

function turns(store: Store): Driver {
  const inner = store.dialect.createDriver();
  let connection: DatabaseConnection;
  const query = (text: string) => store.db.exec(text);
  return {
    async init() {
      await inner.init();
      const raw = await inner.acquireConnection();
      connection = {
        executeQuery(compiled) {
          if (!step()) return never();
          if (!store.db.isTransaction && strikes('sqlAway')) return Promise.reject(away());
          return raw.executeQuery(compiled);
        },
        streamQuery: raw.streamQuery.bind(raw),
      };
    },
    async acquireConnection() {
      const who = owner();
      if (!step()) return never();
      if (store.holder) {
        await new Promise<void>((go) => {
          store.waiting.push({ who, go });
        });
      } else store.holder = who;
      return connection;
    },
    async beginTransaction() {
      if (!step()) return never();
      if (strikes('sqlAway')) throw away();
      query('begin');
    },
    async commitTransaction() {
      if (!step()) return never();
      if (strikes('sqlAway')) throw away();
      query('commit');
      tell('commit');
      if (!step()) return never();
      await later();
      if (strikes('commitUnheard')) throw away();
    },
    async rollbackTransaction() {
      if (!step()) return never();
      if (store.db.isTransaction) query('rollback');
      tell('rollback');
    },
    async releaseConnection() {
      if (owner().alive && store.holder === owner()) next(store);
    },
    async destroy() {},
  };
}
