import { scraped } from '@foodious/platform/metrics.ts';
import { Counter, Gauge, Histogram } from 'prom-client';

/** Deliveries the inbox knew already. */
export const inboxRepeats = new Counter({
  name: 'inbox_repeats_total',
  help: 'Messages delivered again after they were handled',
  labelNames: ['service', 'queue'],
});

/** What became of deliveries: handled, failed (tried again), buried (dead-letter queue). */
export const deliveries = new Counter({
  name: 'message_deliveries_total',
  help: 'Deliveries by outcome: handled, failed, buried',
  labelNames: ['service', 'queue', 'outcome'],
});

export const handling = new Histogram({
  name: 'message_handling_seconds',
  help: 'Time to handle a message once',
  labelNames: ['service', 'queue'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
});

export const waiting = new Histogram({
  name: 'message_wait_seconds',
  help: 'Time from the fact a message tells of to its first delivery',
  labelNames: ['service', 'queue'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120],
});

/** How long the legs of the sagas take, across services. */
export const sagaDuration = new Histogram({
  name: 'saga_duration_seconds',
  help: 'Time of a leg of a saga',
  labelNames: ['saga'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300, 600, 1200, 2400],
});

export const openStreams = new Gauge({
  name: 'event_streams',
  help: 'Server-sent event streams open now',
  labelNames: ['service', 'stream'],
});

export const queueMessages = scraped('queue_messages', 'Messages of a queue: waiting, in_flight', ['queue', 'state']);
export const deadLetters = scraped('dead_letters', 'Messages of a dead-letter queue', ['queue']);
export const outboxMessages = scraped('outbox_messages', 'Committed messages not yet handed to their queue', [
  'service',
]);
export const refusedMessages = scraped('refused_messages', 'Messages their queue refused for good, set aside', [
  'service',
]);
export const outboxAge = scraped('outbox_oldest_age_seconds', 'Age of the oldest message not yet handed over', [
  'service',
]);
