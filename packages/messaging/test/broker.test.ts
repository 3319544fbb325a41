import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { GetQueueUrlCommand, SendMessageBatchCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import {
  DLQ_RETENTION_DAYS,
  dlq,
  fifo,
  MAX_MESSAGE_BYTES,
  MAX_RECEIVES,
  VISIBILITY_MS,
} from '@foodious/contracts/resources.ts';
import { FILA, idsDe, umaMensagem } from '@foodious/testing/mensagens.ts';
import { abrirSqs } from '@foodious/testing/sqs.ts';
import { memoryBroker } from '../src/memory.ts';
import { createQueues } from '../src/sqs.ts';
import { brokerContract, comTexto } from './broker.suite.ts';

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

const policyOf = (deadLetterTargetArn: string, maxReceiveCount = MAX_RECEIVES) =>
  JSON.stringify({ deadLetterTargetArn, maxReceiveCount });

test('a mensagem que mata quem a recebe acaba na DLQ, e não antes de muitas mortes', async () => {
  let agora = 0;
  const broker = memoryBroker(() => agora);
  await broker.send(FILA, [umaMensagem()]);
  for (let mortes = 0; mortes < MAX_RECEIVES; mortes += 1) {
    assert.equal((await broker.receive(FILA, 1, AbortSignal.timeout(1_000))).length, 1, `after ${mortes} deaths`);
    agora += VISIBILITY_MS;
  }
  assert.deepEqual(await broker.receive(FILA, 1, AbortSignal.timeout(100)), []);
  assert.equal(broker.dead(FILA).length, 1);
});

suite('filas no SQS', () => {
  test('cada fila nasce FIFO, com sua DLQ de 14 dias, que só em último caso o próprio SQS enche', async (t) => {
    const { client, inspect } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    const { FifoQueue, VisibilityTimeout, RedrivePolicy } = inspect(fifo(FILA)).attributes;
    assert.deepEqual([FifoQueue, VisibilityTimeout], ['true', String(VISIBILITY_MS / 1000)]);
    const atras = inspect(dlq(FILA));
    assert.deepEqual(JSON.parse(RedrivePolicy ?? ''), {
      deadLetterTargetArn: atras.arn,
      maxReceiveCount: MAX_RECEIVES,
    });
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

  test('as filas que uma versão anterior fez ganham os atributos desta, e guardam o que tinham', async (t) => {
    const { client, broker, inspect } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    const antigos = { RedrivePolicy: policyOf(inspect(dlq(FILA)).arn, 3), VisibilityTimeout: '30' };
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: fifo(FILA) }));
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: antigos }));
    await broker.send(FILA, [umaMensagem()]);
    await createQueues(client, [FILA]);
    const { RedrivePolicy, VisibilityTimeout } = inspect(fifo(FILA)).attributes;
    assert.deepEqual(
      [RedrivePolicy, VisibilityTimeout],
      [policyOf(inspect(dlq(FILA)).arn), String(VISIBILITY_MS / 1000)],
    );
    assert.equal(inspect(fifo(FILA)).messages.ready.length, 1);
  });

  test('o lote grande demais parte-se, e só a mensagem que não cabe é recusada', async (t) => {
    const { client, broker, inspect } = await abrirSqs(t);
    await createQueues(client, [FILA]);
    const grandes = [1, 2, 3].map((pedidoId) => comTexto(umaMensagem({ pedidoId }), 'a'.repeat(400_000)));
    const enorme = comTexto(umaMensagem({ pedidoId: 4 }), 'a'.repeat(MAX_MESSAGE_BYTES));
    assert.deepEqual(await broker.send(FILA, [...grandes, enorme]), {
      taken: new Set(idsDe(grandes)),
      refused: new Map([[enorme.envelope.id, 'BatchRequestTooLong']]),
    });
    assert.equal(inspect(fifo(FILA)).messages.ready.length, 3);
  });

  const falhas = [
    { Code: 'InvalidMessageContents', SenderFault: true, deVez: true },
    { Code: 'InvalidParameterValue', SenderFault: true, deVez: true },
    { Code: 'InternalFailure', SenderFault: false, deVez: false },
    { Code: 'RequestThrottled', SenderFault: true, deVez: false },
    { Code: 'KmsAccessDenied', SenderFault: true, deVez: false },
  ];
  for (const { deVez, ...falha } of falhas)
    test(`a que falha num lote com ${falha.Code} ${deVez ? 'é recusada de vez' : 'fica para outra vez'}`, async (t) => {
      const { client, broker } = await abrirSqs(t);
      await createQueues(client, [FILA]);
      const [ruim, boa] = [umaMensagem(), umaMensagem({ pedidoId: 2 })];
      const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
      t.mock.method(client, 'send', async (command: unknown) =>
        command instanceof SendMessageBatchCommand
          ? { Successful: [{ Id: '1' }], Failed: [{ Id: '0', ...falha }] }
          : send(command),
      );
      assert.deepEqual(await broker.send(FILA, [ruim, boa]), {
        taken: new Set([boa.envelope.id]),
        refused: new Map(deVez ? [[ruim.envelope.id, falha.Code]] : []),
      });
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
    assert.equal((await broker.send(FILA, [umaMensagem()])).taken.size, 1);
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
