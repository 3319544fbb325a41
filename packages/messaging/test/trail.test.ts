import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import type { QueueName } from '@foodious/contracts/resources.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { type MigrationSet, migrate, serviceMigrations } from '@foodious/platform/sql.ts';
import { groupCommit, openSqlite } from '@foodious/platform/sqlite.ts';
import { INSTANCE } from '@foodious/platform/telemetry.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { FILA, partida, umaMensagem } from '@foodious/testing/mensagens.ts';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addToOutbox, type MessagingTables, messagingMigrations, sqlOutbox } from '../src/sql.ts';
import { addToTrail, type Note, noteOf, sqlTrail } from '../src/trail.ts';

const contexto = newStory(randomUUID(), new Date('2026-05-04T12:00:00Z'), 'gerente');
const umaNota = (pedidoId: number | null = 1, tipo = 'estado', fila: QueueName | null = null): Note =>
  noteOf(contexto, tipo, pedidoId === null ? null : aboutPedido(pedidoId), { para: 'PRONTO' }, fila);

async function abrir(t: TestContext, file = ':memory:') {
  const db = openSqlite<MessagingTables>(file);
  t.after(() => db.destroy());
  await migrate(db, [messagingMigrations]);
  const transact = groupCommit(db);
  return { db, transact, trail: sqlTrail(db, transact) };
}

const seqs = (entradas: readonly { seq: number }[]) => entradas.map(({ seq }) => seq);

suite('trilha', () => {
  test('uma entrada volta como foi anotada, com a sua posição e quem a gravou', async (t) => {
    const { trail } = await abrir(t);
    const notas: Note[] = [
      umaNota(7),
      { ...umaNota(null, 'mensagem-falhou', FILA), dados: { erro: 'Error', fundo: [{ ç: null }] } },
    ];
    await trail.append(notas);
    assert.deepEqual(
      await trail.since(0, 10),
      notas.map((nota, n) => ({ ...nota, seq: n + 1, instancia: INSTANCE })),
    );
    assert.equal(notas[0]?.em, contexto.agora.getTime());
  });

  test('conta o que veio depois de uma posição, na ordem, até quantas se pedem', async (t) => {
    const { trail } = await abrir(t);
    assert.deepEqual([await trail.since(0, 10), await trail.last()], [[], 0]);
    await trail.append([...Array(10).keys()].map((n) => umaNota(1 + (n % 2))));
    assert.deepEqual(seqs(await trail.since(4, 3)), [5, 6, 7]);
    assert.deepEqual(seqs(await trail.since(4, 3, aboutPedido(2))), [6, 8, 10]);
    assert.deepEqual(await trail.since(10, 10), []);
    assert.deepEqual(await trail.since(0, 10, aboutPedido(3)), []);
    assert.equal(await trail.last(), 10);
  });

  test('de um pedido conta tudo o que é dele, e de uma história longa demais, o fim', async (t) => {
    const { trail } = await abrir(t);
    await trail.append([umaNota(2), ...Array.from({ length: 2_005 }, () => umaNota(1)), umaNota(null), umaNota(2)]);
    assert.deepEqual(seqs(await trail.ofSubject(aboutPedido(2))), [1, 2_008]);
    const doPrimeiro = seqs(await trail.ofSubject(aboutPedido(1)));
    assert.deepEqual([doPrimeiro.length, doPrimeiro[0], doPrimeiro.at(-1)], [2_000, 7, 2_006]);
    assert.deepEqual(
      doPrimeiro,
      doPrimeiro.toSorted((a, b) => a - b),
    );
    assert.deepEqual(await trail.ofSubject(aboutPedido(3)), []);
  });

  test('sabe quando partiu a enésima última mensagem de uma fila', async (t) => {
    const { trail } = await abrir(t);
    const em = (segundo: number, tipo = 'mensagem-enviada', fila: QueueName = FILA) => ({
      ...umaNota(1, tipo, fila),
      em: segundo * 1_000,
    });
    await trail.append([
      em(1),
      em(2),
      em(3, 'mensagem-enterrada'),
      em(4, 'mensagem-enviada', 'produto-alterado'),
      em(5),
    ]);
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map((n) => trail.nthLast('mensagem-enviada', FILA, n))), [
      5_000,
      2_000,
      1_000,
      undefined,
    ]);
    assert.equal(await trail.nthLast('mensagem-enterrada', FILA, 1), 3_000);
    assert.equal(await trail.nthLast('mensagem-enterrada', 'produto-alterado', 1), undefined);
  });

  test('a posição só cresce, mesmo depois de o que se anotou por último ser desfeito ou apagado', async (t) => {
    const { db, transact, trail } = await abrir(t);
    await trail.append([umaNota(), umaNota()]);
    const desfeita = transact(async (trx) => {
      await addToTrail(trx, [umaNota()]);
      throw new Error('caiu a luz');
    });
    await assert.rejects(desfeita, /caiu a luz/);
    assert.equal(await trail.last(), 2);
    await db.deleteFrom('trilha').execute();
    await trail.append([umaNota()]);
    assert.equal(await trail.last(), 3);
  });

  test('sem nada a anotar, nada se grava', async (t) => {
    const { trail } = await abrir(t);
    await trail.append([]);
    assert.equal(await trail.last(), 0);
  });
});

test('uma queda entre fazer uma migração e anotá-la não impede a partida seguinte', async (t) => {
  const { db, transact } = await umBanco<MessagingTables>(t);
  const { table, migrations } = messagingMigrations;
  const todas = Object.entries(migrations);
  for (const [i, [name]] of todas.entries()) {
    const ate = { table, migrations: Object.fromEntries(todas.slice(0, i + 1)) };
    await migrate(db, [ate]);
    await sql`delete from ${sql.table(table)} where name = ${name}`.execute(db);
    await migrate(db, [ate]);
  }
  const trail = sqlTrail(db, transact);
  await trail.append([umaNota(7)]);
  assert.equal((await trail.ofSubject(aboutPedido(7))).length, 1);
});

suite('um banco de antes da trilha', () => {
  /** The messaging tables as they were before there was a trail. */
  const antiga: Migration = {
    async up(db) {
      await sql`create table outbox (seq integer primary key autoincrement, id varchar(36) not null unique,
        fila varchar(80) not null, grupo varchar(128) not null, corpo text not null)`.execute(db);
      await sql`create table inbox (id varchar(36) primary key, recebido_em bigint not null)`.execute(db);
    },
  };

  test('ganha o que falta e guarda o que tinha: o que esperava na caixa de saída parte, o já tratado é lembrado', async (t) => {
    const db = openSqlite<MessagingTables>(':memory:');
    t.after(() => db.destroy());
    await migrate(db, [serviceMigrations({ '0001-messaging': antiga })]);
    const { queue, group, envelope } = umaMensagem({ pedidoId: 7 });
    const corpo = JSON.stringify(envelope);
    await sql`insert into outbox (id, fila, grupo, corpo) values (${envelope.id}, ${queue}, ${group}, ${corpo})`.execute(
      db,
    );
    await sql`insert into inbox values ('uma', 1)`.execute(db);

    await migrate(db, [messagingMigrations]);
    await migrate(db, [messagingMigrations]);
    const transact = groupCommit(db);
    const [outbox, trail] = [sqlOutbox(db, transact), sqlTrail(db, transact)];
    const deAntes = { queue, group, envelope, causa: '', traceparent: '' };
    assert.deepEqual(await outbox.pending(10), [deAntes]);
    assert.deepEqual(await outbox.ofGroup('7'), [deAntes]);
    const tratadas = await db.selectFrom('inbox').selectAll().execute();
    assert.deepEqual(
      tratadas.map(({ id, recebido_em }) => [id, recebido_em]),
      [['uma', 1]],
    );
    assert.equal(await trail.last(), 0);

    const nova = umaMensagem({ pedidoId: 7 });
    await transact((trx) => addToOutbox(trx, [nova]));
    await outbox.sent([deAntes], [noteOf(contexto, 'mensagem-enviada', aboutPedido(7), partida(deAntes), queue)]);
    assert.deepEqual(await outbox.pending(10), [nova]);
    assert.deepEqual(seqs(await trail.ofSubject(aboutPedido(7))), [1]);
  });

  test('a trilha que só sabia de pedidos é achada pelo seu assunto, e o que vem depois também', async (t) => {
    const { db, transact } = await umBanco<MessagingTables>(t);
    const de1 = Object.fromEntries(
      Object.entries(messagingMigrations.migrations).filter(([name]) => name <= '0106-inbox-por-instante'),
    );
    assert.ok('0106-inbox-por-instante' in de1);
    await migrate(db, [serviceMigrations(de1)]); // as version 1.0.0 did
    for (const pedidoId of [7, null, 8, 7])
      await sql`insert into trilha (em, pedido_id, tipo, correlacao, causa, por, instancia, dados)
        values (1, ${pedidoId}, 'estado', '', '', 'totem', 'aqui', '{}')`.execute(db);

    await migrate(db, [messagingMigrations]);
    const trail = sqlTrail(db, transact);
    assert.deepEqual(
      (await trail.since(0, 10)).map(({ subject }) => subject),
      [aboutPedido(7), null, aboutPedido(8), aboutPedido(7)],
    );
    await trail.append([umaNota(7), { ...umaNota(7), subject: { kind: 'loja', id: 7 } }, umaNota(null)]);
    assert.deepEqual(seqs(await trail.ofSubject(aboutPedido(7))), [1, 4, 5]);
    assert.deepEqual(seqs(await trail.since(1, 10, aboutPedido(7))), [4, 5]);
    assert.deepEqual(await trail.ofSubject({ kind: 'loja', id: 8 }), []);
    assert.deepEqual(
      (await trail.ofSubject({ kind: 'loja', id: 7 })).map(({ seq, subject }) => [seq, subject]),
      [[6, { kind: 'loja', id: 7 }]],
    );
  });

  test('nasça quando nascer, acaba com as mesmas tabelas e colunas', async (t) => {
    const estrutura = async (...sets: MigrationSet[]) => {
      const db = openSqlite<MessagingTables>(':memory:');
      t.after(() => db.destroy());
      for (const set of sets) await migrate(db, [set]);
      const { rows } = await sql`
        select m.name tabela, c.name, replace(lower(c.type), 'mediumtext', 'text') type, c."notnull", c.dflt_value, c.pk from sqlite_master m, pragma_table_info(m.name) c
        where m.name not like 'kysely%' union all
        select tbl_name, name, 'index', '', '', '' from sqlite_master where type = 'index' and name not like 'sqlite%'
        order by 1, 2`.execute(db);
      return rows;
    };
    const nova = await estrutura(messagingMigrations);
    assert.deepEqual(await estrutura(serviceMigrations({ '0001-messaging': antiga }), messagingMigrations), nova);
    assert.ok(nova.length > 15);
  });
});
