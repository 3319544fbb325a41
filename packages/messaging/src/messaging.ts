import type { Outgoing } from '@foodious/contracts/messages.ts';
import { dlq, fifo, type QueueName, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import type { Party } from '@foodious/contracts/services.ts';
import type { Trails } from '@foodious/contracts/trail.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Job } from '@foodious/platform/service.ts';
import type { Logger } from 'pino';
import type { Broker, QueueCare } from './broker.ts';
import { type Handler, startConsumer } from './consumer.ts';
import type { Running } from './loop.ts';
import { deadLetters, outboxAge, outboxMessages, queueMessages, refusedMessages } from './metrics.ts';
import { type Outbox, type Relay, sentNote, startRelay } from './relay.ts';
import { type Prune, startRetention } from './retention.ts';
import { createStreams, type Streams } from './streams.ts';
import { createTail, type Tail } from './tail.ts';
import type { Entries, Trail } from './trail.ts';

/** The queues a service reads, and those it writes. */
export const queuesTo = (service: Party): QueueName[] => queueNames.filter((name) => queues[name].to === service);
export const queuesFrom = (service: Party): QueueName[] =>
  queueNames.filter((name) => sendersOf(name).includes(service));

/**
 * All that goes in and out of one service but HTTP: its outbox's relay, its consumers, its trail and who follows it. As a job
 * it sends, tells and forgets; `consumer` is the job that reads every queue of the service.
 */
export type Messaging<E extends Entries = Entries> = Required<Job> & {
  service: Party;
  relay: Pick<Relay, 'wake'>;
  tail: Tail<E>;
  trail: Trail;
  outbox: Outbox;
  care: QueueCare;
  streams: Streams<E>;
  /**
   * Sends at once, without the outbox, what answers a message that is being handled: it comes again until this was done, perhaps
   * more than once. Throws Unavailable while the queue does not take it.
   */
  answer(messages: readonly Outgoing[]): Promise<void>;
  consumer(handle: Handler): Required<Job>;
};

/** Puts the messaging of a service together over where it keeps its messages and the queues it has; nothing of it runs yet. */
export function createMessaging<S extends Party>({
  service,
  outbox,
  trail,
  broker,
  care,
  prunes,
  retentionDays,
  log,
}: {
  service: S;
  outbox: Outbox;
  trail: Trail;
  broker: Broker;
  care: QueueCare;
  /** What grows for ever, and how many days of it are kept. */
  prunes: readonly Prune[];
  retentionDays: number;
  log: Logger;
}): Messaging<Trails[S]> {
  // A service alone writes its trail, and by its contract.
  const tail = createTail({ trail, log }) as Tail<Trails[S]>;
  const streams = createStreams({ service, tail, trail, log }) as Streams<Trails[S]>;
  const append: Trail['append'] = async (notes) => {
    await trail.append(notes);
    tail.wake();
  };
  let relay: Relay | undefined;
  let retention: Running | undefined;
  let forget: (() => void)[] = [];

  return {
    service,
    tail,
    outbox,
    care,
    streams,
    trail: { ...trail, append },
    relay: { wake: (announced) => relay?.wake(announced) },
    async start() {
      await tail.start();
      relay = startRelay({ outbox, broker, log, sent: () => tail.wake() });
      streams.start();
      retention = startRetention({ prunes, days: retentionDays, log });
      forget = gauges(service, outbox, care);
    },
    async stop() {
      for (const source of forget) source();
      await retention?.stop();
      await relay?.stop();
      streams.stop();
      await tail.stop();
    },
    async answer(messages) {
      for (const message of messages) {
        const em = Date.now();
        const { taken } = await broker.send(message.queue, [message]).catch((cause) => {
          throw new Unavailable('the queues do not answer', { cause });
        });
        if (!taken.has(message.envelope.id)) throw new Unavailable(`${message.queue} did not take an answer`);
        await append([sentNote(message, em)]);
      }
    },
    consumer(handle) {
      const consumers: Running[] = [];
      return {
        start() {
          for (const queue of queuesTo(service)) consumers.push(startConsumer({ broker, queue, handle, log, append }));
        },
        stop: () => Promise.all(consumers.map((consumer) => consumer.stop())),
      };
    },
  };
}

/** What is measured of the messages of a service, at each scrape. @returns what ends it */
const gauges = (service: Party, outbox: Outbox, care: QueueCare): (() => void)[] => [
  outboxMessages(async () => [{ labels: { service }, value: await outbox.size() }]),
  refusedMessages(async () => [{ labels: { service }, value: (await outbox.aside()).length }]),
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
