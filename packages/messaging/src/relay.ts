import { type Outgoing, subjectOf } from '@foodious/contracts/messages.ts';
import { type QueueName, queues } from '@foodious/contracts/resources.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Logger } from 'pino';
import type { Broker } from './broker.ts';
import { type Running, startLoop } from './loop.ts';
import type { Note } from './trail.ts';

/** The messages a service has committed and not yet handed over, oldest first. */
export type Outbox = {
  pending(limit: number, except?: readonly QueueName[]): Promise<Outgoing[]>;
  /** What of a group still waits, at most 100. */
  ofGroup(group: string): Promise<Outgoing[]>;
  /** How many messages wait. */
  size(): Promise<number>;
  /** Forgets what the broker has acknowledged, and notes it in the trail, in one transaction. */
  sent(messages: readonly Outgoing[], notes: readonly Note<MessagingTrail>[]): Promise<void>;
};

/** How often leftovers are looked for when nothing wakes the relay. */
const SWEEP_MS = 1_000;
/**
 * How long a message another instance committed is left to its own relay, in milliseconds; older than that it is an orphan
 * of a crash, and sent by whoever finds it. Sent twice by chance, it is dropped by the broker or by the inbox.
 */
const ORPHAN_MS = 2_000;
/** How long messages gather after others were sent, in milliseconds: under load they travel ten at a time, alone at once. */
const GATHER_MS = 10;

/**
 * Moves messages from the outbox to the broker, at least once and in order per group: right after the commit that
 * wakes it, and by a sweep for what a crash left behind. A row leaves the outbox only after the broker took it.
 */
export function startRelay({
  outbox,
  broker,
  log,
  sent = () => {},
}: {
  outbox: Outbox;
  broker: Pick<Broker, 'send'>;
  log: Logger;
  /** Told after messages were sent and noted. */
  sent?: () => void;
}): Relay {
  /** What waits at the start was left behind by a crash, ours as far as we know. */
  let starting = true;
  /** What was committed here and is not sent yet. */
  const own = new Set<string>();
  /** Queues that have just failed: left out, so that what waits for them holds nobody else back. */
  const failing = new Set<QueueName>();

  /** Sends once; true when it is worth looking again at once. */
  async function drain(): Promise<boolean> {
    const known = failing.size;
    const committed = [...own];
    const pending = await outbox.pending(100, [...failing]);
    if (pending.length === 0 && known === 0) for (const id of committed) own.delete(id); // another instance was faster
    const sends = [...nextBatches(pending, ours)].map(async ([queue, batch]) => {
      const em = Date.now();
      try {
        const taken = await broker.send(queue, batch);
        return batch.filter(({ envelope }) => taken.has(envelope.id)).map((message) => ({ message, em }));
      } catch (err) {
        log.warn({ err, queue }, 'queue unavailable');
        failing.add(queue);
        return [];
      }
    });
    const done = (await Promise.all(sends)).flat();
    if (done.length > 0) {
      for (const { message } of done) own.delete(message.envelope.id);
      await outbox.sent(
        done.map(({ message }) => message),
        done.map(({ message, em }) => departure(message, em)),
      );
      sent();
    }
    return done.length > 0 || failing.size > known;
  }

  const ours = ({ envelope: { id, ocorridoEm } }: Outgoing): boolean =>
    starting || own.has(id) || Date.now() - Date.parse(ocorridoEm) >= ORPHAN_MS;

  async function drainAll(): Promise<void> {
    while (await drain());
    starting = false;
    if (failing.size === 0) return;
    failing.clear();
    throw new Unavailable('a queue does not take its messages');
  }

  const loop = startLoop(drainAll, {
    everyMs: SWEEP_MS,
    restMs: GATHER_MS,
    failed: (err) => log.warn({ err }, 'messages wait in the outbox'),
  });
  return {
    stop: () => loop.stop(),
    wake(announced) {
      for (const { envelope } of announced) own.add(envelope.id);
      loop.wake();
    },
  };
}

export type Relay = Running & {
  /** These were committed just now. */
  wake(announced: readonly Outgoing[]): void;
};

/** The trail's entry of a message handed to its queue, which it reached after waiting in the outbox. */
function departure({ queue, envelope, causa }: Outgoing, em: number): Note<MessagingTrail> {
  const { id: mensagemId, tipo: mensagem, correlacao, ocorridoEm } = envelope;
  return {
    em,
    subject: subjectOf(envelope),
    correlacao,
    causa,
    tipo: 'mensagem-enviada',
    por: queues[queue].from,
    fila: queue,
    dados: { mensagemId, mensagem, ocorridoEm, esperaMs: em - Date.parse(ocorridoEm) },
  };
}

/** Up to 10 messages per queue, and of each group only the oldest: a refused one is never overtaken by its follower. */
function nextBatches(pending: readonly Outgoing[], ours: (message: Outgoing) => boolean): Map<QueueName, Outgoing[]> {
  const batches = new Map<QueueName, Outgoing[]>();
  const seen = new Set<string>();
  for (const message of pending) {
    if (seen.has(message.group)) continue;
    seen.add(message.group);
    if (!ours(message)) continue;
    const batch = batches.get(message.queue);
    if (!batch) batches.set(message.queue, [message]);
    else if (batch.length < 10) batch.push(message);
  }
  return batches;
}
