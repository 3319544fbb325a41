import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueName } from '@foodious/contracts/messages.ts';
import { awsConfig } from '@foodious/platform/aws.ts';
import { type Broker, DLQ_RETENTION_DAYS, dlq, fifo, MAX_TRIES, type Received, VISIBILITY_MS } from './broker.ts';

/** A client of Amazon SQS, or of the endpoint the settings name. */
export const sqsClient = (settings: { AWS_ENDPOINT: string; AWS_REGION: string }): SQSClient =>
  new SQSClient(awsConfig(settings.AWS_ENDPOINT, settings.AWS_REGION));

/** The broker port over Amazon SQS, or anything that speaks its protocol. */
export function sqsBroker(client: SQSClient): Broker {
  const urls = new Map<string, Promise<string>>();
  const url = (name: string) => {
    let found = urls.get(name);
    if (!found) {
      found = client.send(new GetQueueUrlCommand({ QueueName: name })).then((answer) => answer.QueueUrl ?? '');
      found.catch(() => urls.delete(name)); // the caller sees the error; the next call asks again
      urls.set(name, found);
    }
    return found;
  };

  const broker: Broker = {
    async send(queue, batch) {
      const answer = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: await url(fifo(queue)),
          Entries: batch.map(({ envelope, group }, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(envelope),
            MessageGroupId: group,
            MessageDeduplicationId: envelope.id,
          })),
        }),
      );
      return new Set((answer.Successful ?? []).map((entry) => batch[Number(entry.Id)]?.envelope.id ?? ''));
    },

    async receive(queue, max, signal) {
      try {
        const answer = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: await url(fifo(queue)),
            MaxNumberOfMessages: max,
            WaitTimeSeconds: 20,
            VisibilityTimeout: VISIBILITY_MS / 1000,
            MessageSystemAttributeNames: ['MessageGroupId', 'MessageDeduplicationId', 'ApproximateReceiveCount'],
          }),
          { abortSignal: signal },
        );
        return (answer.Messages ?? []).map((message) => ({
          group: message.Attributes?.MessageGroupId ?? '',
          id: message.Attributes?.MessageDeduplicationId ?? '',
          body: message.Body ?? '',
          receives: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
          receipt: message.ReceiptHandle ?? '',
        }));
      } catch (error) {
        if (signal.aborted) return [];
        throw error;
      }
    },

    async remove(queue, batch) {
      await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: await url(fifo(queue)), Entries: batch.map(entry()) }),
      );
    },

    async postpone(queue, batch, ms) {
      const VisibilityTimeout = Math.max(1, Math.round(ms / 1000));
      await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: await url(fifo(queue)),
          Entries: batch.map(entry({ VisibilityTimeout })),
        }),
      );
    },

    async bury(queue, message) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: await url(dlq(queue)),
          MessageBody: message.body,
          MessageGroupId: message.group,
          MessageDeduplicationId: message.id,
        }),
      );
      await broker.remove(queue, [message]);
    },
  };
  return broker;
}

const entry =
  <T extends object>(more?: T) =>
  (message: Received, index: number) => ({ Id: String(index), ReceiptHandle: message.receipt, ...(more as T) });

/** Creates the queues and their DLQs where they are missing; repeatable. On AWS the infrastructure does this. */
export async function createQueues(client: SQSClient, names: readonly QueueName[]): Promise<void> {
  const create = (QueueName: string, Attributes: Partial<Record<QueueAttributeName, string>>) =>
    client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }));
  for (const name of names) {
    const { QueueUrl } = await create(dlq(name), { MessageRetentionPeriod: String(DLQ_RETENTION_DAYS * 86_400) });
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    await create(fifo(name), {
      VisibilityTimeout: String(VISIBILITY_MS / 1000),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: MAX_TRIES }),
    });
  }
}
