import { type QueueName, queues, type ServiceName } from '@foodious/contracts/messages.ts';
import type { Logger } from 'pino';
import { type Broker, dlq, fifo, type QueueCare } from './broker.ts';
import { type Handler, startConsumer } from './consumer.ts';
import type { Running } from './loop.ts';
import { deadLetters, outboxAge, outboxMessages, queueMessages } from './metrics.ts';
import { type Outbox, type Relay, startRelay } from './relay.ts';
import { type Prune, startRetention } from './retention.ts';
import { type Streams, startStreams } from './streams.ts';
import { startTail, type Tail } from './tail.ts';
import type { Trail } from './trail.ts';

/** The queues a service reads, and those it writes. */
export const queuesTo = (service: ServiceName): QueueName[] => names.filter((name) => queues[name].to === service);
export const queuesFrom = (service: ServiceName): QueueName[] => names.filter((name) => queues[name].from === service);
const names = Object.keys(queues) as QueueName[];

/** All that goes in and out of one service but HTTP: its outbox's relay, its consumers, its trail and who follows it. */
export type Messaging = Running & {
  service: ServiceName;
  relay: Relay;
  tail: Tail;
  trail: Trail;
  outbox: Outbox;
  care: QueueCare;
  streams: Streams;
  /** Begins to read every queue of the service. */
  consume(handle: Handler): void;
};

export async function startMessaging({
  service,
  outbox,
  trail,
  broker,
  care,
  prunes,
  retentionDays,
  log,
}: {
  service: ServiceName;
  outbox: Outbox;
  trail: Trail;
  broker: Broker;
  care: QueueCare;
  /** What grows for ever, and how many days of it are kept. */
  prunes: readonly Prune[];
  retentionDays: number;
  log: Logger;
}): Promise<Messaging> {
  const tail = await startTail({ trail, log });
  const relay = startRelay({ outbox, broker, log, sent: () => tail.wake() });
  const streams = startStreams({ service, tail, trail, log });
  const retention = startRetention({ prunes, days: retentionDays, log });
  const consumers: Running[] = [];
  const append: Trail['append'] = async (notes) => {
    await trail.append(notes);
    tail.wake();
  };

  const forget = [
    outboxMessages(async () => [{ labels: { service }, value: await outbox.size() }]),
    outboxAge(async () => {
      const [oldest] = await outbox.pending(1);
      const since = oldest ? Date.parse(oldest.envelope.ocorridoEm) : Date.now();
      return [{ labels: { service }, value: Math.max(0, Date.now() - since) / 1000 }];
    }),
    queueMessages(async () =>
      (
        await Promise.all(
          queuesFrom(service).map(async (queue) => {
            const { waiting, inFlight } = await care.depth(fifo(queue));
            return [
              { labels: { queue, state: 'waiting' }, value: waiting },
              { labels: { queue, state: 'in_flight' }, value: inFlight },
            ];
          }),
        )
      ).flat(),
    ),
    deadLetters(() =>
      Promise.all(
        queuesTo(service).map(async (queue) => {
          const { waiting, inFlight } = await care.depth(dlq(queue));
          return { labels: { queue }, value: waiting + inFlight };
        }),
      ),
    ),
  ];

  return {
    ...{ service, relay, tail, outbox, care, streams },
    trail: { ...trail, append },
    consume(handle) {
      for (const queue of queuesTo(service)) consumers.push(startConsumer({ broker, queue, handle, log, append }));
    },
    async stop() {
      for (const source of forget) source();
      await retention.stop();
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await relay.stop();
      streams.stop();
      await tail.stop();
    },
  };
}
