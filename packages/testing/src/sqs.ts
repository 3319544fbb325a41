import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { sqsBroker, sqsCare, sqsClient } from '@foodious/messaging/sqs.ts';
import { umaAws } from './aws.ts';

/** An SQS of its own, without queues yet, on any free port. */
export async function abrirSqs(t: TestContext) {
  const { server, endpoint, stop } = await umaAws();
  const client = sqsClient({ SQS_ENDPOINT: endpoint, AWS_REGION: 'us-east-1' });
  t.after(async () => {
    client.destroy();
    await stop();
  });
  const inspect = (queue: string) => server.inspectQueue(queue) ?? assert.fail(`no queue ${queue}`);
  return { server, client, broker: sqsBroker(client), care: sqsCare(client), inspect };
}
