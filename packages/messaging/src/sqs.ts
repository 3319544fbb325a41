import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  type MessageSystemAttributeName,
  type QueueAttributeName,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { dlq, fifo, type QueueName, queueAttributes, VISIBILITY_MS } from '@foodious/contracts/resources.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { plainJson } from '@foodious/kernel/text.ts';
import { awsConfig } from '@foodious/platform/aws.ts';
import type { Broker, DeadLetter, QueueCare, Received } from './broker.ts';

/** A client of Amazon SQS, or of the endpoint the settings name. */
export const sqsClient = (settings: { SQS_ENDPOINT: string; AWS_REGION: string }): SQSClient =>
  new SQSClient(awsConfig(settings.SQS_ENDPOINT, settings.AWS_REGION));

/** Codes of a failed entry that are called the sender's fault and pass: throttled, or not allowed to for now. */
const PASSING = /throttl|overlimit|denied|kms/i;
/** Errors of a whole call that are about what is in it, and would be the same for ever. */
const SENDERS_OWN = /TooLong|InvalidMessageContents|Invalid(Parameter|Attribute)Value|MissingParameter/;

/** The broker port over Amazon SQS, or anything that speaks its protocol. */
export function sqsBroker(client: SQSClient): Broker {
  const url = queueUrls(client);

  const broker: Broker = {
    async send(queue, batch) {
      const QueueUrl = await url(fifo(queue));
      const Entries = batch.map(({ envelope, group, traceparent }, index) => ({
        Id: String(index),
        ...outgoing({ body: plainJson(envelope), group, id: envelope.id, traceparent }),
      }));
      const idOf = ({ Id }: { Id: string | undefined }) => batch[Number(Id)]?.envelope.id ?? '';
      try {
        const { Successful = [], Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        const forGood = Failed.filter(({ SenderFault, Code = '' }) => SenderFault && !PASSING.test(Code));
        return {
          taken: new Set(Successful.map(idOf)),
          refused: new Map(forGood.map((entry) => [idOf(entry), entry.Code ?? ''])),
        };
      } catch (error) {
        if (!(error instanceof Error && SENDERS_OWN.test(error.name))) throw error;
        // One entry, or all of them together, made the queue refuse the call: each has to answer for itself.
        const [only, ...others] = batch;
        if (only && others.length === 0)
          return { taken: new Set(), refused: new Map([[only.envelope.id, error.name]]) };
        const each = await Promise.all(batch.map((message) => broker.send(queue, [message])));
        return {
          taken: new Set(each.flatMap(({ taken }) => [...taken])),
          refused: new Map(each.flatMap(({ refused }) => [...refused])),
        };
      }
    },

    async receive(queue, max, signal) {
      try {
        const answer = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: await url(fifo(queue)),
            MaxNumberOfMessages: max,
            WaitTimeSeconds: 20,
            VisibilityTimeout: VISIBILITY_MS / 1000,
            ...ATTRIBUTES,
          }),
          { abortSignal: signal },
        );
        return (answer.Messages ?? []).map(incoming);
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
          ...outgoing(message),
        }),
      );
      await broker.remove(queue, [message]);
    },
  };
  return broker;
}

/** Finds the addresses of queues by name, and remembers them. */
function queueUrls(client: SQSClient): (name: string) => Promise<string> {
  const urls = new Map<string, Promise<string>>();
  return (name) => {
    let found = urls.get(name);
    if (!found) {
      found = client.send(new GetQueueUrlCommand({ QueueName: name })).then((answer) => answer.QueueUrl ?? '');
      found.catch(() => urls.delete(name)); // the caller sees the error; the next call asks again
      urls.set(name, found);
    }
    return found;
  };
}

/** The care of the queues over Amazon SQS, or anything that speaks its protocol. */
export function sqsCare(client: SQSClient): QueueCare {
  const url = queueUrls(client);
  const removeDead = async (queue: QueueName, letters: readonly DeadLetter[]) =>
    client.send(new DeleteMessageBatchCommand({ QueueUrl: await url(dlq(queue)), Entries: letters.map(entry()) }));
  return {
    depth: orAway(async (name: string) => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: await url(name),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return {
        waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
        inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    }),

    takeDead: orAway(async (queue: QueueName, hiddenMs: number) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: await url(dlq(queue)),
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
          VisibilityTimeout: Math.ceil(hiddenMs / 1000),
          ...ATTRIBUTES,
        }),
      );
      return Messages.map((message) => ({ ...incoming(message), messageId: message.MessageId ?? '' }));
    }),

    putBack: orAway(async (queue: QueueName, letters: readonly DeadLetter[]) => {
      for (let start = 0; start < letters.length; start += 10)
        await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: await url(dlq(queue)),
            Entries: letters.slice(start, start + 10).map(entry({ VisibilityTimeout: 1 })),
          }),
        );
    }),

    redrive: orAway(async (queue: QueueName, letters: readonly DeadLetter[]) => {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: await url(fifo(queue)),
          Entries: letters.map((letter, index) => ({
            Id: String(index),
            // Its first deduplication id may still be remembered and would swallow it; the inbox knows it by the id inside.
            ...outgoing({ ...letter, id: `redrive-${letter.messageId}` }),
          })),
        }),
      );
      if (Failed.length > 0) throw new Error(`${queue} did not take ${Failed.length} of ${letters.length} messages`);
      await removeDead(queue, letters);
    }),

    rewrite: orAway(async (queue: QueueName, letter: DeadLetter, body: string) => {
      const id = `rewritten-${letter.messageId}`;
      await client.send(
        new SendMessageCommand({ QueueUrl: await url(dlq(queue)), ...outgoing({ ...letter, body, id }) }),
      );
      await removeDead(queue, [letter]);
    }),

    discard: orAway(async (queue: QueueName, letter: DeadLetter) => {
      await removeDead(queue, [letter]);
    }),
  };
}

/** A message of a queue that is not ours to write: as it is, perhaps not for the first time, in any order. */
export type Foreign = { id: string; body: string; receipt: string };

/** A standard queue that others write. Calls throw when it is away. */
export type ForeignQueue = {
  /** Waits up to 20 s for at most 10 messages, hidden from others for five minutes; empty when none came or the signal fired. */
  receive(signal: AbortSignal): Promise<Foreign[]>;
  remove(messages: readonly Foreign[]): Promise<void>;
};

/** A standard queue over Amazon SQS, or anything that speaks its protocol. */
export function sqsForeignQueue(client: SQSClient, name: string): ForeignQueue {
  const url = queueUrls(client);
  return {
    async receive(abortSignal) {
      try {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: await url(name),
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: 20,
            VisibilityTimeout: 300,
          }),
          { abortSignal },
        );
        return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '' }) => {
          return { id: MessageId, body: Body, receipt: ReceiptHandle };
        });
      } catch (error) {
        if (abortSignal.aborted) return [];
        throw error;
      }
    },
    async remove(messages) {
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: await url(name), Entries: messages.map(entry()) }));
    },
  };
}

/** A call that says {@link Unavailable} when the queues do not answer. */
const orAway =
  <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
  (...args: A): Promise<R> =>
    call(...args).catch((cause) => {
      throw new Unavailable('the queues do not answer', { cause });
    });

const ATTRIBUTES = {
  MessageSystemAttributeNames: [
    'MessageGroupId',
    'MessageDeduplicationId',
    'ApproximateReceiveCount',
    'SentTimestamp',
  ] satisfies MessageSystemAttributeName[],
  MessageAttributeNames: ['traceparent'],
};

const incoming = ({ Attributes, MessageAttributes, Body, ReceiptHandle }: Message): Received => ({
  group: Attributes?.MessageGroupId ?? '',
  id: Attributes?.MessageDeduplicationId ?? '',
  body: Body ?? '',
  traceparent: MessageAttributes?.traceparent?.StringValue,
  sentAt: Number(Attributes?.SentTimestamp ?? 0),
  receives: Number(Attributes?.ApproximateReceiveCount ?? 1),
  receipt: ReceiptHandle ?? '',
});

const outgoing = ({ body, group, id, traceparent }: Pick<Received, 'body' | 'group' | 'id' | 'traceparent'>) => ({
  MessageBody: body,
  MessageGroupId: group,
  MessageDeduplicationId: id,
  ...(traceparent ? { MessageAttributes: { traceparent: { DataType: 'String', StringValue: traceparent } } } : {}),
});

const entry =
  (more: { VisibilityTimeout?: number } = {}) =>
  (message: Pick<Received, 'receipt'>, index: number) => ({
    Id: String(index),
    ReceiptHandle: message.receipt,
    ...more,
  });

/**
 * Creates the queues and their DLQs where they are missing, and gives those an older version made the attributes of this one;
 * repeatable. On AWS the infrastructure does this.
 */
export async function createQueues(client: SQSClient, names: readonly QueueName[]): Promise<void> {
  const create = async (QueueName: string, Attributes: Partial<Record<QueueAttributeName, string>>) => {
    try {
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
      const { FifoQueue: _, ...settable } = Attributes; // that is for ever
      await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: settable }));
      return { QueueUrl };
    } catch (error) {
      if (!(error instanceof QueueDoesNotExist)) throw error;
      return client.send(new CreateQueueCommand({ QueueName, Attributes }));
    }
  };
  const { queue, deadLetters, maxReceiveCount } = queueAttributes;
  for (const name of names) {
    const { QueueUrl } = await create(dlq(name), deadLetters);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount });
    await create(fifo(name), { ...queue, RedrivePolicy });
  }
}
