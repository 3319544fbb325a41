import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { createPool } from 'mysql2/promise';

/**
 * The order flow without our code: for each request, and for each step of the saga behind it, one durable transaction with
 * rows as large as ours on the same kind of store. No broker, no provider, no tokens, no schemas, no logs: only HTTP and the
 * database, in one process. What it reaches is what this machine could give; run by main.ts.
 */

type Statement = [sql: string, ...values: SQLInputValue[]];
type Service = 'pedido' | 'pagamento' | 'cozinha';
type Db = {
  transact(service: Service, statements: readonly Statement[]): Promise<void>;
  one(service: Service, sql: string, value: SQLInputValue): Promise<{ valor: number } | undefined>;
};

const SCHEMA = [
  'create table pedido (id integer primary key, valor integer not null, corpo varchar(2000) not null)',
  'create table item (id integer primary key, pedido_id integer not null, corpo varchar(2000) not null)',
  'create table senha (dia varchar(10) primary key, ultima integer not null)',
  'create table cobranca (id varchar(36) primary key, valor integer not null, corpo varchar(2000) not null)',
  'create table comanda (id integer primary key, corpo varchar(2000) not null)',
  'create table outbox (id varchar(36) primary key, corpo varchar(2000) not null)',
  'create table inbox (id varchar(36) primary key)',
  'create table trilha (seq integer primary key, pedido_id integer not null, corpo varchar(2000) not null)',
  'create index item_pedido on item (pedido_id)',
  'create index trilha_pedido on trilha (pedido_id)',
  "insert into senha values ('hoje', 0)",
];

/** One file for each service, as ours; those who wait while a transaction is committed go into the next one together. */
function sqlite(folder: string): Db {
  const open = (service: Service) => {
    const db = new DatabaseSync(join(folder, `floor-${service}.sqlite`));
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
    for (const statement of SCHEMA) db.exec(statement);
    const known = new Map<string, ReturnType<DatabaseSync['prepare']>>();
    const prepared = (sql: string) => {
      const statement = known.get(sql) ?? db.prepare(sql);
      known.set(sql, statement);
      return statement;
    };
    let waiting: { statements: readonly Statement[]; kept(): void }[] = [];
    const commit = () => {
      const group = waiting;
      waiting = [];
      db.exec('begin');
      for (const { statements } of group) for (const [sql, ...values] of statements) prepared(sql).run(...values);
      db.exec('commit');
      for (const { kept } of group) kept();
    };
    return {
      prepared,
      transact: (statements: readonly Statement[]) =>
        new Promise<void>((kept) => {
          if (waiting.push({ statements, kept }) === 1) setImmediate(commit);
        }),
    };
  };
  const files = { pedido: open('pedido'), pagamento: open('pagamento'), cozinha: open('cozinha') };
  return {
    transact: (service, statements) => files[service].transact(statements),
    one: async (service, sql, value) => files[service].prepared(sql).get(value) as { valor: number } | undefined,
  };
}

/** As many connections as each of our services has; the server commits together what comes together. */
async function mysql(url: string): Promise<Db> {
  const pool = createPool({ uri: url, connectionLimit: 48 });
  pool.on(
    'connection',
    (connection) => void connection.query('set session transaction isolation level read committed'),
  );
  for (const statement of SCHEMA) await pool.query(statement);
  return {
    async transact(_, statements) {
      const connection = await pool.getConnection();
      await connection.beginTransaction();
      for (const [sql, ...values] of statements) await connection.query(sql, values);
      await connection.commit();
      connection.release();
    },
    async one(_, sql, value) {
      const [rows] = await pool.query(sql, [value]);
      return (rows as { valor: number }[])[0];
    },
  };
}

const { PORT, DATA_DIR = '', MYSQL_URL } = process.env;
const db = MYSQL_URL ? await mysql(MYSQL_URL) : sqlite(DATA_DIR);
let [pedidos, itens, seq] = [0, 0, 0];
const text = (length: number) => 'x'.repeat(length);
const [PEDIDO, ITEM, NOTE, MESSAGE, COBRANCA, COMANDA] = [200, 60, 350, 450, 650, 900].map(text) as string[];

const note = (pedido: number, corpo = NOTE): Statement => {
  seq += 1;
  return ['insert into trilha values (?, ?, ?)', seq, pedido, corpo as string];
};
const announce = (id: string): Statement => ['insert into outbox values (?, ?)', id, MESSAGE as string];
const accept = (id: string): Statement => ['insert into inbox values (?)', id];
/** What was announced reached its queue. */
const handOver = (service: Service, id: string, pedido: number) =>
  db.transact(service, [['delete from outbox where id = ?', id], note(pedido)]);

/** What follows a checkout: the message leaves, the charge is kept. */
async function charge(pedido: number, transacao: string) {
  await handOver('pedido', `${transacao.slice(0, 35)}1`, pedido);
  const cobranca: Statement = ['insert into cobranca values (?, ?, ?)', transacao, 0, COBRANCA as string];
  await db.transact('pagamento', [cobranca, note(pedido), note(pedido), note(pedido)]);
}

/** What follows the webhook: the message leaves, the pedido is RECEBIDO, its message leaves, the comanda hangs. */
async function receive(pedido: number, transacao: string) {
  const id = (n: number) => `${transacao.slice(0, 35)}${n}`;
  await handOver('pagamento', id(2), pedido);
  await db.transact('pedido', [
    accept(id(2)),
    ["update senha set ultima = ultima + 1 where dia = 'hoje'"],
    ['update pedido set valor = 1 where id = ?', pedido],
    announce(id(3)),
    note(pedido),
    note(pedido),
  ]);
  await handOver('pedido', id(3), pedido);
  const comanda: Statement = ['insert into comanda values (?, ?)', pedido, COMANDA as string];
  await db.transact('cozinha', [accept(id(3)), comanda, note(pedido), note(pedido, COMANDA)]);
}

/** Which pedido a transacao pays: its number is written into it. */
const transacaoOf = (pedido: number) => `${String(pedido).padStart(8, '0')}-0000-4000-8000-000000000000`;

async function answer(method: string, path: string, body: string): Promise<[status: number, body: unknown]> {
  const [, , what, one, two] = path.split(/[/?]/);
  if (method === 'GET' && what === 'pedido') {
    const row = await db.one('pedido', 'select valor from pedido where id = ?', Number(one));
    return [200, { estadoPedido: row?.valor }];
  }
  if (method === 'GET') {
    const transacao = new URLSearchParams(two).get('transacaoId') ?? '';
    const row = await db.one('pagamento', 'select valor from cobranca where id = ?', transacao);
    return [row ? 200 : 404, {}];
  }
  if (what === 'pedido' && one === 'checkout') {
    const [pedido, transacaoId] = [Number(two), transacaoOf(Number(two))];
    const update: Statement = ['update pedido set valor = 5 where id = ?', pedido];
    await db.transact('pedido', [update, announce(`${transacaoId.slice(0, 35)}1`), note(pedido)]);
    void charge(pedido, transacaoId);
    return [200, { pagamento: { transacaoId } }];
  }
  if (what === 'pedido') {
    pedidos += 1;
    const id = pedidos;
    await db.transact('pedido', [['insert into pedido values (?, 0, ?)', id, PEDIDO as string], note(id)]);
    return [201, { id }];
  }
  if (what === 'item') {
    itens += 1;
    const id = itens;
    await db.transact('pedido', [['insert into item values (?, ?, ?)', id, JSON.parse(body).pedidoId, ITEM as string]]);
    return [201, { id }];
  }
  const [transacao, pedido] = [one ?? '', Number(one?.slice(0, 8))];
  const paid: Statement = ['update cobranca set valor = 1 where id = ?', transacao];
  await db.transact('pagamento', [paid, announce(`${transacao.slice(0, 35)}2`), note(pedido)]);
  void receive(pedido, transacao);
  return [201, true];
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += part;
  return body;
}

createServer(async (request, response) => {
  const [status, body] = await answer(request.method ?? '', request.url ?? '', await read(request));
  const sent = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) });
  response.end(sent);
}).listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'));
process.once('disconnect', () => process.exit()); // whoever started it is gone
