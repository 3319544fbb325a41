import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { environment, type Place } from '@foodious/testing/place.ts';
import { BSON, type IndexDescription, MongoClient } from 'mongodb';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** So long a Pix code may be paid: one that is open in a fixture still is when it is opened again. */
export const VINTE_ANOS_S = 20 * 365 * 24 * 60 * 60;

/** What a version of the restaurant left behind: see README.md. */
export type Esperado = {
  versao: string;
  /** When it was killed, and the time zone by which its day goes. */
  fechadoEm: string;
  fuso: string;
  dia: string;
  pedidos: Record<Nome, Deixado>;
  /** Those whose pagamentos were being confirmed when it was killed: some were, some not, some are half told. */
  rajada: { id: number; transacaoId: string }[];
  comandas: { pedidoId: number; senha: number }[];
  clientes: { id: number; nome: string; email: string; cpf: string }[];
  busca: unknown;
  /** Erasures: one archived, the receipt of the other still to be archived and sent. */
  apagados: { cpf: string; email: string; protocolo: string; pedidoId: number; arquivado: boolean }[];
  ajustes: { cozinha: object };
  /** Changed products, as the gerência sees them; of the first the price is still to be told to pedido. */
  produtos: { id: number; nome: string; preco: number; imagemUrl: string | null }[];
  relatorio: Relatorio;
  linhas: Partial<Record<Nome, { pedidoId: number; passos: Passo[] }>>;
  /** The order made in one call by an identified cliente: sent again, its key gets this answer. */
  chave: { chave: string; cpf: string; corpo: object; resposta: unknown };
  mortas: { id: string; corpo: unknown }[];
  /** Where a screen that follows the pedido with a pending Pix has come to. */
  posicao: number;
  /** Subjects of the e-mails sent so far, by address. */
  emails: Record<string, string[]>;
};

/** One step of a timeline, as far as it is looked into; it is compared whole. */
export type Passo = {
  servico: string;
  tipo: string;
  fila: string | null;
  mensagemId: string | null;
  mensagem: string | null;
  detalhes: { para?: string };
};

type Relatorio = {
  resumo: { pedidos: number; total: number; ticketMedio: number | null; cancelados: number };
  dias: object[];
  horas: object[];
  produtos: object[];
};

/** One pedido as it was left: what the gerência is told of it, and its latest pagamento, null where there is none. */
export type Deixado = {
  id: number;
  transacaoId: string | null;
  pedido: { estado: string; senha: number | null; total: number };
  pagamento: object | null;
};

/** The pedidos, by where they were left. */
export type Nome =
  | 'aberto'
  | 'pixPendente'
  | 'segundaTentativa'
  | 'comChave'
  | 'recebido'
  | 'emPreparacao'
  | 'pronto'
  | 'finalizado'
  | 'cancelado'
  | 'rejeitado'
  | 'estornado'
  // what they wait for lies in a queue, sent and handed to nobody
  | 'checkoutNaFila'
  | 'aprovadoNaFila'
  | 'prontoNaFila'
  // what they wait for lies in an outbox, committed and not sent
  | 'checkoutNaSaida'
  | 'aprovadoNaSaida'
  | 'recusadoNaSaida'
  | 'canceladoNaSaida'
  | 'iniciadoNaSaida';

export type Kind = 'pasta' | 'servidores';

/** The fixtures there are, of all versions. */
export const fixtures = (kind: Kind): string[] =>
  readdirSync(import.meta.dirname).flatMap((file) => new RegExp(`^(${kind}-.+)\\.json$`).exec(file)?.[1] ?? []);

const fileOf = (name: string, extension: string) => join(import.meta.dirname, `${name}.${extension}`);

export const readEsperado = (name: string): Esperado => JSON.parse(readFileSync(fileOf(name, 'json'), 'utf8'));

/** What is made anew at the next start: secrets, logs, the lock. */
const NOT_DATA = /^(credenciais\.json|chaves\.json|segredos\.json|senhas-erradas\.sqlite.*|lock.*|logs|.*\.log)$/;
const SERVICES = ['produto', 'pedido', 'cozinha'];

/** Keeps what a killed system has left in its folder, and in its databases where it is on servers. */
export async function pack(name: string, place: Place, esperado: object): Promise<void> {
  const { MYSQL_URL, MONGO_URL } = environment(place);
  if (MYSQL_URL && MONGO_URL) {
    mkdirSync(join(place.dataDir, 'mariadb'));
    for (const service of SERVICES)
      writeFileSync(join(place.dataDir, 'mariadb', `${service}.sql`), await dumpSql(`${MYSQL_URL}_${service}`));
    writeFileSync(join(place.dataDir, 'mongo.json'), await dumpMongo(MONGO_URL));
  }
  for (const file of readdirSync(place.dataDir, { recursive: true, encoding: 'utf8' }))
    if (/\.(sqlite|db)$/.test(file)) takeJournalIn(join(place.dataDir, file));
  const data = readdirSync(place.dataDir).filter((file) => !NOT_DATA.test(file));
  const nobody = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-I', 'gzip -9n'];
  execFileSync('tar', [...nobody, '-cf', fileOf(name, 'tar.gz'), '-C', place.dataDir, ...data]);
  writeFileSync(fileOf(name, 'json'), `${JSON.stringify(esperado, null, 2)}\n`);
}

/** Moves what SQLite has written into its journal to the file itself: it is many times as large. */
function takeJournalIn(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('pragma wal_checkpoint(truncate)');
  db.close();
}

/** Puts what `pack` has kept into a folder, and into databases of its own where there are servers. */
export async function unpack(name: string, place: Place): Promise<void> {
  execFileSync('tar', ['-xzf', fileOf(name, 'tar.gz'), '-C', place.dataDir]);
  const { MYSQL_URL, MONGO_URL } = environment(place);
  if (!MYSQL_URL || !MONGO_URL) return;
  for (const service of SERVICES)
    await restoreSql(`${MYSQL_URL}_${service}`, readFileSync(join(place.dataDir, 'mariadb', `${service}.sql`), 'utf8'));
  await restoreMongo(MONGO_URL, readFileSync(join(place.dataDir, 'mongo.json'), 'utf8'));
}

/** A database as the statements that make it again, under any name. */
async function dumpSql(url: string): Promise<string> {
  const connection = await createConnection(url);
  const all = async (query: string) => (await connection.query<RowDataPacket[]>(query))[0];
  const statements = ['set foreign_key_checks = 0'];
  for (const { table } of await all(
    'select table_name as `table` from information_schema.tables where table_schema = database() order by 1',
  )) {
    for (const created of await all(`show create table \`${table}\``)) statements.push(created['Create Table']);
    const rows = (await all(`select * from \`${table}\``)).map((row) => Object.values(row));
    if (rows.length > 0) statements.push(connection.format('insert into ?? values ?', [table, rows]));
  }
  await connection.end();
  return statements.map((statement) => `${statement};\n`).join('');
}

async function restoreSql(url: string, dump: string): Promise<void> {
  const { pathname } = new URL(url);
  const server = await createConnection(url.slice(0, -pathname.length));
  await server.query(`create database \`${pathname.slice(1)}\` character set utf8mb4 collate utf8mb4_bin`);
  await server.end();
  const database = await createConnection({ uri: url, multipleStatements: true });
  await database.query(dump);
  await database.end();
}

type Collection = { indexes: IndexDescription[]; documents: BSON.Document[] };

async function dumpMongo(url: string): Promise<string> {
  const client = await MongoClient.connect(url);
  const collections: Record<string, Collection> = {};
  for (const { name } of await client.db().listCollections().toArray()) {
    const indexes = await client.db().collection(name).indexes();
    collections[name] = {
      indexes: indexes.filter(({ name }) => name !== '_id_'),
      documents: await client.db().collection(name).find().toArray(),
    };
  }
  await client.close();
  return BSON.EJSON.stringify(collections, { relaxed: false });
}

async function restoreMongo(url: string, dump: string): Promise<void> {
  const collections: Record<string, Collection> = BSON.EJSON.parse(dump);
  const client = await MongoClient.connect(url, { retryWrites: false });
  for (const [name, { indexes, documents }] of Object.entries(collections)) {
    const collection = client.db().collection(name);
    if (indexes.length > 0) await collection.createIndexes(indexes);
    if (documents.length > 0) await collection.insertMany(documents);
  }
  await client.close();
}
