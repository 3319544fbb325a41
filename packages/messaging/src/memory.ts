import type { Outgoing } from '@foodious/contracts/messages.ts';
import { MAX_MESSAGE_BYTES, MAX_RECEIVES, type QueueName, VISIBILITY_MS } from '@foodious/contracts/resources.ts';
import { isFit, plainJson } from '@foodious/kernel/text.ts';
import type { Broker, Received } from './broker.ts';

type Stored = Omit<Received, 'receipt'> & { visibleAt: number; receipt: string };

/** Why Amazon would take such a message from nobody. */
function refusal(body: string, group: string): string | undefined {
  if (group === '') return 'MissingParameter';
  if (!isFit(body)) return 'InvalidMessageContents';
  if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES) return 'InvalidParameterValue';
  return undefined;
}

/**
 * A FIFO broker in memory, for tests and simulations. Like Amazon's, and unlike small emulators, one receive may hand
 * out several messages of one group.
 */
export function memoryBroker(agora: () => number = Date.now): Broker & {
  dead(queue: QueueName): readonly Received[];
  waiting(queue: QueueName): number;
} {
  const queues = new Map<string, { messages: Stored[]; seen: Set<string>; dead: Stored[] }>();
  let arrival = Promise.withResolvers<void>();
  let receipts = 0;
  const of = (name: QueueName) => {
    const queue = queues.get(name) ?? { messages: [], seen: new Set(), dead: [] };
    queues.set(name, queue);
    return queue;
  };

  function take(name: QueueName, max: number): Received[] {
    const queue = of(name);
    const now = agora();
    const exhausted = (message: Stored) => message.receives >= MAX_RECEIVES && message.visibleAt <= now;
    queue.dead.push(...queue.messages.filter(exhausted));
    queue.messages = queue.messages.filter((message) => !exhausted(message));
    const blocked = new Set(
      queue.messages.filter((message) => message.visibleAt > now).map((message) => message.group),
    );
    const batch = queue.messages.filter((message) => !blocked.has(message.group)).slice(0, max);
    return batch.map((message) => {
      receipts += 1;
      Object.assign(message, {
        visibleAt: now + VISIBILITY_MS,
        receives: message.receives + 1,
        receipt: String(receipts),
      });
      return { ...message };
    });
  }

  const find = (name: QueueName, batch: readonly Received[]) => {
    const receipts = new Set(batch.map((message) => message.receipt));
    return of(name).messages.filter((message) => receipts.has(message.receipt));
  };

  const broker: Broker = {
    async send(name, batch: readonly Outgoing[]) {
      const queue = of(name);
      const refused = new Map<string, string>();
      for (const { envelope, group, traceparent } of batch) {
        const body = plainJson(envelope);
        const why = refusal(body, group);
        if (why) refused.set(envelope.id, why);
        if (why || queue.seen.has(envelope.id)) continue;
        queue.seen.add(envelope.id);
        const arrived = { receives: 0, receipt: '', visibleAt: 0, sentAt: agora() };
        queue.messages.push({ id: envelope.id, group, body, traceparent: traceparent || undefined, ...arrived });
      }
      arrival.resolve();
      arrival = Promise.withResolvers();
      return { taken: new Set(batch.map(({ envelope }) => envelope.id).filter((id) => !refused.has(id))), refused };
    },
    async receive(name, max, signal) {
      for (;;) {
        if (signal.aborted) return [];
        const batch = take(name, max);
        if (batch.length > 0) return batch;
        const timer = Promise.withResolvers<void>();
        const id = setTimeout(timer.resolve, 20);
        await Promise.race([arrival.promise, timer.promise]);
        clearTimeout(id);
      }
    },
    async remove(name, batch) {
      const gone = new Set(find(name, batch));
      of(name).messages = of(name).messages.filter((message) => !gone.has(message));
    },
    async postpone(name, batch, ms) {
      for (const message of find(name, batch)) message.visibleAt = agora() + ms;
    },
    async bury(name, message) {
      of(name).dead.push(...find(name, [message]));
      await broker.remove(name, [message]);
    },
  };
  return { ...broker, dead: (name) => of(name).dead, waiting: (name) => of(name).messages.length };
}
