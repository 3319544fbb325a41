import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, suite, type TestContext, test } from 'node:test';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';
import { isUniqueViolation, migrate, serviceMigrations } from '../src/sql.ts';
import { groupCommit, openSqlite } from '../src/sqlite.ts';

type Database = { nota: { id: number; texto: string }; ficha: { nota_id: number } };

const migrations: Record<string, Migration> = {
  '0001-nota': {
    up: (db) =>
      db.schema
        .createTable('nota')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('texto', 'text', (c) => c.unique())
        .execute(),
  },
  '0002-ficha': {
    // Checked at the COMMIT: the only way to make one fail.
    async up(db) {
      await sql`create table ficha (nota_id integer references nota (id) deferrable initially deferred)`.execute(db);
    },
  },
};

/** Migrates a database that belongs to one service alone. */
const migrar = (db: Kysely<Database>, todas: Record<string, Migration>) => migrate(db, [serviceMigrations(todas)]);

async function abrir(t: TestContext, file = ':memory:') {
  const db = openSqlite<Database>(file);
  t.after(() => db.destroy());
  await migrar(db, migrations);
  const textos = async () => (await db.selectFrom('nota').orderBy('id').select('texto').execute()).map((n) => n.texto);
  return { db, transact: groupCommit(db), textos };
}

const pasta = mkdtempSync(join(tmpdir(), 'sqlite-'));
after(() => rmSync(pasta, { recursive: true, force: true })); // when every file in it is closed
const umArquivo = () => join(pasta, 'nova', randomUUID(), 'um.sqlite');

const anotar = (texto: string) => (trx: Transaction<Database>) =>
  trx
    .insertInto('nota')
    .values({ id: Math.trunc(Math.random() * 2 ** 40), texto })
    .execute();
const numero = (id: number) => (trx: Transaction<Database>) =>
  trx
    .insertInto('nota')
    .values({ id, texto: String(id) })
    .execute();
const orfa = (trx: Transaction<Database>) => trx.insertInto('ficha').values({ nota_id: -1 }).execute();

suite('banco SQLite', () => {
  test('o que foi gravado sobrevive a fechar e abrir o arquivo, em pasta que não existia', async (t) => {
    const file = umArquivo();
    const antes = await abrir(t, file);
    await antes.transact(anotar('ficou'));
    await antes.db.destroy();
    const depois = await abrir(t, file);
    assert.deepEqual(await depois.textos(), ['ficou']);
  });

  test('o commit é durável: WAL, um fsync a cada um, chaves estrangeiras conferidas', async (t) => {
    const { db } = await abrir(t, umArquivo());
    const pragma = async (nome: string) =>
      Object.values((await sql.raw<object>(`pragma ${nome}`).execute(db)).rows[0] ?? {});
    assert.deepEqual(await pragma('journal_mode'), ['wal']);
    assert.deepEqual(await pragma('synchronous'), [2]); // FULL
    assert.deepEqual(await pragma('foreign_keys'), [1]);
  });

  test('um arquivo aberto não é aberto por outro', async (t) => {
    const file = umArquivo();
    const { transact } = await abrir(t, file);
    await transact(anotar('meu'));
    const outro = new DatabaseSync(file, { timeout: 0 });
    t.after(() => outro.close());
    assert.throws(() => outro.exec('select * from nota'), /locked/);
  });

  test('o erro de um índice único se reconhece, e só ele', async (t) => {
    const { transact } = await abrir(t);
    await transact(numero(1));
    await assert.rejects(transact(numero(1)), isUniqueViolation); // primary key
    await assert.rejects(transact(anotar('1')), isUniqueViolation);
    await assert.rejects(transact(orfa), (error) => !isUniqueViolation(error));
    assert.equal(isUniqueViolation(new Error('UNIQUE')), false);
    assert.equal(isUniqueViolation(undefined), false);
  });
});

suite('migrações', () => {
  test('migrar de novo não muda nada, e só o que é novo é feito', async (t) => {
    const { db, transact, textos } = await abrir(t);
    await transact(anotar('antiga'));
    await migrar(db, migrations);
    const novas = {
      ...migrations,
      '0003-cor': { up: (db) => db.schema.alterTable('nota').addColumn('cor', 'text').execute() } satisfies Migration,
    };
    await migrar(db, novas);
    await migrar(db, novas);
    assert.deepEqual(await textos(), ['antiga']);
    const { rows } = await sql<{ name: string }>`pragma table_info(nota)`.execute(db);
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['id', 'texto', 'cor'],
    );
  });

  test('a migração que falha diz o erro, e as anteriores valem', async (t) => {
    const { db, transact, textos } = await abrir(t);
    const quebrada: Migration = { up: () => Promise.reject(new Error('quebrou')) };
    await assert.rejects(migrar(db, { ...migrations, '0003-quebrada': quebrada }), /quebrou/);
    await transact(anotar('ainda serve'));
    assert.deepEqual(await textos(), ['ainda serve']);
  });
});

suite('commit em grupo', () => {
  test('o que espera durante uma transação entra junto na seguinte, na ordem de chegada', async (t) => {
    const { transact, textos } = await abrir(t);
    const transacoes: unknown[] = [];
    const n = 40; // more than one group holds
    await Promise.all(
      [...Array(n).keys()].map((id) =>
        transact((trx) => {
          if (transacoes.at(-1) !== trx) transacoes.push(trx);
          return numero(id)(trx);
        }),
      ),
    );
    assert.deepEqual(
      await textos(),
      [...Array(n).keys()].map((id) => String(id)),
    );
    assert.equal(transacoes.length, 2);
  });

  test('no mesmo grupo cada unidade fica ou cai sozinha', async (t) => {
    const { transact, textos } = await abrir(t);
    const cai = (id: number) =>
      transact(async (trx) => {
        await numero(id)(trx);
        throw new Error(`caiu ${id}`);
      });
    const fins = await Promise.allSettled([
      transact(numero(1)),
      cai(2),
      transact(numero(1)), // taken by the first of the group
      transact(numero(3)),
      cai(4),
      transact(numero(5)),
    ]);
    assert.deepEqual(
      fins.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.match(String(fins[1]?.status === 'rejected' && fins[1].reason), /caiu 2/);
    assert.ok(fins[2]?.status === 'rejected' && isUniqueViolation(fins[2].reason));
    assert.deepEqual(await textos(), ['1', '3', '5']);
  });

  test('cada unidade vê o que as anteriores do grupo fizeram', async (t) => {
    const { transact } = await abrir(t);
    const contar = async (trx: Transaction<Database>) => (await trx.selectFrom('nota').select('id').execute()).length;
    const [, visto, , tambem] = await Promise.all([
      transact(numero(1)),
      transact(contar),
      transact(numero(2)),
      transact(contar),
    ]);
    assert.deepEqual([visto, tambem], [1, 2]);
  });

  test('se o COMMIT falha, nenhuma do grupo vale, e a seguinte funciona', async (t) => {
    const { transact, textos } = await abrir(t);
    const fins = await Promise.allSettled([transact(numero(1)), transact(orfa), transact(numero(2))]);
    for (const fim of fins) assert.match(String(fim.status === 'rejected' && fim.reason), /FOREIGN KEY/);
    assert.deepEqual(await textos(), []);
    await transact(numero(3));
    assert.deepEqual(await textos(), ['3']);
  });

  test('o resultado só é entregue depois do COMMIT', async (t) => {
    const { db, transact } = await abrir(t);
    const ordem: string[] = [];
    const transaction = db.transaction.bind(db);
    const execute = async (work: (trx: Transaction<Database>) => Promise<unknown>) => {
      await transaction().execute(work);
      ordem.push('commit');
    };
    t.mock.method(db, 'transaction', () => ({ execute }));
    const um = transact(async () => ordem.push('trabalho 1')).then(() => ordem.push('resposta 1'));
    const dois = transact(async () => ordem.push('trabalho 2')).then(() => ordem.push('resposta 2'));
    await Promise.all([um, dois]);
    assert.deepEqual(ordem, ['trabalho 1', 'trabalho 2', 'commit', 'resposta 1', 'resposta 2']);
  });

  test('quem chega durante o trabalho não se perde', async (t) => {
    const { transact, textos } = await abrir(t);
    let tardia: Promise<unknown> | undefined;
    await transact(async (trx) => {
      tardia = transact(numero(2));
      await numero(1)(trx);
    });
    await tardia;
    assert.deepEqual(await textos(), ['1', '2']);
  });
});
