import { type Outgoing, subjectOf } from '@foodious/contracts/messages.ts';
import { type QueueName, senderOf } from '@foodious/contracts/resources.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Logger } from 'pino';
import type { Broker } from './broker.ts';
import { outage, type Running, startLoop } from './loop.ts';
import type { Note } from './trail.ts';

/** The messages a service has committed and not yet handed over, oldest first. */
export type Outbox = {
  pending(limit: number, except?: readonly QueueName[]): Promise<Outgoing[]>;
  /** What of a group still waits, at most 100. */
  ofGroup(group: string): Promise<Outgoing[]>;
  /** How many messages wait, but those set aside. */
  size(): Promise<number>;
  /** Forgets what the broker has acknowledged, and notes it in the trail, in one transaction. */
  sent(messages: readonly Outgoing[], notes: readonly Note<MessagingTrail>[]): Promise<void>;
  /** Takes what no queue will ever take out of the way, to be kept until somebody decides; notes it in the same transaction. */
  setAside(messages: readonly Aside[], notes: readonly Note<MessagingTrail>[]): Promise<void>;
  /** What was set aside, the oldest first, at most {@link ASIDE}. */
  aside(): Promise<Aside[]>;
  /** Puts what was set aside back in its place, to be sent once more (`again`), or lets it go for good. */
  settle(message: Outgoing, again: boolean): Promise<void>;
};

/** A message its queue refused for good: why, by the code of the queue, and when, epoch milliseconds. */
export type Aside = { message: Outgoing; motivo: string; em: number };
/** Messages set aside that are told of at most. */
export const ASIDE = 1_000;

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
 * wakes it, and by a sweep for what a crash left behind. A row leaves the outbox only after the broker took it, or refused it
 * for good: such a one is kept aside, and holds up nobody.
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
  /** Messages a queue did not take this time, how often, and when they are tried again, by `performance.now()`. */
  const resting = new Map<string, { failures: number; until: number }>();
  /** Queues that have just failed: left out, so that what waits for them holds nobody else back. */
  const failing = new Set<QueueName>();

  /** Sends once; true when it is worth looking again at once. */
  async function drain(): Promise<boolean> {
    const known = failing.size;
    const committed = [...own];
    const pending = await outbox.pending(100, [...failing]);
    if (pending.length === 0 && known === 0) {
      for (const id of committed) own.delete(id); // another instance was faster
      resting.clear();
    }
    const sends = [...nextBatches(pending, due)].map(async ([queue, batch]) => {
      const em = Date.now();
      try {
        const { taken, refused } = await broker.send(queue, batch);
        return batch.map((message) => {
          const { id } = message.envelope;
          return { message, em, taken: taken.has(id), motivo: refused.get(id) };
        });
      } catch (err) {
        log.warn({ err, queue }, 'queue unavailable');
        failing.add(queue);
        return [];
      }
    });
    const tried = (await Promise.all(sends)).flat();
    const done = tried.filter(({ taken }) => taken);
    const aside = tried.flatMap(({ message, em, motivo }) => (motivo === undefined ? [] : [{ message, em, motivo }]));
    for (const { message } of tried) rest(message, done, aside);
    if (done.length > 0)
      await outbox.sent(
        done.map(({ message }) => message),
        done.map(({ message, em }) => sentNote(message, em)),
      );
    if (aside.length > 0) {
      const notes = aside.map(({ message, em, motivo }) =>
        noteAbout(message, em, 'mensagem-recusada', { ...named(message), erro: motivo }),
      );
      await outbox.setAside(aside, notes);
      for (const { message, motivo } of aside)
        log.error({ ...ids(message), motivo }, 'message refused for good: set aside');
    }
    if (done.length + aside.length > 0) sent();
    return done.length + aside.length > 0 || failing.size > known;
  }

  /** Leaves alone for a while what its queue did not take. */
  function rest(message: Outgoing, ...settled: readonly (readonly { message: Outgoing }[])[]): void {
    const { id } = message.envelope;
    if (settled.some((some) => some.some((other) => other.message === message))) {
      own.delete(id);
      resting.delete(id);
      return;
    }
    const failures = (resting.get(id)?.failures ?? 0) + 1;
    resting.set(id, { failures, until: performance.now() + outage(failures) });
    log.warn({ ...ids(message), failures }, 'message not taken: again later');
  }

  const due = ({ envelope: { id, ocorridoEm } }: Outgoing): boolean =>
    (starting || own.has(id) || Date.now() - Date.parse(ocorridoEm) >= ORPHAN_MS) &&
    (resting.get(id)?.until ?? 0) <= performance.now();

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

const named = ({ envelope: { id, tipo } }: Outgoing) => ({ mensagemId: id, mensagem: tipo });

/** What the log says of a message. */
const ids = ({ queue, group, envelope: { id, tipo, correlacao } }: Outgoing) => ({
  queue,
  group,
  id,
  tipo,
  correlacao,
});

/** What is told of a message handed to its queue, which it reached after waiting in the outbox. */
const departure = (message: Outgoing, em: number): MessagingTrail['mensagem-enviada'] => {
  const { ocorridoEm } = message.envelope;
  return { ...named(message), ocorridoEm, esperaMs: em - Date.parse(ocorridoEm) };
};

/** The trail's entry of a message handed to its queue at an instant. */
export const sentNote = (message: Outgoing, em: number) =>
  noteAbout(message, em, 'mensagem-enviada', departure(message, em));

/** The trail's entry of what became of a message of the outbox. */
const noteAbout = <T extends 'mensagem-enviada' | 'mensagem-recusada'>(
  { queue, envelope, causa }: Outgoing,
  em: number,
  tipo: T,
  dados: MessagingTrail[T],
) => ({
  em,
  subject: subjectOf(envelope),
  correlacao: envelope.correlacao,
  causa,
  tipo,
  por: senderOf(queue),
  fila: queue,
  dados,
});

/** Up to 10 messages per queue, and of each group only the oldest: a refused one is never overtaken by its follower. */
function nextBatches(pending: readonly Outgoing[], due: (message: Outgoing) => boolean): Map<QueueName, Outgoing[]> {
  const batches = new Map<QueueName, Outgoing[]>();
  const seen = new Set<string>();
  for (const message of pending) {
    if (seen.has(message.group)) continue;
    seen.add(message.group);
    if (!due(message)) continue;
    const batch = batches.get(message.queue);
    if (!batch) batches.set(message.queue, [message]);
    else if (batch.length < 10) batch.push(message);
  }
  return batches;
}
