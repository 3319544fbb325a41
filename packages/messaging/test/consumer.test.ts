import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import type { Envelope, Outgoing } from '@foodious/contracts/messages.ts';
import { MAX_TRIES, VISIBILITY_MS } from '@foodious/contracts/resources.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory, storyOf, traceparentOf } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { FILA, idsDe, umaMensagem } from '@foodious/testing/mensagens.ts';
import { until } from '@foodious/testing/waiting.ts';
import fc from 'fast-check';
import { pino } from 'pino';
import type { Broker } from '../src/broker.ts';
import { type Delivery, growing, type Handler, startConsumer } from '../src/consumer.ts';
import { memoryBroker } from '../src/memory.ts';
import type { Note, Trail } from '../src/trail.ts';

const log = pino({ level: 'silent' });

/** A queue whose clock stands still until it is moved, and a way to consume it. */
function abrir(t: TestContext) {
  const relogio = { agora: 0 };
  const broker = memoryBroker(() => relogio.agora);
  const trilha: Note[] = [];
  const guardar: Trail['append'] = async (notes) => void trilha.push(...notes);
  type As = Partial<Broker & Pick<Trail, 'append'>>;
  const consumir = (handle: Handler, { append = guardar, ...as }: As = {}, backoff = growing) => {
    const consumer = startConsumer({ broker: { ...broker, ...as }, queue: FILA, handle, log, append, backoff });
    t.after(() => consumer.stop());
    return consumer;
  };
  return {
    relogio,
    broker,
    trilha,
    consumir,
    enviar: async (...messages: Outgoing[]) => {
      for (let start = 0; start < messages.length; start += 10)
        await broker.send(FILA, messages.slice(start, start + 10));
    },
    vazia: () => until('the queue is empty', async () => broker.waiting(FILA) === 0),
    mortas: () => broker.dead(FILA).map(({ id }) => id),
  };
}

/** A door the test opens; what is still before it gets through when the test ends. */
function porta(t: TestContext) {
  const { promise, resolve } = Promise.withResolvers<void>();
  t.after(() => resolve());
  return { aberta: promise, abrir: resolve };
}

const tratadas = () => {
  const ids: string[] = [];
  return { ids, handle: async ({ id }: Envelope) => void ids.push(id) };
};

suite('consumo de uma fila', { timeout: 60_000 }, () => {
  test('pedidos diferentes andam ao mesmo tempo', async (t) => {
    const { enviar, consumir, vazia } = abrir(t);
    const todos = porta(t);
    let emCurso = 0;
    await enviar(...[1, 2, 3].map((pedidoId) => umaMensagem({ pedidoId })));
    consumir(async () => {
      emCurso += 1;
      if (emCurso === 3) todos.abrir();
      await todos.aberta; // each waits for the three of them
    });
    await vazia();
  });

  test('as mensagens de um pedido são tratadas uma a uma, na ordem, mesmo entregues juntas', async (t) => {
    const { broker, enviar, consumir, vazia } = abrir(t);
    const messages = [...Array(8).keys()].map(() => umaMensagem());
    await enviar(...messages);
    let maior = 0;
    const receive: Broker['receive'] = async (...args) => {
      const batch = await broker.receive(...args);
      maior = Math.max(maior, batch.length);
      return batch;
    };
    let emCurso = 0;
    const ids: string[] = [];
    consumir(
      async ({ id }) => {
        emCurso += 1;
        assert.equal(emCurso, 1);
        for (let n = 8; n > ids.length; n -= 1) await new Promise(setImmediate); // the later the quicker
        ids.push(id);
        emCurso -= 1;
      },
      { receive },
    );
    await vazia();
    assert.equal(maior, 8);
    assert.deepEqual(ids, idsDe(messages));
  });

  test('a que falha e as que vêm atrás dela esperam; as dos outros pedidos não', async (t) => {
    const { enviar, consumir, vazia } = abrir(t);
    const [ruim, seguinte, deOutro] = [umaMensagem(), umaMensagem(), umaMensagem({ pedidoId: 2 })];
    const { ids, handle } = tratadas();
    const tried: string[] = [];
    consumir(
      async (message) => {
        tried.push(message.id);
        if (tried.filter((id) => id === ruim.envelope.id).length === 1 && message.id === ruim.envelope.id)
          throw new Error('ainda não');
        await handle(message);
      },
      {},
      () => 3_000,
    );
    await enviar(ruim, seguinte, deOutro);
    await until('the other pedido is done', async () => ids.length === 1);
    const tardia = umaMensagem({ pedidoId: 2 });
    await enviar(tardia);
    await until('the queue was asked again', async () => ids.length === 2);
    assert.deepEqual(tried.toSorted(), idsDe([ruim, deOutro, tardia]).toSorted());
    await vazia();
    assert.deepEqual(ids, idsDe([deOutro, tardia, ruim, seguinte]));
  });

  test('depois de três falhas, com esperas que crescem, a mensagem vai à DLQ', async (t) => {
    const { enviar, consumir, vazia, mortas } = abrir(t);
    const ruim = umaMensagem();
    const esperas: number[] = [];
    let tries = 0;
    consumir(
      async () => {
        tries += 1;
        throw new Error('sempre');
      },
      {},
      (tries) => {
        esperas.push(growing(tries));
        return 0;
      },
    );
    await enviar(ruim);
    await vazia();
    assert.deepEqual(mortas(), idsDe([ruim]));
    assert.equal(tries, MAX_TRIES);
    const [primeira = 0, segunda = 0] = esperas;
    assert.ok(primeira >= 1_000 && primeira <= 1_500, `${primeira}`);
    assert.ok(segunda >= 4_000 && segunda <= 6_000, `${segunda}`);
  });

  test('a mensagem que vai à DLQ não leva junto as que esperavam atrás dela', async (t) => {
    const { enviar, consumir, vazia, mortas } = abrir(t);
    const [ruim, ...seguintes] = [umaMensagem(), umaMensagem(), umaMensagem()] as const;
    const { ids, handle } = tratadas();
    consumir(
      async (message) => {
        if (message.id === ruim.envelope.id) throw new Error('sempre');
        await handle(message);
      },
      {},
      () => 0,
    );
    await enviar(ruim, ...seguintes);
    await vazia();
    assert.deepEqual(mortas(), idsDe([ruim]));
    assert.deepEqual(ids, idsDe(seguintes));
  });

  test('falhe quem falhar, cada mensagem é tratada uma vez na ordem do pedido, ou está na DLQ', async () => {
    // Of each pedido its messages, and of each message how often it fails before it works.
    const pedidos = fc.array(fc.array(fc.constantFrom<number>(0, 0, 0, 1, 2, MAX_TRIES), { maxLength: 5 }), {
      minLength: 4,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pedidos, async (falhas) => {
        const broker = memoryBroker(() => 0);
        const esperado = falhas.map((doPedido, n) =>
          doPedido.map((vezes) => ({ vezes, message: umaMensagem({ pedidoId: n + 1 }) })),
        );
        for (const { message } of esperado.flat()) await broker.send(FILA, [message]);
        const restantes = new Map(esperado.flat().map(({ vezes, message }) => [message.envelope.id, vezes]));
        const feitas: string[] = [];
        const consumer = startConsumer({
          broker,
          queue: FILA,
          backoff: () => 0,
          log,
          append: async () => {},
          async handle({ id }) {
            const vezes = restantes.get(id) ?? 0;
            restantes.set(id, vezes - 1);
            await new Promise(setImmediate);
            if (vezes > 0) throw new Error('ainda não');
            feitas.push(id);
          },
        });
        await until('the queue is empty', async () => broker.waiting(FILA) === 0);
        await consumer.stop();
        for (const doPedido of esperado) {
          const boas = idsDe(doPedido.filter(({ vezes }) => vezes < MAX_TRIES).map(({ message }) => message));
          const doPedidoIds = new Set(idsDe(doPedido.map(({ message }) => message)));
          assert.deepEqual(
            feitas.filter((id) => doPedidoIds.has(id)),
            boas,
          );
        }
      }),
      { numRuns: 6 },
    );
  });

  test('o que não se entende é enterrado na hora, ao lado do que se entende', async (t) => {
    const { broker, enviar, consumir, vazia, mortas } = abrir(t);
    const valido = umaMensagem().envelope;
    const corpos: Record<string, string> = {
      'não é JSON': 'oi',
      'JSON sem envelope': '[]',
      'tipo desconhecido': JSON.stringify({ ...valido, tipo: 'pedido-voou' }),
      'tipo de outra fila': JSON.stringify({ ...valido, tipo: 'preparacao-cancelada', dados: {} }),
      'versão desconhecida': JSON.stringify({ ...valido, versao: 2 }),
      'dados fora do contrato': JSON.stringify({ ...valido, dados: { estado: 'SUMIU' } }),
    };
    const ruins = Object.entries(corpos).map(([motivo, corpo], n) => ({ motivo, corpo, pedidoId: n + 1 }));
    const corpoDe = new Map<string, string>();
    const messages = ruins.flatMap(({ corpo, pedidoId }) => {
      const [ruim, boa] = [umaMensagem({ pedidoId }), umaMensagem({ pedidoId })];
      corpoDe.set(ruim.envelope.id, corpo);
      return [ruim, boa];
    });
    const { ids, handle } = tratadas();
    const postpone = t.mock.fn(async () => {});
    consumir(handle, {
      postpone,
      receive: async (...args) =>
        (await broker.receive(...args)).map((message) => ({
          ...message,
          body: corpoDe.get(message.id) ?? message.body,
        })),
    });
    await enviar(...messages);
    await vazia();
    assert.deepEqual(new Set(mortas()), new Set(corpoDe.keys()));
    assert.deepEqual(new Set(ids), new Set(idsDe(messages).filter((id) => !corpoDe.has(id))));
    assert.equal(postpone.mock.callCount(), 0);
  });

  test('dependência fora do ar: a mensagem fica em mãos e nenhuma tentativa se conta', async (t) => {
    const { broker, enviar, consumir, vazia, mortas } = abrir(t);
    let [tries, entregas] = [0, 0];
    const postpone = t.mock.fn(async () => {});
    consumir(
      async () => {
        tries += 1;
        if (tries <= 2) throw new Unavailable('provedor fora do ar');
      },
      {
        async receive(...args) {
          const batch = await broker.receive(...args);
          entregas += batch.length;
          return batch;
        },
        postpone,
      },
    );
    await enviar(umaMensagem());
    await vazia();
    assert.deepEqual([tries, entregas, postpone.mock.callCount()], [3, 1, 0]);
    assert.deepEqual(mortas(), []);
  });

  test('parar não espera a dependência voltar: a mensagem fica na fila', async (t) => {
    const { broker, enviar, consumir, mortas } = abrir(t);
    let tries = 0;
    const consumer = consumir(async () => {
      tries += 1;
      throw new Unavailable('provedor fora do ar');
    });
    await enviar(umaMensagem());
    await until('it was tried', async () => tries > 0);
    await consumer.stop();
    assert.equal(broker.waiting(FILA), 1);
    assert.deepEqual(mortas(), []);
  });

  test('parar termina o que está em mãos e não pega mais nada', async (t) => {
    const { broker, enviar, consumir } = abrir(t);
    const porteiro = porta(t);
    const comecaram: string[] = [];
    const { ids, handle } = tratadas();
    const consumer = consumir(async (message) => {
      comecaram.push(message.id);
      await porteiro.aberta;
      await handle(message);
    });
    const [emMaos, tardia] = [umaMensagem(), umaMensagem({ pedidoId: 2 })];
    await enviar(emMaos);
    await until('it is in hand', async () => comecaram.length === 1);
    let parou = false;
    const parando = consumer.stop().then(() => {
      parou = true;
    });
    await enviar(tardia);
    await new Promise(setImmediate);
    assert.equal(parou, false);
    porteiro.abrir();
    await parando;
    assert.deepEqual(ids, idsDe([emMaos]));
    assert.deepEqual(comecaram, ids);
    assert.equal(broker.waiting(FILA), 1);
  });

  test('se a remoção falha, a mensagem volta e é tratada de novo', async (t) => {
    const { relogio, broker, enviar, consumir, vazia } = abrir(t);
    const { ids, handle } = tratadas();
    let falhas = 0;
    consumir(handle, {
      async remove(queue, batch) {
        falhas += 1;
        if (falhas === 1) throw new Error('fila fora do ar');
        await broker.remove(queue, batch);
      },
    });
    const message = umaMensagem();
    await enviar(message);
    await until('the removal failed', async () => falhas === 1);
    relogio.agora += VISIBILITY_MS;
    await vazia();
    assert.deepEqual(ids, idsDe([message, message]));
  });

  test('enquanto se trabalha numa mensagem, ela não volta à fila', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { relogio, enviar, consumir, vazia } = abrir(t);
    const porteiro = porta(t);
    const demorada = umaMensagem();
    const { ids, handle } = tratadas();
    consumir(async (message) => {
      if (message.id === demorada.envelope.id) await porteiro.aberta;
      await handle(message);
    });
    await enviar(demorada);
    // Long enough for three deliveries; each time the queue is asked again before the clock moves on.
    for (let passou = 0; passou < 3 * VISIBILITY_MS; passou += VISIBILITY_MS / 2) {
      const marco = umaMensagem({ pedidoId: 2 });
      await enviar(marco);
      await until('the queue was asked', async () => ids.includes(marco.envelope.id));
      relogio.agora += VISIBILITY_MS / 2;
      t.mock.timers.tick(VISIBILITY_MS / 2);
    }
    porteiro.abrir();
    await vazia();
    assert.equal(ids.filter((id) => id === demorada.envelope.id).length, 1);
  });

  test('a fila fora do ar volta, e o consumo segue', async (t) => {
    const { broker, enviar, consumir, vazia } = abrir(t);
    const { ids, handle } = tratadas();
    let perguntas = 0;
    consumir(handle, {
      async receive(...args) {
        perguntas += 1;
        if (perguntas <= 2) throw new Error('fila fora do ar');
        return broker.receive(...args);
      },
    });
    const message = umaMensagem();
    await enviar(message);
    await vazia();
    assert.deepEqual(ids, idsDe([message]));
  });

  test('nunca há mais de quarenta mensagens em mãos', async (t) => {
    const { broker, enviar, consumir, vazia } = abrir(t);
    const messages = [...Array(60).keys()].map((n) => umaMensagem({ pedidoId: n + 1 }));
    const porteiro = porta(t);
    const { ids, handle } = tratadas();
    let [emMaos, maior, comecaram] = [0, 0, 0];
    consumir(
      async (message) => {
        comecaram += 1;
        if (comecaram === 40) porteiro.abrir();
        await porteiro.aberta;
        await handle(message);
      },
      {
        async receive(queue, max, signal) {
          maior = Math.max(maior, emMaos + max);
          const batch = await broker.receive(queue, max, signal);
          emMaos += batch.length;
          return batch;
        },
        async remove(queue, batch) {
          await broker.remove(queue, batch);
          emMaos -= batch.length;
        },
      },
    );
    await enviar(...messages);
    await vazia();
    assert.equal(maior, 40);
    assert.deepEqual(new Set(ids), new Set(idsDe(messages)));
  });
});

suite('a entrega e a trilha', { timeout: 60_000 }, () => {
  test('a entrega diz de que história é, o que a causou, quem fala, e que tentativa é esta', async (t) => {
    const { enviar, consumir, vazia } = abrir(t);
    const contexto = newStory(randomUUID(), new Date(), 'totem', 2);
    const traceparent = contexto.traceparent.replace(/[0-9a-f]{16}-00$/, '00f067aa0ba902b7-01'); // somebody traces it
    const message = umaMensagem({ pedidoId: 7, contexto: { ...contexto, traceparent } });
    const entregas: Delivery[] = [];
    const antes = Date.now();
    consumir(
      async (_, delivery) => {
        entregas.push(delivery);
        if (entregas.length === 1) throw new Error('ainda não');
      },
      {},
      () => 0,
    );
    await enviar(message);
    await vazia();
    const { id: causa, correlacao } = message.envelope;
    for (const [n, { agora, waitedMs, began, ...entrega }] of entregas.entries()) {
      assert.deepEqual(entrega, {
        correlacao,
        causa,
        traceparent,
        por: 'cozinha',
        lojaId: 2,
        papel: null,
        service: 'pedido',
        queue: FILA,
        tipo: 'preparo-mudou',
        subject: aboutPedido(7),
        tries: n + 1,
      });
      assert.ok(agora.getTime() >= antes && agora.getTime() <= Date.now());
      assert.equal(waitedMs, agora.getTime() - Date.parse(message.envelope.ocorridoEm));
      assert.ok(began <= performance.now());
    }
    assert.equal(entregas.length, 2);
  });

  for (const [quando, mandado] of [
    ['sem rastro, como as de antes de haver um', undefined],
    ['com um rastro que não é um', 'um dois três'],
  ] as const)
    test(`${quando}, a mensagem segue no rastro da sua história`, async (t) => {
      const { broker, enviar, consumir, vazia } = abrir(t);
      const message = umaMensagem();
      const rastros: string[] = [];
      consumir(async (_, { traceparent }) => void rastros.push(traceparent), {
        receive: async (...args) =>
          (await broker.receive(...args)).map((received) => ({ ...received, traceparent: mandado })),
      });
      await enviar(message);
      await vazia();
      assert.deepEqual(rastros, [traceparentOf(message.envelope.correlacao)]);
    });

  test('cada falha entra na trilha pelo tipo do erro, nunca por suas palavras; a terceira, como enterro', async (t) => {
    const { enviar, consumir, vazia, trilha } = abrir(t);
    const ruim = umaMensagem({ pedidoId: 7 });
    consumir(
      async () => {
        throw new TypeError('o CPF 529.982.247-25 não é um número');
      },
      {},
      (tries) => tries / 3,
    );
    await enviar(ruim);
    await vazia();
    await until('the burial is noted', async () => trilha.length === 3);
    const { id, correlacao } = ruim.envelope;
    const falha = { mensagemId: id, mensagem: 'preparo-mudou', erro: 'TypeError' };
    const comum = { subject: aboutPedido(7), correlacao, causa: id, por: 'cozinha', fila: FILA };
    assert.deepEqual(
      trilha.map(({ em: _, ...note }) => note),
      [
        { ...comum, tipo: 'mensagem-falhou', dados: { ...falha, tentativa: 1, proximaEmMs: 0 } },
        { ...comum, tipo: 'mensagem-falhou', dados: { ...falha, tentativa: 2, proximaEmMs: 1 } },
        { ...comum, tipo: 'mensagem-enterrada', dados: { ...falha, tentativa: 3 } },
      ],
    );
    for (const { em } of trilha) assert.ok(Math.abs(em - Date.now()) < 60_000, `${em}`);
    assert.ok(!JSON.stringify(trilha).includes('529.982'));
  });

  test('o que se lança sem ser um erro também se anota', async (t) => {
    const { enviar, consumir, vazia, trilha } = abrir(t);
    let tries = 0;
    consumir(
      async () => {
        tries += 1;
        if (tries === 1) throw 'Maria da Silva'; // a library's bad habit
      },
      {},
      () => 0,
    );
    await enviar(umaMensagem());
    await vazia();
    assert.deepEqual(
      trilha.map(({ dados }) => dados.erro),
      ['string'],
    );
  });

  test('enterrar o que não se entende entra na trilha do pedido do seu grupo, quando é um pedido', async (t) => {
    const { broker, enviar, consumir, vazia, trilha } = abrir(t);
    const grupos = { '7': aboutPedido(7), '0': null, '1e3': null, 'produto-7': null, '1234567890123456': null };
    const messages = Object.keys(grupos).map((group) => ({ ...umaMensagem(), group }));
    consumir(() => assert.fail('nobody understands it'), {
      receive: async (...args) => (await broker.receive(...args)).map((received) => ({ ...received, body: 'oi' })),
    });
    await enviar(...messages);
    await vazia();
    await until('all are noted', async () => trilha.length === messages.length);
    for (const { group, envelope, traceparent } of messages) {
      const { em, ...note } = trilha.find(({ causa }) => causa === envelope.id) ?? assert.fail(group);
      assert.ok(Math.abs(em - Date.now()) < 60_000, `${em}`);
      assert.deepEqual(note, {
        ...{
          subject: grupos[group as keyof typeof grupos],
          tipo: 'mensagem-enterrada',
          correlacao: storyOf(traceparent),
        },
        causa: envelope.id,
        por: 'cozinha',
        fila: FILA,
        dados: { mensagemId: envelope.id, erro: 'não compreendida' },
      });
    }
  });

  test('sem rastro, o que não se entende não tem história; e a causa cabe na trilha', async (t) => {
    const { broker, enviar, consumir, vazia, trilha } = abrir(t);
    const id = `redrive-${randomUUID()}`;
    consumir(() => assert.fail('nobody understands it'), {
      receive: async (...args) =>
        (await broker.receive(...args)).map((received) => ({ ...received, id, body: '', traceparent: undefined })),
    });
    await enviar(umaMensagem());
    await vazia();
    await until('it is noted', async () => trilha.length === 1);
    const [{ correlacao, causa, dados } = assert.fail()] = trilha;
    assert.deepEqual([correlacao, causa, dados.mensagemId], ['', id.slice(0, 36), id]);
  });

  test('dependência fora do ar não é falha de ninguém, nem na trilha', async (t) => {
    const { enviar, consumir, vazia, trilha } = abrir(t);
    let tries = 0;
    consumir(async () => {
      tries += 1;
      if (tries === 1) throw new Unavailable('provedor fora do ar');
    });
    await enviar(umaMensagem());
    await vazia();
    assert.deepEqual(trilha, []);
  });

  test('com a trilha fora do ar, a fila anda: o que falha tenta de novo, e o que se enterra é enterrado', async (t) => {
    const { enviar, consumir, vazia, mortas } = abrir(t);
    const [ruim, teimosa, boa] = [umaMensagem(), umaMensagem(), umaMensagem()];
    const append = t.mock.fn(() => Promise.reject(new Error('banco fora do ar')));
    const { ids, handle } = tratadas();
    let falhou = false;
    consumir(
      async (message) => {
        if (message.id === ruim.envelope.id) throw new Error('sempre');
        if (message.id === teimosa.envelope.id && !falhou) {
          falhou = true;
          throw new Error('ainda não');
        }
        await handle(message);
      },
      { append },
      () => 0,
    );
    await enviar(ruim, teimosa, boa);
    await vazia();
    assert.deepEqual(mortas(), idsDe([ruim]));
    assert.deepEqual(ids, idsDe([teimosa, boa]));
    assert.equal(append.mock.callCount(), MAX_TRIES + 1);
  });
});
