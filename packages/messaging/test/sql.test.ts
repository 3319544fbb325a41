import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, type TestContext, test } from 'node:test';
import type { Envelope } from '@foodious/contracts/messages.ts';
import { groupCommit, migrate, openSqlite } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import {
  addToOutbox,
  handleOnce,
  type MessagingTables,
  messagingMigration,
  sqlOutbox,
  sqlTransaction,
  type Tx,
} from '../src/sql.ts';
import { idsDe, umaMensagem } from './broker-contract.ts';

type Database = MessagingTables & { nota: { texto: string } };

const migrations: Record<string, Migration> = {
  '0001-messaging': messagingMigration,
  '0002-nota': {
    up: (db) => db.schema.createTable('nota').ifNotExists().addColumn('texto', 'text').execute(),
  },
};

async function abrir(t: TestContext, file = ':memory:') {
  const db = openSqlite<Database>(file);
  t.after(() => db.destroy());
  await migrate(db, migrations);
  const transact = groupCommit(db);
  const wake = t.mock.fn();
  const inTransaction = sqlTransaction(transact, { wake });
  const acordada = () => wake.mock.callCount();
  return { db, transact, inTransaction, outbox: sqlOutbox(db, transact), acordada };
}

const pasta = mkdtempSync(join(tmpdir(), 'sql-'));
after(() => rmSync(pasta, { recursive: true, force: true })); // when every file in it is closed
const umArquivo = () => join(pasta, `${randomUUID()}.sqlite`);

const contexto = () => ({ agora: new Date('2026-05-04T12:00:00Z'), correlacao: 'uma-historia' });
const anotar = (tx: Tx<Database>, texto: string) => tx.db.insertInto('nota').values({ texto }).execute();
const notas = async (db: Kysely<Database>) =>
  (await db.selectFrom('nota').select('texto').execute()).map(({ texto }) => texto);

suite('mudança e mensagem numa transação', () => {
  test('a mudança e a sua mensagem são guardadas juntas, e a caixa de saída acorda depois', async (t) => {
    const { db, inTransaction, outbox, acordada } = await abrir(t);
    const resposta = await inTransaction(contexto(), async (tx) => {
      await anotar(tx, 'pronto');
      tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 });
      assert.equal(acordada(), 0);
      return 'feito';
    });
    assert.equal(resposta, 'feito');
    assert.deepEqual(await notas(db), ['pronto']);
    const [guardada, ...mais] = await outbox.pending(10);
    assert.deepEqual(mais, []);
    assert.deepEqual([guardada?.queue, guardada?.group], ['preparacao-pedido-res', '7']);
    const { id, ...envelope } = guardada?.envelope ?? assert.fail();
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(envelope, {
      tipo: 'preparo-mudou',
      versao: 1,
      ocorridoEm: '2026-05-04T12:00:00.000Z',
      pedidoId: 7,
      correlacao: 'uma-historia',
      dados: { estado: 'PRONTO', movimentos: 0 },
    });
    assert.equal(acordada(), 1);
  });

  test('se o trabalho falha, nem a mudança fica nem a mensagem sai', async (t) => {
    const { db, inTransaction, outbox, acordada } = await abrir(t);
    const trabalho = inTransaction(contexto(), async (tx) => {
      await anotar(tx, 'pronto');
      tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 });
      throw new Error('caiu a luz');
    });
    await assert.rejects(trabalho, /caiu a luz/);
    assert.deepEqual(await notas(db), []);
    assert.deepEqual(await outbox.pending(10), []);
    assert.equal(acordada(), 0);
  });

  test('se a mensagem não pode ser guardada, a mudança também não fica', async (t) => {
    const { db, transact, inTransaction, acordada } = await abrir(t);
    await transact((trx) => trx.schema.dropTable('outbox').execute());
    const trabalho = inTransaction(contexto(), async (tx) => {
      await anotar(tx, 'pronto');
      tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 });
    });
    await assert.rejects(trabalho, /outbox/);
    assert.deepEqual(await notas(db), []);
    assert.equal(acordada(), 0);
  });

  test('sem nada a anunciar, ninguém é acordado', async (t) => {
    const { inTransaction, acordada } = await abrir(t);
    await inTransaction(contexto(), (tx) => anotar(tx, 'só isto'));
    assert.equal(acordada(), 0);
  });

  test('a caixa de saída devolve as mais antigas primeiro e esquece só o que saiu', async (t) => {
    const { transact, outbox } = await abrir(t);
    const messages = [...Array(5).keys()].map((n) => umaMensagem({ pedidoId: n + 1 }));
    await transact((trx) => addToOutbox(trx, messages.slice(0, 3)));
    await transact((trx) => addToOutbox(trx, messages.slice(3)));
    assert.deepEqual(await outbox.pending(4), messages.slice(0, 4));
    await outbox.sent(idsDe(messages.slice(1, 3)));
    assert.deepEqual(await outbox.pending(10), [messages[0], ...messages.slice(3)]);
  });
});

suite('caixa de entrada', () => {
  test('a mesma mensagem, ao mesmo tempo e depois, é tratada uma vez', async (t) => {
    const { db, inTransaction, outbox } = await abrir(t);
    const { envelope } = umaMensagem();
    const tratar = () =>
      handleOnce(inTransaction, envelope, async (tx) => {
        await anotar(tx, tx.correlacao);
        tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'FINALIZADO', movimentos: 0 });
      });
    await Promise.all([tratar(), tratar(), tratar(), tratar()]);
    await tratar();
    assert.deepEqual(await notas(db), [envelope.correlacao]);
    assert.equal((await outbox.pending(10)).length, 1);
  });

  test('mensagens diferentes são tratadas cada uma', async (t) => {
    const { db, inTransaction } = await abrir(t);
    const tratar = ({ envelope }: { envelope: Envelope }) =>
      handleOnce(inTransaction, envelope, async (tx) => void (await anotar(tx, envelope.id)));
    const messages = [umaMensagem(), umaMensagem(), umaMensagem()];
    await Promise.all(messages.map(tratar));
    assert.deepEqual(await notas(db), idsDe(messages));
  });

  test('a que falhou não conta como tratada: vale na vez seguinte', async (t) => {
    const { db, inTransaction } = await abrir(t);
    const { envelope } = umaMensagem();
    const cai = handleOnce(inTransaction, envelope, async (tx) => {
      await anotar(tx, 'perdida');
      throw new Error('caiu a luz');
    });
    await assert.rejects(cai, /caiu a luz/);
    await handleOnce(inTransaction, envelope, async (tx) => void (await anotar(tx, 'feita')));
    assert.deepEqual(await notas(db), ['feita']);
  });

  test('depois de reabrir o arquivo, as mensagens por enviar e as já tratadas são lembradas', async (t) => {
    const file = umArquivo();
    const antes = await abrir(t, file);
    const { envelope } = umaMensagem();
    await handleOnce(antes.inTransaction, envelope, async (tx) => {
      await anotar(tx, 'uma vez');
      tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'PRONTO', movimentos: 0 });
    });
    const porEnviar = await antes.outbox.pending(10);
    await antes.db.destroy();

    const depois = await abrir(t, file);
    await handleOnce(depois.inTransaction, envelope, () => assert.fail('handled twice'));
    assert.deepEqual(await notas(depois.db), ['uma vez']);
    assert.deepEqual(await depois.outbox.pending(10), porEnviar);
    assert.equal(porEnviar.length, 1);
  });
});
