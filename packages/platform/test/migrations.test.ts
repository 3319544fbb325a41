import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { ON_SERVER, umBanco } from '@foodious/testing/database.ts';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addColumn, addIndex, type MigrationSet, migrate, renameColumn, serviceMigrations } from '../src/sql.ts';

type Database = { [table: string]: Record<string, unknown> };

const DO_SERVICO = 'kysely_migration';
const DO_PACOTE = 'kysely_migration_messaging';

/** What a package and a service had executed when version 1.0.0 noted all of it in one table. */
const PACOTE_1 = ['0001-messaging', '0101-trilha', '0102-trilha-por-pedido', '0106-inbox-por-instante'];
const SERVICO_1 = ['0002-pedido', '0110-consumo', '0114-codigo'];
/** And what each has added since. */
const PACOTE_2 = ['0107-trilha-assunto-id', '0108-trilha-assunto'];
const SERVICO_2 = ['0115-loja'];

/** A database, and migrations that write down that they ran. */
async function abrir(t: TestContext) {
  const { db, outra } = await umBanco<Database>(t);
  const feitas: string[] = [];
  const nomeadas = (nomes: readonly string[]): Record<string, Migration> =>
    Object.fromEntries(nomes.map((nome) => [nome, { up: async () => void feitas.push(nome) }]));
  const pacote = (...nomes: readonly string[]): MigrationSet => ({ table: DO_PACOTE, migrations: nomeadas(nomes) });
  const servico = (...nomes: readonly string[]) => serviceMigrations(nomeadas(nomes));
  /** Forgets what ran. */
  const desde = () => feitas.splice(0, Infinity);
  return {
    db,
    outra,
    feitas,
    pacote,
    servico,
    desde,
    /** Leaves the database as 1.0.0 did: one table, one numbering. */
    async como1() {
      await migrate(db, [servico(...PACOTE_1, ...SERVICO_1)]);
      assert.deepEqual(desde(), [...PACOTE_1, ...SERVICO_1].toSorted());
    },
    /** What a new version brings. */
    novas: [pacote(...PACOTE_1, ...PACOTE_2), servico(...SERVICO_1, ...SERVICO_2)],
  };
}

/** The names noted in a table, and when each ran. */
const notadas = (db: Kysely<Database>, tabela: string) =>
  db.selectFrom(tabela).select(['name', 'timestamp']).orderBy('name').execute();
const nomes = async (db: Kysely<Database>, tabela: string) => (await notadas(db, tabela)).map(({ name }) => name);

/** Everything is noted where it belongs. */
async function emOrdem(db: Kysely<Database>) {
  assert.deepEqual(await nomes(db, DO_PACOTE), [...PACOTE_1, ...PACOTE_2]);
  assert.deepEqual(await nomes(db, DO_SERVICO), [...SERVICO_1, ...SERVICO_2]);
}

suite('migrações de cada dono', { timeout: 60_000 }, () => {
  test('um banco novo tem as de cada um na sua tabela, e migrar de novo não faz nada', async (t) => {
    const { db, feitas, novas, desde } = await abrir(t);
    await migrate(db, novas);
    assert.deepEqual(desde(), [...PACOTE_1, ...PACOTE_2, ...SERVICO_1, ...SERVICO_2]);
    await emOrdem(db);
    await migrate(db, novas);
    assert.deepEqual(feitas, []);
  });

  test('as que a versão 1.0.0 notou entre as do serviço mudam de tabela, com a sua hora: só as novas são feitas', async (t) => {
    const { db, como1, novas, desde } = await abrir(t);
    await como1();
    const antes = await notadas(db, DO_SERVICO);
    await migrate(db, novas);
    assert.deepEqual(desde(), [...PACOTE_2, ...SERVICO_2]);
    await emOrdem(db);
    const depois = [...(await notadas(db, DO_PACOTE)), ...(await notadas(db, DO_SERVICO))];
    const horas = new Map(depois.map(({ name, timestamp }) => [name, timestamp]));
    for (const { name, timestamp } of antes) assert.equal(horas.get(name), timestamp, `${name}`);
  });

  for (const [onde, passos] of [
    ['depois de feita a tabela', 1],
    ['depois de notadas nas duas', 2],
  ] as const)
    test(`a mudança que se interrompeu ${onde} continua na partida seguinte`, async (t) => {
      const { db, como1, novas, desde } = await abrir(t);
      await como1();
      await db.schema
        .createTable(DO_PACOTE)
        .addColumn('name', 'varchar(255)', (c) => c.notNull().primaryKey())
        .addColumn('timestamp', 'varchar(255)', (c) => c.notNull())
        .execute();
      const velhas = (await notadas(db, DO_SERVICO)).filter(({ name }) => PACOTE_1.includes(String(name)));
      if (passos === 2) await db.insertInto(DO_PACOTE).values(velhas).execute();
      await migrate(db, novas);
      assert.deepEqual(desde(), [...PACOTE_2, ...SERVICO_2]);
      await emOrdem(db);
    });

  test('duas instâncias que partem ao mesmo tempo mudam e fazem tudo uma vez', async (t) => {
    for (let vez = 0; vez < 3; vez += 1) {
      const { db, outra, como1, novas, desde } = await abrir(t);
      await como1();
      // A file of SQLite has one process, and so one connection.
      const instancias = ON_SERVER ? [db, (await outra()).db, (await outra()).db] : [db, db];
      await Promise.all(instancias.map((instancia) => migrate(instancia, novas)));
      assert.deepEqual(desde(), [...PACOTE_2, ...SERVICO_2]);
      await emOrdem(db);
    }
  });

  test('uma nova do pacote é feita mesmo com número menor que o das já feitas do serviço', async (t) => {
    const { db, pacote, servico, desde } = await abrir(t);
    await migrate(db, [pacote(...PACOTE_1), servico(...SERVICO_1)]);
    desde();
    await migrate(db, [pacote(...PACOTE_1, ...PACOTE_2), servico(...SERVICO_1)]);
    assert.deepEqual(desde(), PACOTE_2);
    await assert.rejects(migrate(db, [servico(...SERVICO_1, '0109-tardia')]), /0110-consumo/); // of one owner, they keep their order
    assert.deepEqual(desde(), []);
  });

  test('a do pacote que falha não deixa começar as do serviço', async (t) => {
    const { db, servico, desde } = await abrir(t);
    const quebrada: Migration = { up: () => Promise.reject(new Error('quebrou')) };
    const pacote = { table: DO_PACOTE, migrations: { '0001': quebrada } };
    await assert.rejects(migrate(db, [pacote, servico(...SERVICO_1)]), /quebrou/);
    assert.deepEqual(desde(), []);
  });
});

suite('mudanças que se repetem', () => {
  /** A table with one row, and a migration run twice on it, as after a crash before it was noted. */
  async function duasVezes(t: TestContext, mudanca: Migration) {
    const { db } = await umBanco<Database>(t);
    await sql`create table nota (id integer primary key, de varchar(20) not null)`.execute(db);
    await sql`create index nota_de on nota (de)`.execute(db);
    await sql`insert into nota (id, de) values (1, 'ana')`.execute(db);
    for (let vez = 0; vez < 2; vez += 1) await mudanca.up(db);
    return db;
  }

  const linhas = async (db: Kysely<Database>) =>
    (await db.selectFrom('nota').selectAll().execute()).map((linha) => Object.values(linha));

  test('uma coluna renomeada guarda os seus valores e o seu índice', async (t) => {
    const db = await duasVezes(t, renameColumn('nota', 'de', 'dono'));
    const { dono, ...mais } = (await db.selectFrom('nota').selectAll().executeTakeFirst()) ?? assert.fail();
    assert.deepEqual([dono, mais], ['ana', { id: 1 }]);
    const outroIndice = db.schema.createIndex('nota_de').on('nota').column('dono').execute();
    await assert.rejects(outroIndice, /nota_de|ER_DUP_KEYNAME/); // it is still there
  });

  test('uma coluna ou um índice a mais se acrescentam uma vez', async (t) => {
    const cor = addColumn('nota', 'cor', 'varchar(20)', (c) => c.notNull().defaultTo('azul'));
    assert.deepEqual(await linhas(await duasVezes(t, cor)), [[1, 'ana', 'azul']]);
    assert.deepEqual(await linhas(await duasVezes(t, addIndex('nota_id_de', 'nota', ['id', 'de']))), [[1, 'ana']]);
  });

  test('o que falha por outra razão falha: uma tabela que não há', async (t) => {
    const { db } = await umBanco<Database>(t);
    for (const mudanca of [renameColumn('nada', 'de', 'dono'), addColumn('nada', 'cor', 'integer')])
      await assert.rejects(async () => mudanca.up(db), /nada|ER_NO_SUCH_TABLE/);
  });
});
