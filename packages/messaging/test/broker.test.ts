import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DLQ_RETENTION_DAYS, dlq, fifo, MAX_TRIES, VISIBILITY_MS } from '@foodious/contracts/resources.ts';
import { FILA, idsDe, umaMensagem } from '@foodious/testing/mensagens.ts';
import { abrirSqs } from '@foodious/testing/sqs.ts';
import { memoryBroker } from '../src/memory.ts';
import { createQueues } from '../src/sqs.ts';
import { brokerContract } from './broker.suite.ts';

brokerContract('memoryBroker', async () => {
  let agora = 0;
  const broker = memoryBroker(() => agora);
  return {
    broker,
    mortas: () => broker.dead(FILA).map(({ id }) => id),
    rastrosDasMortas: async () => broker.dead(FILA).map(({ traceparent }) => traceparent),
    agora: () => agora,
    restam: () => broker.waiting(FILA),
    passar(ms) {
      agora += ms;
    },
  };
});

brokerContract('sqsBroker', async (t) => {
  const { client, broker, care, inspect } = await abrirSqs(t);
  await createQueues(client, [FILA]);
  return {
    broker,
    mortas: () => inspect(dlq(FILA)).messages.ready.map(({ messageDeduplicationId }) => messageDeduplicationId ?? ''),
    rastrosDasMortas: async () => (await care.takeDead(FILA, 1_000)).map(({ traceparent }) => traceparent),
    agora: Date.now,
    restam() {
      const { ready, inflight } = inspect(fifo(FILA)).messages;
      return ready.length + inflight.length;
    },
    passar() {},
  };
});

suite('filas no SQS', () => {
  test('cada fila nasce FIFO, com sua DLQ de 14 dias depois de três falhas', async (t) => {
    const { client, inspect } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    const { FifoQueue, VisibilityTimeout, RedrivePolicy } = inspect(fifo(FILA)).attributes;
    assert.deepEqual([FifoQueue, VisibilityTimeout], ['true', String(VISIBILITY_MS / 1000)]);
    const atras = inspect(dlq(FILA));
    assert.deepEqual(JSON.parse(RedrivePolicy ?? ''), { deadLetterTargetArn: atras.arn, maxReceiveCount: MAX_TRIES });
    assert.equal(atras.attributes.FifoQueue, 'true');
    assert.equal(atras.attributes.MessageRetentionPeriod, String(DLQ_RETENTION_DAYS * 24 * 3600));
  });

  test('criar as filas de novo não muda nada nem perde mensagem', async (t) => {
    const { client, broker, inspect } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    const antes = inspect(fifo(FILA)).attributes;
    await broker.send(FILA, [umaMensagem()]);
    await createQueues(client, [FILA]);
    const { RedrivePolicy, VisibilityTimeout } = inspect(fifo(FILA)).attributes;
    assert.deepEqual(
      { RedrivePolicy, VisibilityTimeout },
      { RedrivePolicy: antes.RedrivePolicy, VisibilityTimeout: antes.VisibilityTimeout },
    );
    assert.equal(inspect(fifo(FILA)).messages.ready.length, 1);
  });

  test('a mensagem que a fila recusa não conta como entregue', async (t) => {
    const { client, broker } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    const [semGrupo, boa] = [{ ...umaMensagem(), group: '' }, umaMensagem()];
    assert.deepEqual(await broker.send(FILA, [semGrupo, boa]), new Set(idsDe([boa])));
  });

  test('adiar vale pelo tempo pedido, além da visibilidade', async (t) => {
    const { client, broker, inspect } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    await broker.send(FILA, [umaMensagem()]);
    await broker.postpone(FILA, await broker.receive(FILA, 1, AbortSignal.timeout(5_000)), 120_000);
    const [escondida] = inspect(fifo(FILA)).messages.inflight;
    const falta = (escondida?.visibilityDeadline ?? 0) - Date.now();
    assert.ok(falta > 60_000 && falta <= 120_000, `${falta}`);
  });

  test('a fila que não existe falha, e atende assim que é criada', async (t) => {
    const { client, broker } = await abrirSqs(t);
    await assert.rejects(broker.send(FILA, [umaMensagem()]), { name: 'QueueDoesNotExist' });
    await createQueues(client, [FILA]);
    assert.equal((await broker.send(FILA, [umaMensagem()])).size, 1);
  });

  test('com a fila fora do ar, cada chamada falha', async (t) => {
    const { server, client, broker } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    await broker.send(FILA, [umaMensagem()]);
    const [message] = await broker.receive(FILA, 1, AbortSignal.timeout(5_000));
    assert.ok(message);
    await server.stop();
    const recusada = { code: 'ECONNREFUSED' };
    await Promise.all([
      assert.rejects(broker.send(FILA, [umaMensagem()]), recusada),
      assert.rejects(broker.receive(FILA, 1, new AbortController().signal), recusada),
      assert.rejects(broker.remove(FILA, [message]), recusada),
      assert.rejects(broker.postpone(FILA, [message], 1_000), recusada),
      assert.rejects(broker.bury(FILA, message), recusada),
    ]);
  });
});
