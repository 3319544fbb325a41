import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startFauxqs } from 'fauxqs';
import { sqsBroker, sqsCare, sqsClient } from '../src/sqs.ts';

/** An SQS of its own, without queues yet, on any free port. */
export async function abrirSqs(t: TestContext) {
  const server = await startFauxqs({ host: '127.0.0.1', port: 0, logger: false });
  const client = sqsClient({ SQS_ENDPOINT: `http://127.0.0.1:${server.port}`, AWS_REGION: 'us-east-1' });
  t.after(async () => {
    client.destroy();
    await server.stop();
  });
  const inspect = (queue: string) => server.inspectQueue(queue) ?? assert.fail(`no queue ${queue}`);
  return { server, client, broker: sqsBroker(client), care: sqsCare(client), inspect };
}
