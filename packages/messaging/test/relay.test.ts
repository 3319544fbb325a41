import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { messages, type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import type { QueueName } from '@foodious/contracts/resources.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { FILA, idsDe, soUma, umaMensagem } from '@foodious/testing/mensagens.ts';
import { assentar, ate, until } from '@foodious/testing/waiting.ts';
import { pino } from 'pino';
import type { Broker } from '../src/broker.ts';
import { memoryBroker } from '../src/memory.ts';
import { type Aside, type Outbox, startRelay } from '../src/relay.ts';
import type { Note } from '../src/trail.ts';

const log = pino({ level: 'silent' });
const OUTRA_FILA: QueueName = 'preparacao-pedido-req';

const paraOutraFila = (pedidoId: number): Outgoing =>
  soUma(stamp('preparacao-cancelada', { pedidoId }, {}, newStory(randomUUID(), new Date(), 'teste')));

/** An outbox in memory with its trail, a broker that notes what it was handed, and a relay between them. */
function abrir(t: TestContext, messages: readonly Outgoing[] = [], as: Partial<Outbox> = {}) {
  const guardadas = [...messages];
  const trilha: Note[] = [];
  const deLado: Aside[] = [];
  const contada = t.mock.fn();
  const outbox: Outbox = {
    pending: async (limit, except = []) => guardadas.filter(({ queue }) => !except.includes(queue)).slice(0, limit),
    ofGroup: async (group) => guardadas.filter((message) => message.group === group),
    size: async () => guardadas.length,
    async sent(saidas, notes) {
      const ids = new Set(idsDe(saidas));
      const ficam = guardadas.filter(({ envelope }) => !ids.has(envelope.id));
      guardadas.splice(0, Infinity, ...ficam);
      trilha.push(...notes);
    },
    async setAside(recusadas, notes) {
      deLado.push(...recusadas);
      await outbox.sent(
        recusadas.map(({ message }) => message),
        notes,
      );
    },
    aside: async () => deLado,
    settle: async () => assert.fail('that is for people to decide'),
  };
  const broker = memoryBroker();
  const lotes: { queue: QueueName; ids: string[] }[] = [];
  const ligar = (send: Broker['send'] = broker.send) => {
    const relay = startRelay({
      outbox: { ...outbox, ...as },
      log,
      sent: contada,
      broker: {
        send(queue, batch) {
          lotes.push({ queue, ids: idsDe(batch) });
          return send(queue, batch);
        },
      },
    });
    t.after(() => relay.stop());
    return relay;
  };
  return {
    guardadas,
    trilha,
    deLado,
    contada,
    outbox,
    broker,
    lotes,
    ligar,
    enviadas: () => lotes.flatMap(({ ids }) => ids),
    vazia: () => until('the outbox is empty', async () => guardadas.length === 0),
  };
}

suite('caixa de saída', { timeout: 60_000 }, () => {
  test('acordada, envia logo depois do commit', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] }); // no sweep will come to the rescue
    const { guardadas, ligar, enviadas } = abrir(t);
    const relay = ligar();
    await assentar();
    const message = umaMensagem();
    guardadas.push(message);
    relay.wake([message]);
    await ate('it is sent', () => guardadas.length === 0);
    assert.deepEqual(enviadas(), idsDe([message]));
    assert.deepEqual(guardadas, []);
  });

  test('acordada enquanto envia, olha de novo antes de dormir', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const [primeira, segunda] = [umaMensagem(), umaMensagem()];
    const { guardadas, ligar, broker } = abrir(t, [primeira]);
    let vista = false;
    const relay = ligar(async (queue, batch) => {
      const taken = await broker.send(queue, batch);
      if (!vista) {
        vista = true;
        guardadas.push(segunda);
        relay.wake([segunda]);
      }
      return taken;
    });
    await ate('it is sent', () => guardadas.length === 0);
    assert.equal(broker.waiting(FILA), 2);
  });

  test('o que uma queda deixou para trás sai na partida e na varredura, sem ninguém acordar', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const [deAntes, esquecida] = [umaMensagem(), umaMensagem()];
    const { guardadas, ligar, enviadas } = abrir(t, [deAntes]);
    ligar();
    await ate('it is sent', () => guardadas.length === 0);
    assert.deepEqual(enviadas(), idsDe([deAntes]));
    await assentar();
    guardadas.push(esquecida);
    await ate(
      'it is swept up',
      () => guardadas.length === 0,
      () => t.mock.timers.tick(100),
    );
    assert.deepEqual(enviadas(), idsDe([deAntes, esquecida]));
  });

  test('a partida de cada mensagem entra na trilha, na sua história, e depois é contada', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-05-04T12:00:01.500Z') });
    const contexto = { ...newStory(randomUUID(), new Date('2026-05-04T12:00:00Z'), 'totem'), causa: 'quem-pediu' };
    const message = umaMensagem({ pedidoId: 7, contexto });
    const { trilha, contada, ligar } = abrir(t, [message]);
    ligar();
    await ate('it is told', () => contada.mock.callCount() > 0);
    assert.deepEqual(trilha, [
      {
        em: Date.parse('2026-05-04T12:00:01.500Z'),
        subject: aboutPedido(7),
        tipo: 'mensagem-enviada',
        correlacao: contexto.correlacao,
        causa: 'quem-pediu',
        por: 'cozinha',
        fila: FILA,
        dados: {
          mensagemId: message.envelope.id,
          mensagem: 'preparo-mudou',
          ocorridoEm: '2026-05-04T12:00:00.000Z',
          esperaMs: 1_500,
        },
      },
    ]);
    assert.equal(contada.mock.callCount(), 1);
  });

  test('a ordem de cada pedido se mantém, e um lote nunca leva duas do mesmo', async (t) => {
    const messages = [...Array(40).keys()].map((n) => umaMensagem({ pedidoId: 1 + (n % 13) }));
    const { ligar, lotes, vazia } = abrir(t, messages);
    ligar();
    await vazia();
    const pedidoDe = new Map(messages.map(({ group, envelope }) => [envelope.id, group]));
    for (const { ids } of lotes) {
      assert.ok(ids.length <= 10);
      assert.equal(new Set(ids.map((id) => pedidoDe.get(id))).size, ids.length);
    }
    const enviadas = Map.groupBy(
      lotes.flatMap(({ ids }) => ids),
      (id) => pedidoDe.get(id),
    );
    for (const [group, doPedido] of Map.groupBy(messages, (message) => message.group))
      assert.deepEqual(enviadas.get(group), idsDe(doPedido));
  });

  test('a mensagem recusada não é ultrapassada pela seguinte do mesmo pedido, e só o que foi aceito sai', async (t) => {
    const [recusada, seguinte, deOutro] = [umaMensagem(), umaMensagem(), umaMensagem({ pedidoId: 2 })];
    const { guardadas, trilha, ligar, enviadas, broker, vazia } = abrir(t, [recusada, seguinte, deOutro]);
    let recusar = true;
    const relay = ligar((queue, batch) =>
      broker.send(
        queue,
        batch.filter(({ envelope }) => !recusar || envelope.id !== recusada.envelope.id),
      ),
    );
    await until('the other pedido is done', async () => guardadas.length === 2);
    await assentar();
    assert.deepEqual(guardadas, [recusada, seguinte]);
    assert.ok(!enviadas().includes(seguinte.envelope.id));
    assert.deepEqual(
      trilha.map(({ subject }) => subject?.id),
      [2],
    );

    recusar = false;
    relay.wake([]);
    await vazia();
    const chegaram = await broker.receive(FILA, 10, AbortSignal.timeout(1_000));
    assert.deepEqual(
      chegaram.map(({ id }) => id),
      idsDe([deOutro, recusada, seguinte]),
    );
  });

  test('a que a fila recusa de vez fica de lado, com aviso, e as seguintes do mesmo pedido saem', async (t) => {
    const ruim = { ...umaMensagem({ pedidoId: 7 }), group: '' };
    const [seguinte, outra] = [{ ...umaMensagem({ pedidoId: 7 }), group: '' }, umaMensagem({ pedidoId: 2 })];
    const erro = t.mock.method(log, 'error');
    const { deLado, trilha, ligar, enviadas, broker, vazia } = abrir(t, [ruim, seguinte, outra]);
    ligar(async (queue, batch) =>
      broker.send(
        queue,
        batch.map((m) => (m === seguinte ? { ...m, group: '7' } : m)),
      ),
    );
    await vazia();
    assert.deepEqual(
      [deLado.map(({ message, motivo }) => [message, motivo]), broker.waiting(FILA)],
      [[[ruim, 'MissingParameter']], 2],
    );
    assert.equal(enviadas().filter((id) => id === ruim.envelope.id).length, 1, 'it is not tried again');
    assert.deepEqual(
      trilha.map(({ tipo, dados }) => [tipo, dados.mensagemId]),
      [
        ['mensagem-enviada', outra.envelope.id],
        ['mensagem-recusada', ruim.envelope.id],
        ['mensagem-enviada', seguinte.envelope.id],
      ],
    );
    const [aviso] = erro.mock.calls.map(({ arguments: [what] }) => what as unknown as Record<string, unknown>);
    assert.deepEqual([aviso?.id, aviso?.queue, aviso?.motivo], [ruim.envelope.id, FILA, 'MissingParameter']);
  });

  test('a que a fila não aceita por ora é tentada de novo, cada vez mais tarde', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const agora = t.mock.method(performance, 'now', () => 0);
    const message = umaMensagem();
    const { guardadas, ligar, enviadas, broker } = abrir(t, [message]);
    let falhas = 2;
    const relay = ligar(async (queue, batch) => {
      falhas -= 1;
      return falhas < 0 ? broker.send(queue, batch) : { taken: new Set(), refused: new Map() };
    });
    const vezes = async (ms: number) => {
      agora.mock.mockImplementation(() => ms);
      for (let i = 0; i < 20; i += 1) {
        relay.wake([message]);
        t.mock.timers.tick(100);
        await assentar();
      }
      return enviadas().length;
    };
    assert.deepEqual(
      [await vezes(0), await vezes(199), await vezes(200), await vezes(599), await vezes(600)],
      [1, 1, 2, 2, 3],
    );
    assert.deepEqual(guardadas, []);
  });

  test('um fato com dois ouvintes chega às duas filas; a que falha não segura a do outro', async (t) => {
    const context = newStory(randomUUID(), new Date(), 'teste');
    t.mock.property(messages['preparo-mudou'], 'queues', [FILA, OUTRA_FILA]);
    const partem = stamp('preparo-mudou', { pedidoId: 7 }, { estado: 'PRONTO', movimentos: 0 }, context);
    const { guardadas, ligar, broker, vazia } = abrir(t, partem);
    let falha = true;
    const relay = ligar(async (queue, batch) => {
      if (falha && queue === FILA) throw new Error('fila fora do ar');
      return broker.send(queue, batch);
    });
    await until('the other has its own', async () => broker.waiting(OUTRA_FILA) === 1);
    assert.deepEqual(guardadas, partem.slice(0, 1));
    falha = false;
    relay.wake([]);
    await vazia();
    const chegaram = [FILA, OUTRA_FILA].map((queue) => broker.receive(queue, 10, AbortSignal.timeout(1_000)));
    assert.deepEqual(
      (await Promise.all(chegaram)).map((some) => some.map(({ id, group }) => [id, group])),
      idsDe(partem).map((id) => [[id, '7']]),
    );
  });

  // More than one look at the outbox can show: 100.
  for (const quantas of [1, 150])
    test(`a fila que falha não segura as mensagens das outras, com ${quantas} à espera`, async (t) => {
      const paradas = [...Array(quantas).keys()].map((n) => umaMensagem({ pedidoId: n + 1 }));
      const outra = paraOutraFila(1_000);
      const { guardadas, ligar, broker } = abrir(t, [...paradas, outra]);
      ligar(async (queue, batch) => {
        if (queue === FILA) throw new Error('fila fora do ar');
        return broker.send(queue, batch);
      });
      await until('the other queue has its message', async () => broker.waiting(OUTRA_FILA) === 1, 2_000);
      await until('it left the outbox', async () => guardadas.length === quantas);
      assert.deepEqual(guardadas, paradas);
    });

  test('queda entre enviar e marcar: a mensagem é enviada de novo com o mesmo id', async (t) => {
    let quedas = 0;
    const message = umaMensagem();
    const { guardadas, trilha, contada, outbox, ligar, enviadas, broker, vazia } = abrir(t, [message], {
      async sent(...saidas) {
        quedas += 1;
        if (quedas === 1) throw new Error('banco fora do ar');
        await outbox.sent(...saidas);
      },
    });
    ligar();
    await until('it was sent', async () => quedas === 1);
    assert.deepEqual([guardadas, trilha, contada.mock.callCount()], [[message], [], 0]);
    await vazia();
    assert.deepEqual(enviadas(), idsDe([message, message]));
    assert.equal(broker.waiting(FILA), 1);
    assert.equal(trilha.length, 1);
  });

  test('fora do ar e de volta, envia tudo na ordem', async (t) => {
    const messages = [umaMensagem(), umaMensagem(), umaMensagem()];
    const { guardadas, ligar, broker, vazia } = abrir(t, messages);
    let foraDoAr = 2;
    ligar(async (queue, batch) => {
      foraDoAr -= 1;
      if (foraDoAr < 0) return broker.send(queue, batch);
      assert.equal(guardadas.length, 3);
      throw new Error('fila fora do ar');
    });
    await vazia();
    const chegaram = await broker.receive(FILA, 10, AbortSignal.timeout(1_000));
    assert.deepEqual(
      chegaram.map(({ id }) => id),
      idsDe(messages),
    );
  });

  test('parar espera o envio em curso ser marcado, e depois nada mais sai', async (t) => {
    const { guardadas, ligar, broker, enviadas } = abrir(t, [umaMensagem()]);
    const aceita = Promise.withResolvers<void>();
    const relay = ligar(async (queue, batch) => {
      await aceita.promise;
      return broker.send(queue, batch);
    });
    await ate('it is tried', () => enviadas().length === 1);
    let parou = false;
    const parando = relay.stop().then(() => {
      parou = true;
    });
    await assentar();
    assert.equal(parou, false);
    aceita.resolve();
    await parando;
    assert.equal(guardadas.length, 0);

    guardadas.push(umaMensagem());
    relay.wake([]);
    await assentar();
    assert.equal(guardadas.length, 1);
  });

  test('parar com a fila fora do ar não espera por ela', async (t) => {
    const { guardadas, ligar, enviadas } = abrir(t, [umaMensagem()]);
    const relay = ligar(async () => {
      throw new Error('fila fora do ar');
    });
    await ate('it is tried', () => enviadas().length > 0);
    await relay.stop();
    assert.equal(guardadas.length, 1);
  });
});
