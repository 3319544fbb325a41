import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { DeleteQueueCommand, GetQueueAttributesCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import { dlq, fifo } from '@foodious/contracts/resources.ts';
import { createQueues, sqsBroker, sqsCare, sqsClient } from '@foodious/messaging/sqs.ts';
import { aberto } from '@foodious/testing/aberto.ts';
import { FILA } from '@foodious/testing/mensagens.ts';
import { until } from '@foodious/testing/waiting.ts';
import { brokerContract } from '../../../packages/messaging/test/broker.suite.ts';
import { type TemporaryServers, temporaryServers } from '../../../servers/temporary.ts';

let servers: TemporaryServers;
before(async () => {
  servers = await temporaryServers(['sqs']);
});
after(() => servers?.remove());

/** The other SQS, without any queue. */
async function outroSqs(t: TestContext) {
  const client = sqsClient({ SQS_ENDPOINT: servers.sqs.url, AWS_REGION: 'us-east-1' });
  t.after(() => client.destroy());
  const urls = async () => (await client.send(new ListQueuesCommand({}))).QueueUrls ?? [];
  for (const QueueUrl of await urls()) await client.send(new DeleteQueueCommand({ QueueUrl }));
  return { client, urls };
}

const abrir: Parameters<typeof brokerContract>[1] = async (t) => {
  const { client } = await outroSqs(t);
  await createQueues(client, [FILA]);
  const care = sqsCare(client);
  const restam = async () => {
    const { waiting, inFlight } = await care.depth(fifo(FILA));
    return waiting + inFlight;
  };
  const mortas = async () => {
    const { waiting, inFlight } = await care.depth(dlq(FILA));
    return waiting + inFlight > 0 ? care.takeDead(FILA, 1_000) : [];
  };
  return {
    broker: sqsBroker(client),
    // A message that dies of failures gets another deduplication id there: it is known by the id inside.
    mortas: async () => (await mortas()).map(({ body }) => JSON.parse(body).id as string),
    rastrosDasMortas: async () => (await mortas()).map(({ traceparent }) => traceparent),
    agora: Date.now,
    restam,
    passar() {},
  };
};
brokerContract('ElasticMQ', abrir, false);

test('o restaurante inteiro funciona sobre outro SQS: pago, recusado e pago, cancelado, e as filas acabam vazias', async (t) => {
  const { client, urls } = await outroSqs(t);
  const s = await aberto({ SQS_ENDPOINT: servers.sqs.url });
  t.after(() => s.fechar());
  const pedidos = await Promise.all(
    [...Array(12).keys()].map(async (n) => {
      const { id, pagamento } = await s.pedir();
      await s.cobrado(id, pagamento.transacaoId);
      if (n % 3 === 0) await s.aprovar(pagamento.transacaoId);
      else {
        await s.recusar(pagamento.transacaoId);
        await s.ate(id, 'PAGAMENTO_PENDENTE');
        await s.aprovar(await s.checkout(id));
      }
      await s.ate(id, 'RECEBIDO');
      await s.ateComanda(id);
      for (const acao of ['iniciar', 'pronto', 'entregar']) await s.moverComanda(id, acao);
      await s.ate(id, 'FINALIZADO');
      return id as number;
    }),
  );
  assert.equal(new Set(pedidos).size, 12);
  for (const QueueUrl of await urls())
    await until(`${QueueUrl} empty`, async () => {
      const asked = { QueueUrl, AttributeNames: ['All' as const] };
      const { Attributes = {} } = await client.send(new GetQueueAttributesCommand(asked));
      const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: held } = Attributes;
      return waiting === '0' && held === '0';
    });
  const care = sqsCare(client);
  const nomes = (await urls()).map((url) => url.split('/').at(-1) ?? '').filter((nome) => nome.endsWith('-dlq.fifo'));
  assert.ok(nomes.length > 5);
  for (const nome of nomes) assert.equal((await care.depth(nome)).waiting, 0, nome);
});
