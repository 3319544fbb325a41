import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { ON_SERVER, umBanco } from '@foodious/testing/database.ts';
import type { Migration } from 'kysely/migration';
import { openMysql } from '../src/mysql.ts';
import { isUniqueViolation } from '../src/sql.ts';

type Database = { conta: { id: number; dono: string; email: string; saldo: number } };

const tabela: Migration = {
  up: (db) =>
    db.schema
      .createTable('conta')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('dono', 'varchar(80)', (c) => c.notNull().unique())
      .addColumn('email', 'varchar(80)', (c) => c.notNull().unique())
      .addColumn('saldo', 'integer', (c) => c.notNull())
      .execute(),
};

async function contas(t: TestContext, ...donos: string[]) {
  const banco = await umBanco<Database>(t, { '1': tabela });
  for (const [i, dono] of donos.entries())
    await banco.db
      .insertInto('conta')
      .values({ id: i, dono, email: `${dono}@exemplo.com`, saldo: 0 })
      .execute();
  return banco;
}

suite('banco em servidor MySQL', { skip: !ON_SERVER && 'needs MYSQL_URL' }, () => {
  test('quem decide sobre a mesma linha espera a sua vez, em qualquer instância: nenhuma soma se perde', async (t) => {
    const { db, transact, outra } = await contas(t, 'ana');
    const daOutra = await outra();
    const somar = (fazer: typeof transact) =>
      fazer(async (trx) => {
        const linha = trx.selectFrom('conta').select('saldo').where('id', '=', 0).forUpdate();
        const { saldo } = await linha.executeTakeFirstOrThrow();
        await trx
          .updateTable('conta')
          .set({ saldo: saldo + 1 })
          .where('id', '=', 0)
          .execute();
      });
    await Promise.all([...Array(40).keys()].map((n) => somar(n % 2 ? transact : daOutra.transact)));
    assert.equal((await db.selectFrom('conta').select('saldo').executeTakeFirstOrThrow()).saldo, 40);
  });

  test('de dois que esperam um pelo outro, um recomeça, e os dois chegam ao fim', async (t) => {
    const { db, transact } = await contas(t, 'ana', 'bia');
    const ambos = Promise.withResolvers<void>();
    let presentes = 0;
    let vezes = 0;
    const mexer = (primeira: number, segunda: number) =>
      transact(async (trx) => {
        vezes += 1;
        const subir = (id: number) =>
          trx
            .updateTable('conta')
            .set((eb) => ({ saldo: eb('saldo', '+', 1) }))
            .where('id', '=', id)
            .execute();
        await subir(primeira);
        presentes += 1;
        if (presentes === 2) ambos.resolve();
        await ambos.promise;
        await subir(segunda);
      });
    await Promise.all([mexer(0, 1), mexer(1, 0)]);
    assert.ok(vezes > 2, 'they never met');
    const saldos = await db.selectFrom('conta').select('saldo').orderBy('id').execute();
    assert.deepEqual(saldos, [{ saldo: 2 }, { saldo: 2 }]);
  });

  test('o que falha no meio não deixa nada, e quem vem depois na mesma conexão não o vê', async (t) => {
    const { db, transact } = await contas(t, 'ana');
    for (let vez = 0; vez < 30; vez += 1)
      await assert.rejects(
        transact(async (trx) => {
          await trx.updateTable('conta').set({ saldo: 1 }).execute();
          throw new Error('caiu a luz');
        }),
        /caiu a luz/,
      );
    assert.deepEqual(await db.selectFrom('conta').select('saldo').execute(), [{ saldo: 0 }]);
  });

  test('o erro de um índice único diz qual, e nada do que se quis gravar', async (t) => {
    const { db } = await contas(t, 'ana');
    const repetir = (campos: Partial<Database['conta']>) =>
      db
        .insertInto('conta')
        .values({ id: 9, dono: 'bia', email: 'bia@exemplo.com', saldo: 0, ...campos })
        .execute();
    for (const [campos, coluna] of [
      [{ dono: 'ana' }, 'dono'],
      [{ email: 'ana@exemplo.com' }, 'email'],
    ] as const)
      await assert.rejects(repetir(campos), (error: Error) => {
        assert.ok(isUniqueViolation(error) && isUniqueViolation(error, coluna), error.message);
        assert.doesNotMatch(`${error.message}\n${error.stack}`, /ana@|'ana'|insert into/);
        assert.equal('sql' in error, false);
        return true;
      });
    await assert.rejects(repetir({ dono: 'x'.repeat(81) }), (error: Error) => {
      assert.match(error.message, /ER_DATA_TOO_LONG/);
      assert.doesNotMatch(error.message, /xxx/);
      return true;
    });
  });

  test('texto se compara pelos seus bytes: maiúsculas e acentos distinguem, e um emoji volta inteiro', async (t) => {
    const nomes = ['joao', 'Joao', 'joão', 'joão 🍔'];
    const { db } = await contas(t, ...nomes);
    const guardados = await db.selectFrom('conta').select('dono').orderBy('id').execute();
    assert.deepEqual(
      guardados.map(({ dono }) => dono),
      nomes,
    );
    const achados = await db.selectFrom('conta').select('id').where('dono', '=', 'JOAO').execute();
    assert.deepEqual(achados, []);
  });
});

test('um servidor que não está, ou que está e não fala, é dito ausente em poucos segundos', async (t) => {
  const mudo = createServer().listen(0, '127.0.0.1');
  await once(mudo, 'listening');
  t.after(() => mudo.close());
  const { port } = mudo.address() as AddressInfo;
  for (const endereco of ['127.0.0.1:9', `127.0.0.1:${port}`]) {
    const desde = Date.now();
    const { ensureDatabase } = await openMysql({ MYSQL_URL: `mysql://a:b@${endereco}/x` }, 'y');
    await assert.rejects(ensureDatabase(), Unavailable);
    assert.ok(Date.now() - desde < 9_000); // mysql2 by itself gives up after ten
  }
});
