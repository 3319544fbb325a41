import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { dlq, fifo } from '@foodious/contracts/resources.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { FILA, idsDe, umaMensagem } from '@foodious/testing/mensagens.ts';
import { abrirSqs } from '@foodious/testing/sqs.ts';
import { until } from '@foodious/testing/waiting.ts';
import type { DeadLetter, Received } from '../src/broker.ts';
import { createQueues, sqsCare } from '../src/sqs.ts';

const ids = (letters: readonly { id: string }[]) => letters.map(({ id }) => id);

async function abrir(t: TestContext) {
  const sqs = await abrirSqs(t);
  const { client, broker, care } = sqs;
  await createQueues(client, [FILA]);
  const receber = (max = 10): Promise<Received[]> => broker.receive(FILA, max, AbortSignal.timeout(5_000));
  const receberUma = async () => (await receber(1))[0] ?? assert.fail('nothing came');
  return {
    ...sqs,
    receber,
    receberUma,
    /** Sends messages and buries them, in order. */
    async matar(...messages: Outgoing[]) {
      for (const message of messages) {
        await broker.send(FILA, [message]);
        await broker.bury(FILA, await receberUma());
      }
      return messages;
    },
    /** Looks until as many dead letters are shown. */
    aparecem: (quantas: number): Promise<DeadLetter[]> =>
      until(`${quantas} dead letters`, async () => {
        const letters = await care.takeDead(FILA, 20_000);
        if (letters.length === quantas) return letters;
        await care.putBack(FILA, letters);
        return undefined;
      }),
    vazias: async () => [await care.depth(fifo(FILA)), await care.depth(dlq(FILA))],
  };
}

/** What is away says why. */
const falhou = (why: RegExp) => (error: unknown) => error instanceof Unavailable && why.test(String(error.cause));

const VAZIA = { waiting: 0, inFlight: 0 };

suite('cuidado das filas', { concurrency: true, timeout: 60_000 }, () => {
  test('a profundidade conta o que espera e o que está em mãos, na fila e na das mortas', async (t) => {
    const { broker, care, receberUma, vazias } = await abrir(t);
    assert.deepEqual(await vazias(), [VAZIA, VAZIA]);
    await broker.send(
      FILA,
      [1, 2, 3].map((pedidoId) => umaMensagem({ pedidoId })),
    );
    const emMaos = await receberUma();
    assert.deepEqual(await care.depth(fifo(FILA)), { waiting: 2, inFlight: 1 });
    await broker.bury(FILA, emMaos);
    assert.deepEqual(await vazias(), [
      { waiting: 2, inFlight: 0 },
      { waiting: 1, inFlight: 0 },
    ]);
    await care.takeDead(FILA, 20_000);
    assert.deepEqual(await care.depth(dlq(FILA)), { waiting: 0, inFlight: 1 });
  });

  test('uma morta se vê como morreu, com o que a identifica', async (t) => {
    const { care, matar } = await abrir(t);
    const antes = Date.now();
    const [message = assert.fail()] = await matar(umaMensagem({ pedidoId: 7 }));
    const [letter = assert.fail()] = await care.takeDead(FILA, 20_000);
    assert.deepEqual(
      [letter.group, letter.id, letter.traceparent, JSON.parse(letter.body)],
      ['7', message.envelope.id, message.traceparent, message.envelope],
    );
    assert.ok(letter.sentAt >= antes && letter.sentAt <= Date.now());
    assert.match(letter.messageId, /^[0-9a-f-]{36}$/);
  });

  test('olhada, some para os outros; posta de volta, logo aparece, e é a mesma', async (t) => {
    const { care, matar, aparecem } = await abrir(t);
    await matar(umaMensagem(), umaMensagem({ pedidoId: 2 }));
    const vistas = await care.takeDead(FILA, 20_000);
    assert.equal(vistas.length, 2);
    assert.deepEqual(await care.takeDead(FILA, 20_000), []);
    await care.putBack(FILA, vistas);
    const deNovo = await aparecem(2);
    const messageIds = (letters: readonly DeadLetter[]) => letters.map(({ messageId }) => messageId).toSorted();
    assert.deepEqual(messageIds(deNovo), messageIds(vistas));
  });

  test('esquecida por quem a olhava, reaparece quando o prazo acaba', async (t) => {
    const { care, matar, aparecem } = await abrir(t);
    await matar(umaMensagem());
    const [vista] = await care.takeDead(FILA, 1_000);
    const [deNovo] = await aparecem(1);
    assert.equal(deNovo?.messageId, vista?.messageId);
  });

  test('pôr de volta mais do que cabe numa chamada funciona', async (t) => {
    const { care, matar } = await abrir(t);
    await matar(...Array.from({ length: 25 }, (_, n) => umaMensagem({ pedidoId: n + 1 })));
    const vistas: DeadLetter[] = [];
    while (vistas.length < 25) vistas.push(...(await care.takeDead(FILA, 20_000)));
    await care.putBack(FILA, vistas);
    const deNovo = new Set<string>();
    await until('all are back', async () => {
      for (const { messageId } of await care.takeDead(FILA, 20_000)) deNovo.add(messageId);
      return deNovo.size === 25;
    });
    await care.putBack(FILA, []);
  });

  test('de um pedido, a mais antiga vem primeiro, e a seguinte quando ela sai', async (t) => {
    const { care, matar } = await abrir(t);
    const [primeira, segunda] = await matar(umaMensagem(), umaMensagem());
    const [vista = assert.fail()] = await care.takeDead(FILA, 20_000);
    assert.equal(vista.id, primeira?.envelope.id);
    await care.discard(FILA, vista);
    const resto = await care.takeDead(FILA, 20_000);
    assert.equal(resto[0]?.id, segunda?.envelope.id);
  });

  test('reenviada, chega de novo, inteira, embora a fila ainda se lembre dela, e deixa de estar morta', async (t) => {
    const { care, matar, receberUma, vazias } = await abrir(t);
    const [message = assert.fail()] = await matar(umaMensagem({ pedidoId: 7 }));
    await care.redrive(FILA, await care.takeDead(FILA, 20_000));
    const chegou = await receberUma();
    assert.deepEqual([chegou.group, chegou.traceparent], ['7', message.traceparent]);
    assert.deepEqual(JSON.parse(chegou.body), message.envelope);
    assert.deepEqual(await vazias(), [{ waiting: 0, inFlight: 1 }, VAZIA]);
  });

  test('várias reenviadas juntas chegam na ordem em que iam', async (t) => {
    const { care, broker, matar, receberUma } = await abrir(t);
    const messages = await matar(...Array.from({ length: 6 }, (_, n) => umaMensagem({ pedidoId: 1 + (n % 3) })));
    const doPedido = new Map<string, string[]>();
    for (let sobram = 6; sobram > 0; ) {
      const letters = await care.takeDead(FILA, 20_000);
      await care.redrive(FILA, letters);
      sobram -= letters.length;
    }
    for (let n = 0; n < 6; n += 1) {
      const chegou = await receberUma();
      doPedido.set(chegou.group, [...(doPedido.get(chegou.group) ?? []), JSON.parse(chegou.body).id]);
      await broker.remove(FILA, [chegou]);
    }
    for (const [group, dele] of Map.groupBy(messages, (message) => message.group))
      assert.deepEqual(doPedido.get(group), idsDe(dele));
  });

  test('pode morrer e ser reenviada quantas vezes for preciso', async (t) => {
    const { care, broker, matar, receberUma } = await abrir(t);
    const [message = assert.fail()] = await matar(umaMensagem());
    const nomes = new Set<string>();
    for (let vida = 1; vida <= 4; vida += 1) {
      const letters = await care.takeDead(FILA, 20_000);
      nomes.add(letters[0]?.messageId ?? assert.fail(`not there in life ${vida}`));
      await care.redrive(FILA, letters);
      const chegou = await receberUma();
      assert.equal(JSON.parse(chegou.body).id, message.envelope.id);
      await broker.bury(FILA, chegou);
    }
    assert.equal(nomes.size, 4);
  });

  test('queda entre reenviar e remover: não se perde, e reenviar outra vez não deixa mais do que uma repetida', async (t) => {
    const { client, care, matar, receber, aparecem } = await abrir(t);
    const messages = await matar(umaMensagem(), umaMensagem({ pedidoId: 2 }));
    const caindo = sqsCare({
      send: (command: Parameters<SQSClient['send']>[0]) =>
        command instanceof DeleteMessageBatchCommand ? Promise.reject(new Error('caiu a luz')) : client.send(command),
    } as unknown as SQSClient);
    await assert.rejects(caindo.redrive(FILA, await care.takeDead(FILA, 1_000)), falhou(/caiu a luz/));

    const deNovo = await aparecem(2); // still dead: nothing was lost
    await care.redrive(FILA, deNovo);
    assert.deepEqual(await care.depth(dlq(FILA)), VAZIA);
    const chegaram = (await receber()).map(({ body }) => JSON.parse(body).id);
    assert.deepEqual(chegaram.toSorted(), idsDe(messages).toSorted());
    const { waiting } = await care.depth(fifo(FILA));
    assert.ok(waiting <= messages.length, `${waiting} more`);
  });

  test('se a fila não toma uma delas, nenhuma deixa de estar morta', async (t) => {
    const { care, matar } = await abrir(t);
    await matar(umaMensagem(), umaMensagem({ pedidoId: 2 }));
    const [boa = assert.fail(), ruim = assert.fail()] = await care.takeDead(FILA, 20_000);
    await assert.rejects(care.redrive(FILA, [boa, { ...ruim, group: '' }]), falhou(/did not take 1 of 2/));
    assert.deepEqual(await care.depth(dlq(FILA)), { waiting: 0, inFlight: 2 });
  });

  test('descartada, não está em lugar nenhum, e as outras ficam', async (t) => {
    const { care, matar } = await abrir(t);
    const [vai, fica] = await matar(umaMensagem(), umaMensagem({ pedidoId: 2 }));
    const letters = await care.takeDead(FILA, 20_000);
    assert.deepEqual(ids(letters).toSorted(), idsDe([vai ?? assert.fail(), fica ?? assert.fail()]).toSorted());
    await care.discard(FILA, letters[0] ?? assert.fail());
    assert.deepEqual(await care.depth(dlq(FILA)), { waiting: 0, inFlight: 1 });
    assert.deepEqual(await care.depth(fifo(FILA)), VAZIA);
  });

  test('com a fila fora do ar, cada chamada diz que ela está indisponível', async (t) => {
    const { server, care, matar } = await abrir(t);
    await matar(umaMensagem());
    const letters = await care.takeDead(FILA, 20_000);
    await server.stop();
    await Promise.all([
      assert.rejects(care.depth(fifo(FILA)), Unavailable),
      assert.rejects(care.takeDead(FILA, 20_000), Unavailable),
      assert.rejects(care.putBack(FILA, letters), Unavailable),
      assert.rejects(care.redrive(FILA, letters), Unavailable),
      assert.rejects(care.discard(FILA, letters[0] ?? assert.fail()), Unavailable),
    ]);
  });
});
