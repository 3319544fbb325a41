import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, type TestContext, test } from 'node:test';
import { messages, type Outgoing, subjectOf } from '@foodious/contracts/messages.ts';
import type { QueueName } from '@foodious/contracts/resources.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { LOJA, newStory, traceparentOf } from '@foodious/kernel/context.ts';
import { migrate, serviceMigrations } from '@foodious/platform/sql.ts';
import { groupCommit, openSqlite } from '@foodious/platform/sqlite.ts';
import { idsDe, partida, umaMensagem } from '@foodious/testing/mensagens.ts';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Delivery } from '../src/consumer.ts';
import { inboxRepeats } from '../src/metrics.ts';
import {
  addToOutbox,
  handleOnce,
  type MessagingTables,
  messagingMigrations,
  sqlOutbox,
  sqlTransaction,
  type Tx,
} from '../src/sql.ts';
import { type Entry, type Note, noteOf, sqlTrail } from '../src/trail.ts';

type Database = MessagingTables & { nota: { texto: string } };

/** What the service of these tests notes. */
type Trilha = { estado: { de?: string | null; para?: string }; 'mensagem-recebida': Record<string, never> };
type MinhaTx = Tx<Database, Trilha>;

const nota: Migration = {
  up: (db) => db.schema.createTable('nota').ifNotExists().addColumn('texto', 'text').execute(),
};

async function abrir(t: TestContext, file = ':memory:') {
  const db = openSqlite<Database>(file);
  t.after(() => db.destroy());
  await migrate(db, [messagingMigrations, serviceMigrations({ '0002-nota': nota })]);
  const transact = groupCommit(db);
  const [relay, tail] = [{ wake: t.mock.fn() }, { wake: t.mock.fn() }];
  const inTransaction = sqlTransaction<Database, Trilha>(transact, { relay, tail });
  return {
    db,
    transact,
    inTransaction,
    outbox: sqlOutbox(db, transact),
    trail: sqlTrail(db, transact),
    /** How often those who send messages were woken, and those who tell news. */
    acordados: () => [relay, tail].map(({ wake }) => wake.mock.callCount()),
  };
}

const pasta = mkdtempSync(join(tmpdir(), 'sql-'));
after(() => rmSync(pasta, { recursive: true, force: true })); // when every file in it is closed
const umArquivo = () => join(pasta, `${randomUUID()}.sqlite`);

const HISTORIA = '7b3c1f60-2f5e-4c0d-9a3e-222222222222';
const contexto = () => newStory(HISTORIA, new Date('2026-05-04T12:00:00Z'), 'cozinha');

/** The delivery of a message to the service that reads its queue. */
const entregaDe = ({ envelope, queue, traceparent }: Outgoing, tries = 1): Delivery => ({
  agora: new Date('2026-05-04T12:00:05Z'),
  traceparent,
  por: 'cozinha',
  lojaId: LOJA,
  papel: null,
  service: 'pedido',
  queue,
  tries,
  causa: envelope.id,
  correlacao: envelope.correlacao,
  tipo: envelope.tipo,
  subject: subjectOf(envelope),
  waitedMs: 5_000,
  began: performance.now(),
});
const semSeq = (entradas: readonly Entry[]): Note[] => entradas.map(({ seq: _, instancia: __, ...note }) => note);
const anotar = (tx: MinhaTx, texto: string) => tx.db.insertInto('nota').values({ texto }).execute();
const notas = async (db: Kysely<Database>) =>
  (await db.selectFrom('nota').select('texto').execute()).map(({ texto }) => texto);

suite('mudança e mensagem numa transação', () => {
  test('a mudança e a sua mensagem são guardadas juntas, e a caixa de saída acorda depois', async (t) => {
    const { db, inTransaction, outbox, acordados } = await abrir(t);
    const resposta = await inTransaction(contexto(), async (tx) => {
      await anotar(tx, 'pronto');
      tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 });
      assert.deepEqual(acordados(), [0, 0]);
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
      correlacao: HISTORIA,
      lojaId: LOJA,
      dados: { estado: 'PRONTO', movimentos: 0 },
    });
    assert.deepEqual(acordados(), [1, 0]);
  });

  test('se o trabalho falha, nem a mudança fica, nem a mensagem sai, nem a trilha conta', async (t) => {
    const { db, inTransaction, outbox, trail, acordados } = await abrir(t);
    const trabalho = inTransaction(contexto(), async (tx) => {
      await anotar(tx, 'pronto');
      tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 });
      tx.note('estado', aboutPedido(7), { para: 'PRONTO' });
      throw new Error('caiu a luz');
    });
    await assert.rejects(trabalho, /caiu a luz/);
    assert.deepEqual(await notas(db), []);
    assert.deepEqual(await outbox.pending(10), []);
    assert.equal(await trail.last(), 0);
    assert.deepEqual(acordados(), [0, 0]);
  });

  for (const tabela of ['outbox', 'trilha'] as const)
    test(`sem ${tabela}, onde gravar o que diz a mudança, nada fica`, async (t) => {
      const { db, transact, inTransaction, outbox, trail, acordados } = await abrir(t);
      await transact((trx) => trx.schema.dropTable(tabela).execute());
      const trabalho = inTransaction(contexto(), async (tx) => {
        await anotar(tx, 'pronto');
        tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 });
        tx.note('estado', aboutPedido(7), { para: 'PRONTO' });
      });
      await assert.rejects(trabalho, new RegExp(tabela));
      assert.deepEqual(await notas(db), []);
      assert.equal(tabela === 'outbox' ? await trail.last() : await outbox.size(), 0);
      assert.deepEqual(acordados(), [0, 0]);
    });

  test('o que se anota entra na trilha com a mudança, na ordem, e quem conta as novidades acorda depois', async (t) => {
    const { inTransaction, trail, acordados } = await abrir(t);
    await inTransaction({ ...contexto(), causa: 'quem-pediu' }, async (tx) => {
      tx.note('estado', aboutPedido(7), { de: null, para: 'RECEBIDO' });
      tx.note('mensagem-recebida', null, {}, 'produto-alterado');
      assert.deepEqual(acordados(), [0, 0]);
    });
    const comum = { em: Date.parse('2026-05-04T12:00:00Z'), correlacao: HISTORIA, causa: 'quem-pediu', por: 'cozinha' };
    assert.deepEqual(semSeq(await trail.since(0, 10)), [
      { ...comum, tipo: 'estado', subject: aboutPedido(7), dados: { de: null, para: 'RECEBIDO' }, fila: null },
      { ...comum, tipo: 'mensagem-recebida', subject: null, dados: {}, fila: 'produto-alterado' },
    ]);
    assert.deepEqual(acordados(), [0, 1]);
  });

  test('um fato com dois ouvintes é guardado como duas mensagens, e as duas acordam quem as manda', async (t) => {
    const suas: [QueueName, QueueName] = ['preparacao-pedido-res', 'produto-alterado'];
    t.mock.property(messages['preparo-mudou'], 'queues', suas);
    const { inTransaction, outbox, acordados } = await abrir(t);
    await inTransaction(contexto(), async (tx) =>
      tx.announce('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 }),
    );
    const guardadas = await outbox.ofGroup('7');
    assert.deepEqual(
      guardadas.map(({ queue }) => queue),
      suas,
    );
    assert.equal(new Set(idsDe(guardadas)).size, 2);
    assert.deepEqual(acordados(), [1, 0]);
  });

  test('o que se faz dentro de outra história é contado nela, na mesma transação', async (t) => {
    const { inTransaction, outbox, trail, acordados } = await abrir(t);
    const outra = randomUUID();
    const traceparent = traceparentOf(outra);
    const mudar = (tx: MinhaTx, pedidoId: number) => {
      tx.announce('preparo-mudou', { pedidoId }, { estado: 'PRONTO', movimentos: 0 });
      tx.note('estado', aboutPedido(pedidoId), {});
    };
    await inTransaction({ ...contexto(), causa: 'quem-pediu' }, async (tx) => {
      mudar(tx.within(traceparent), 2);
      mudar(tx, 1);
      mudar(tx.within(''), 3); // from before there were traces: it has no other story
    });
    const mensagens = (await outbox.pending(10)).map(({ envelope, ...m }) => [
      ...[envelope.pedidoId, envelope.correlacao, m.traceparent, m.causa],
    ]);
    assert.deepEqual(mensagens, [
      [2, outra, traceparent, 'quem-pediu'],
      [1, HISTORIA, contexto().traceparent, 'quem-pediu'],
      [3, HISTORIA, contexto().traceparent, 'quem-pediu'],
    ]);
    const entradas = (await trail.since(0, 10)).map(({ subject, correlacao, causa, por }) => [
      ...[subject?.id, correlacao, causa, por],
    ]);
    assert.deepEqual(entradas, [
      [2, outra, 'quem-pediu', 'cozinha'],
      [1, HISTORIA, 'quem-pediu', 'cozinha'],
      [3, HISTORIA, 'quem-pediu', 'cozinha'],
    ]);
    assert.deepEqual(acordados(), [1, 1]);

    const desfeita = inTransaction(contexto(), async (tx) => {
      mudar(tx.within(traceparent), 4);
      throw new Error('caiu a luz');
    });
    await assert.rejects(desfeita, /caiu a luz/);
    assert.deepEqual([await outbox.size(), await trail.last()], [3, 3]);
  });

  test('sem nada a anunciar, ninguém é acordado', async (t) => {
    const { inTransaction, acordados } = await abrir(t);
    await inTransaction(contexto(), (tx) => anotar(tx, 'só isto'));
    assert.deepEqual(acordados(), [0, 0]);
  });

  test('a caixa de saída devolve as mais antigas primeiro e esquece só o que saiu', async (t) => {
    const { transact, outbox } = await abrir(t);
    const messages = [...Array(5).keys()].map((n) => umaMensagem({ pedidoId: n + 1 }));
    await transact((trx) => addToOutbox(trx, messages.slice(0, 3)));
    await transact((trx) => addToOutbox(trx, messages.slice(3)));
    assert.deepEqual(await outbox.pending(4), messages.slice(0, 4));
    await outbox.sent(messages.slice(1, 3), []);
    assert.deepEqual(await outbox.pending(10), [messages[0], ...messages.slice(3)]);
    assert.deepEqual(await outbox.pending(10, ['preparacao-pedido-res']), []);
  });

  test('o que espera por um grupo, e quanto espera ao todo', async (t) => {
    const { transact, outbox } = await abrir(t);
    assert.deepEqual([await outbox.size(), await outbox.ofGroup('1')], [0, []]);
    const messages = [...Array(250).keys()].map((n) => umaMensagem({ pedidoId: 1 + (n % 2) }));
    await transact((trx) => addToOutbox(trx, messages));
    assert.equal(await outbox.size(), 250);
    const doPrimeiro = messages.filter(({ group }) => group === '1').slice(0, 100);
    assert.deepEqual(await outbox.ofGroup('1'), doPrimeiro);
    await outbox.sent(doPrimeiro, []);
    assert.deepEqual([await outbox.size(), (await outbox.ofGroup('1')).length], [150, 25]);
  });

  test('a mensagem sai da caixa e a sua partida entra na trilha, ou nem uma coisa nem outra', async (t) => {
    const { transact, outbox, trail } = await abrir(t);
    const [vai, fica] = [umaMensagem(), umaMensagem()];
    await transact((trx) => addToOutbox(trx, [vai, fica]));
    const nota = noteOf(contexto(), 'mensagem-enviada', aboutPedido(1), partida(vai), vai.queue);
    const semInstante = { ...nota, em: null as unknown as number }; // what the trail cannot take
    await assert.rejects(outbox.sent([vai], [nota, semInstante]), /NOT NULL/);
    assert.deepEqual([await outbox.pending(10), await trail.last()], [[vai, fica], 0]);

    await outbox.sent([vai], [nota]);
    assert.deepEqual(await outbox.pending(10), [fica]);
    assert.deepEqual(semSeq(await trail.since(0, 10)), [nota]);
  });
});

suite('mensagens de lado', () => {
  test('a que fica de lado sai da caixa com a sua nota, volta ao lugar ou some, e nunca se dobra', async (t) => {
    const { transact, outbox, trail } = await abrir(t);
    const [ruim, pior, fica] = [umaMensagem(), umaMensagem(), umaMensagem()];
    await transact((trx) => addToOutbox(trx, [ruim, pior, fica]));
    const deLado = [ruim, pior].map((message, i) => ({ message, motivo: 'InvalidMessageContents', em: 1_000 + i }));
    const dados = { mensagemId: ruim.envelope.id, mensagem: ruim.envelope.tipo, erro: 'InvalidMessageContents' };
    const nota = noteOf(contexto(), 'mensagem-recusada', aboutPedido(1), dados, ruim.queue);
    await assert.rejects(outbox.setAside(deLado, [{ ...nota, em: null as unknown as number }]), /NOT NULL/);
    assert.deepEqual([await outbox.size(), await outbox.aside()], [3, []]);

    await outbox.setAside(deLado, [nota]);
    await outbox.setAside(deLado.slice(0, 1), []); // as another instance would, a moment later
    assert.deepEqual([await outbox.pending(10), await outbox.aside()], [[fica], deLado]);
    assert.deepEqual(semSeq(await trail.since(0, 10)), [nota]);

    await outbox.settle(ruim, true);
    await outbox.settle(ruim, true);
    await outbox.settle(pior, false);
    assert.deepEqual([await outbox.pending(10), await outbox.aside()], [[fica, ruim], []]);
  });
});

suite('caixa de entrada', () => {
  test('a mesma mensagem, ao mesmo tempo e depois, é tratada uma vez', async (t) => {
    const { db, inTransaction, outbox } = await abrir(t);
    const message = umaMensagem();
    const tratar = () =>
      handleOnce(inTransaction, entregaDe(message), async (tx) => {
        await anotar(tx, tx.correlacao);
        tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'FINALIZADO', movimentos: 0 });
      });
    await Promise.all([tratar(), tratar(), tratar(), tratar()]);
    await tratar();
    assert.deepEqual(await notas(db), [message.envelope.correlacao]);
    assert.equal((await outbox.pending(10)).length, 1);
  });

  test('a trilha conta a chegada uma vez, as repetições como tais, e diz de que entrega fala', async (t) => {
    const { inTransaction, trail } = await abrir(t);
    const message = umaMensagem({ pedidoId: 7 });
    const { id, correlacao } = message.envelope;
    for (const tentativa of [2, 1]) await handleOnce(inTransaction, entregaDe(message, tentativa), async () => {});
    const comum = {
      em: Date.parse('2026-05-04T12:00:05Z'),
      subject: aboutPedido(7),
      correlacao,
      causa: id,
      por: 'cozinha',
    };
    const dados = { mensagemId: id, mensagem: 'preparo-mudou', naFilaMs: 5_000 };
    const duracoes: unknown[] = [];
    const entradas = semSeq(await trail.since(0, 10)).map(({ dados: { duracaoMs, ...resto }, ...note }) => {
      duracoes.push(duracaoMs);
      return { ...note, dados: resto };
    });
    assert.deepEqual(entradas, [
      { ...comum, tipo: 'mensagem-recebida', fila: message.queue, dados: { ...dados, tentativa: 2 } },
      { ...comum, tipo: 'mensagem-repetida', fila: message.queue, dados: { ...dados, tentativa: 1 } },
    ]);
    for (const duracao of duracoes) assert.ok(Number.isInteger(duracao) && Number(duracao) >= 0, `${duracao}`);
  });

  test('a duração que a trilha conta é a do trabalho inteiro, até ser gravado', async (t) => {
    const { inTransaction, trail } = await abrir(t);
    let agora = 1_000.2;
    t.mock.method(performance, 'now', () => agora);
    await handleOnce(inTransaction, entregaDe(umaMensagem()), async () => {
      agora += 250;
    });
    const [recebida] = await trail.since(0, 1);
    assert.equal(recebida?.dados.duracaoMs, 250);
  });

  test('o que uma mensagem faz acontecer segue na sua história, causado por ela', async (t) => {
    const { inTransaction, outbox } = await abrir(t);
    const message = umaMensagem();
    await handleOnce(inTransaction, entregaDe(message), async (tx) => {
      tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'FINALIZADO', movimentos: 0 });
    });
    const [seguinte] = await outbox.pending(10);
    assert.deepEqual(
      [seguinte?.causa, seguinte?.traceparent, seguinte?.envelope.correlacao],
      [message.envelope.id, message.traceparent, message.envelope.correlacao],
    );
  });

  test('as repetições são contadas por serviço e fila', async (t) => {
    const { inTransaction } = await abrir(t);
    const repetidas = async () => {
      const { values } = await inboxRepeats.get();
      return values.find(({ labels }) => labels.service === 'pedido' && labels.queue === message.queue)?.value ?? 0;
    };
    const message = umaMensagem();
    const tratar = () => handleOnce(inTransaction, entregaDe(message), async () => {});
    await tratar();
    const antes = await repetidas();
    await tratar();
    assert.equal(await repetidas(), antes + 1);
  });

  test('mensagens diferentes são tratadas cada uma', async (t) => {
    const { db, inTransaction } = await abrir(t);
    const tratar = (message: Outgoing) =>
      handleOnce(inTransaction, entregaDe(message), async (tx) => void (await anotar(tx, message.envelope.id)));
    const messages = [umaMensagem(), umaMensagem(), umaMensagem()];
    await Promise.all(messages.map(tratar));
    assert.deepEqual(await notas(db), idsDe(messages));
  });

  test('a que falhou não conta como tratada, nem na trilha: vale na vez seguinte', async (t) => {
    const { db, inTransaction, trail } = await abrir(t);
    const message = umaMensagem();
    const cai = handleOnce(inTransaction, entregaDe(message), async (tx) => {
      await anotar(tx, 'perdida');
      throw new Error('caiu a luz');
    });
    await assert.rejects(cai, /caiu a luz/);
    assert.equal(await trail.last(), 0);
    await handleOnce(inTransaction, entregaDe(message, 2), async (tx) => void (await anotar(tx, 'feita')));
    assert.deepEqual(await notas(db), ['feita']);
    assert.deepEqual(
      (await trail.since(0, 10)).map(({ tipo }) => tipo),
      ['mensagem-recebida'],
    );
  });

  test('depois de reabrir o arquivo, as mensagens por enviar e as já tratadas são lembradas', async (t) => {
    const file = umArquivo();
    const antes = await abrir(t, file);
    const message = umaMensagem();
    await handleOnce(antes.inTransaction, entregaDe(message), async (tx) => {
      await anotar(tx, 'uma vez');
      tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'PRONTO', movimentos: 0 });
    });
    const porEnviar = await antes.outbox.pending(10);
    await antes.db.destroy();

    const depois = await abrir(t, file);
    await handleOnce(depois.inTransaction, entregaDe(message), () => assert.fail('handled twice'));
    assert.deepEqual(await notas(depois.db), ['uma vez']);
    assert.deepEqual(await depois.outbox.pending(10), porEnviar);
    assert.equal(porEnviar.length, 1);
    assert.equal(porEnviar[0]?.causa, message.envelope.id);
  });
});
