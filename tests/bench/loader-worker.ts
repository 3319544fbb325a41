import { closeSync, fsyncSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { createConnection } from 'mysql2/promise';
import type { LoadTask } from './loader.ts';
import { orders, type Store, tables, type Value, writers } from './orders.ts';

type Row = readonly Value[];
/** A database that is being filled: rows of one table at a time, kept for good once it is ended. */
type Sink = { write(table: string, rows: readonly Row[]): unknown; end(): unknown };

/** Rows of one statement, and of one transaction. */
const ROWS = 500;
const TRANSACTION = 200_000;

const { store, file, mysql, mongo, plan } = workerData as LoadTask;

/** A SQLite file nobody else has open: as fast as it goes, and on the disk only at the end. */
function sqliteSink(path: string): Sink {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(
    'pragma locking_mode = exclusive; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144; begin',
  );
  // One row each: binding the values of many costs more than the steps it saves.
  const statements = new Map(
    Object.entries(tables[store]).map(([table, columns]) => [
      table,
      db.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`),
    ]),
  );
  return {
    write(table, rows) {
      const statement = statements.get(table);
      for (const row of rows) statement?.run(...row);
    },
    end() {
      db.exec('commit; pragma journal_mode = wal');
      db.close();
      const fd = openSync(path, 'r+');
      fsyncSync(fd); // what the system would still write later would slow down what is measured
      closeSync(fd);
    },
  };
}

/** A database of a MySQL or MariaDB server. */
async function mysqlSink(url: string): Promise<Sink> {
  const connection = await createConnection({ uri: url, charset: 'utf8mb4_bin' });
  await connection.query('set session foreign_key_checks = 0, unique_checks = 0');
  await connection.beginTransaction();
  let [written, sending]: [number, Promise<unknown>] = [0, Promise.resolve()];
  const send = async (statement: string, commit: boolean) => {
    await connection.query(statement);
    if (!commit) return;
    await connection.commit();
    await connection.beginTransaction();
  };
  return {
    async write(table, rows) {
      const columns = tables[store][table] ?? [];
      const values = rows.map((row) => `(${row.map(literal).join(',')})`).join(',');
      const before = written;
      written += rows.length;
      const commit = Math.floor(written / TRANSACTION) > Math.floor(before / TRANSACTION);
      await sending; // one statement on its way while the next is made up
      sending = send(`insert into ${table} (${columns.join(',')}) values ${values}`, commit);
      sending.catch(() => {}); // whoever waits for it next sees it
    },
    async end() {
      await sending;
      await connection.commit();
      await connection.end();
    },
  };
}

/** Our own values hold no control characters: quotes and backslashes are all there is to escape. */
const literal = (value: Value): string =>
  typeof value === 'string'
    ? `'${/['\\]/.test(value) ? value.replaceAll(/['\\]/g, '\\$&') : value}'`
    : value === null
      ? 'null'
      : String(value);

/** The documents the rows of pagamento stand for, as its store on MongoDB has them. */
async function mongoSink(url: string): Promise<Sink> {
  const client = await new MongoClient(url).connect();
  const db = client.db(new URL(url).pathname.slice(1));
  const contador = db.collection<{ _id: string; ultimo: number }>('contador');
  let seq = (await contador.findOne({ _id: 'trilha' }))?.ultimo ?? 0;
  const documentOf: Record<string, (row: Row) => { _id: Value; [field: string]: unknown }> = {
    pagamento: ([_id = null, , , expiraEm, rev, corpo]) => ({
      _id,
      rev,
      pagamento: JSON.parse(String(corpo)),
      expiraEm,
      saida: [],
      notas: [],
    }),
    trilha: ([em, _assunto, pedidoId, tipo, correlacao, causa, por, instancia, fila, dados]) => {
      seq += 1;
      return { _id: seq, nota: `loader ${seq}`, em, pedidoId, tipo, correlacao, causa, por, instancia, fila, dados };
    },
  };
  return {
    async write(table, rows) {
      const documents = rows.flatMap((row) => documentOf[table]?.(row) ?? []);
      await db.collection<{ _id: Value }>(table).insertMany(documents, { ordered: false });
    },
    async end() {
      await contador.updateOne({ _id: 'trilha' }, { $set: { ultimo: seq } });
      await client.close();
    },
  };
}

async function load(sink: Sink, into: Store): Promise<void> {
  const waiting = new Map<string, Row[]>(Object.keys(tables[into]).map((table) => [table, []]));
  const flush = async (least: number) => {
    for (const [table, rows] of waiting) while (rows.length >= least) await sink.write(table, rows.splice(0, ROWS));
  };
  const ultimas = new Map<string, number>();
  for (const order of orders(plan)) {
    writers[into](order, (table, row) => void waiting.get(table)?.push(row));
    if (order.senha !== null) ultimas.set(order.dia, order.senha);
    if (order.id % ROWS === 0) await flush(ROWS);
  }
  waiting.get('senha')?.push(...ultimas);
  await flush(1);
  await sink.end();
}

const sink = mongo ? mongoSink(mongo) : mysql ? mysqlSink(mysql) : sqliteSink(file);
await load(await sink, store);
parentPort?.postMessage('loaded');
