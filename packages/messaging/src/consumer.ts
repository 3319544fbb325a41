import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Envelope,
  type MessageType,
  parseEnvelope,
  subjectOf,
  subjectOfGroup,
} from '@foodious/contracts/messages.ts';
import { MAX_TRIES, type QueueName, queues, senderOf, VISIBILITY_MS } from '@foodious/contracts/resources.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { type Context, storyOf, traceparentOf, validTraceparent } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { type Subject, subjectField } from '@foodious/kernel/subject.ts';
import { startSpan } from '@foodious/platform/telemetry.ts';
import type { Logger } from 'pino';
import type { Broker, Received } from './broker.ts';
import { outage, pause, type Running } from './loop.ts';
import { deliveries, handling, inboxRepeats, waiting } from './metrics.ts';
import { type Note, noteOf } from './trail.ts';

/** One try to handle a message: the context of what it makes happen, and how it came. Its `causa` is the message's id. */
export type Delivery = Context & {
  service: string;
  queue: QueueName;
  tipo: MessageType;
  subject: Subject | null;
  /** Which try this is, from 1. */
  tries: number;
  /** Milliseconds from the fact it tells of to this try. */
  waitedMs: number;
  /** When this try began, by `performance.now()`. */
  began: number;
};

export type Handler = (message: Envelope, delivery: Delivery) => Promise<void>;

/** What a service notes of a delivery in the transaction that handles it. */
export const receipt = (delivery: Delivery, fresh: boolean) => {
  const { causa: mensagemId, tipo: mensagem, tries, waitedMs: naFilaMs, began, subject, queue } = delivery;
  const dados = {
    mensagemId,
    mensagem,
    tentativa: tries,
    naFilaMs,
    // Read when it is written, at the end of the work.
    get duracaoMs() {
      return Math.round(performance.now() - began);
    },
  };
  return [fresh ? 'mensagem-recebida' : 'mensagem-repetida', subject, dados, queue] as const;
};

/** Messages one consumer works on at a time: enough to keep the database busy, few enough to finish quickly on stop. */
const IN_HAND = 40;
/** Messages it holds, those waiting for their next try included. */
const MOST = 400;

/** How long messages gather behind those being worked on before the queue is asked again, in milliseconds: at least, at most. */
const GATHER_MS = { least: 10, most: 50 };
/** How long the removal of handled messages waits for company, in milliseconds: nobody waits for it. */
const REMOVAL_MS = 25;

/**
 * Reads a queue until stopped: groups in parallel, order inside a group, deliveries kept hidden while they are held.
 * - A handler that throws is tried again here, after a growing, jittered delay; the third failure buries the message. It is
 *   counted here and not by deliveries, which a killed process uses up too. Those behind it in its group wait in hand.
 * - {@link Unavailable} is not the message's fault: it is tried again until the dependency is back, and counts for nothing.
 * - What cannot be parsed is buried at once and delays nobody.
 */
export function startConsumer({
  broker,
  queue,
  handle,
  log,
  append,
  backoff = growing,
}: {
  broker: Broker;
  queue: QueueName;
  handle: Handler;
  log: Logger;
  /** Notes in the trail what became of a failed try. */
  append(notes: readonly Note<MessagingTrail>[]): Promise<void>;
  /** Milliseconds to wait after so many failed tries. */
  backoff?: (tries: number) => number;
}): Running {
  const service = queues[queue].to;
  // A counter nobody has seen yet looks like one that was never there.
  inboxRepeats.inc({ service, queue }, 0);
  for (const outcome of ['handled', 'failed', 'buried']) deliveries.inc({ service, queue, outcome }, 0);
  const stopping = new AbortController();
  const held = new Set<Received>();
  /** The tail of each group's chain. */
  const chains = new Map<string, Promise<boolean>>();
  let roomMade = Promise.withResolvers<void>();
  /** Of those held, how many only wait for their next try. */
  let idling = 0;

  const makeRoom = () => {
    roomMade.resolve();
    roomMade = Promise.withResolvers();
  };
  const release = (messages: readonly Received[]) => {
    for (const message of messages) held.delete(message);
    makeRoom();
  };

  const removal = batched(async (messages: readonly Received[]) => {
    try {
      await broker.remove(queue, messages);
    } catch (err) {
      log.warn({ err, queue }, 'handled messages not removed: they come again and the inbox knows them');
    }
    release(messages);
  }, REMOVAL_MS);

  const giveBack = async (message: Received): Promise<false> => {
    try {
      await broker.postpone(queue, [message], 1_000);
    } catch (err) {
      log.warn({ err, queue }, 'message not given back: it comes again when its visibility ends');
    }
    release([message]);
    return false;
  };

  const bury = async (message: Received, why: Note<MessagingTrail>): Promise<true> => {
    try {
      await broker.bury(queue, message);
      deliveries.inc({ service, queue, outcome: 'buried' });
      await note(why);
    } catch (err) {
      log.warn({ err, queue }, 'message not buried yet: it comes again when its visibility ends');
    }
    release([message]);
    return true;
  };

  /** Resolves to false when the message was given back, because we are stopping, and those behind it must be too. */
  async function work(message: Received, before: Promise<boolean> | undefined): Promise<boolean> {
    if (before && !(await before)) return giveBack(message);
    let envelope: Envelope;
    try {
      envelope = parseEnvelope(queue, message.body);
    } catch (err) {
      log.error({ err, queue, id: message.id, group: message.group }, 'message not understood: to the DLQ');
      return bury(message, notUnderstood(message));
    }
    const { id, tipo, correlacao } = envelope;
    const context = { queue, id, tipo, ...subjectField(subjectOf(envelope)), correlacao };
    waiting.observe({ service, queue }, Math.max(0, Date.now() - Date.parse(envelope.ocorridoEm)) / 1000);
    for (let tries = 1; ; tries += 1) {
      try {
        await untilAvailable(() => attempt(envelope, message, tries), context);
        log.info(context, 'message handled');
        deliveries.inc({ service, queue, outcome: 'handled' });
        removal(message);
        return true;
      } catch (err) {
        if (stopping.signal.aborted) return giveBack(message);
        const last = tries >= MAX_TRIES;
        log.error({ err, ...context, tries }, last ? 'message failed: to the DLQ' : 'message failed: again later');
        const delivery = deliveryOf(envelope, message, tries);
        if (last)
          return bury(message, noteOf(delivery, 'mensagem-enterrada', delivery.subject, failure(delivery, err), queue));
        const waitMs = Math.round(backoff(tries));
        deliveries.inc({ service, queue, outcome: 'failed' });
        const dados = { ...failure(delivery, err), proximaEmMs: waitMs };
        await note(noteOf(delivery, 'mensagem-falhou', delivery.subject, dados, queue));
        await idle(waitMs);
        if (stopping.signal.aborted) return giveBack(message);
      }
    }
  }

  const deliveryOf = (envelope: Envelope, { traceparent }: Received, tries: number): Delivery => {
    const agora = new Date();
    const { id: causa, tipo, correlacao, lojaId, ocorridoEm } = envelope;
    return {
      agora,
      correlacao,
      causa,
      por: senderOf(queue),
      lojaId,
      papel: null,
      service,
      queue,
      tipo,
      subject: subjectOf(envelope),
      tries,
      traceparent: validTraceparent(traceparent) ?? traceparentOf(correlacao),
      waitedMs: Math.max(0, agora.getTime() - Date.parse(ocorridoEm)),
      began: performance.now(),
    };
  };

  async function attempt(envelope: Envelope, message: Received, tries: number): Promise<void> {
    const delivery = deliveryOf(envelope, message, tries);
    const { traceparent } = delivery;
    const attributes = { 'messaging.message.id': envelope.id, 'messaging.destination.name': queue };
    const span = startSpan({ name: `${queue} ${envelope.tipo}`, kind: 'consumer', service, traceparent, attributes });
    try {
      await handle(envelope, { ...delivery, traceparent: span.traceparent });
      span.end();
      handling.observe({ service, queue }, (performance.now() - delivery.began) / 1000);
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  /** What no transaction carries is noted on its own; a trail that cannot be written must not stop the queue. */
  async function note(what: Note<MessagingTrail>): Promise<void> {
    await append([what]).catch((err) => log.warn({ err, queue }, 'failed try not noted in the trail'));
  }

  const notUnderstood = ({ id, group, traceparent }: Received): Note<MessagingTrail> => ({
    em: Date.now(),
    subject: subjectOfGroup(group),
    tipo: 'mensagem-enterrada',
    correlacao: validTraceparent(traceparent) ? storyOf(traceparent ?? '') : '',
    causa: id.slice(0, 36),
    por: senderOf(queue),
    fila: queue,
    dados: { mensagemId: id, erro: 'não compreendida' },
  });

  /** Waits without keeping others from coming in. */
  async function idle(ms: number): Promise<void> {
    idling += 1;
    makeRoom();
    await pause(ms, stopping.signal);
    idling -= 1;
  }

  async function untilAvailable(run: () => Promise<void>, context: object): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await run();
      } catch (err) {
        if (!(err instanceof Unavailable) || stopping.signal.aborted) throw err;
        log.warn({ err, ...context, tries }, 'a dependency is away: held');
        await pause(outage(tries), stopping.signal);
      }
    }
  }

  async function poll() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const room = Math.min(IN_HAND - (held.size - idling), MOST - held.size);
        if (room <= 0) {
          await roomMade.promise;
          continue;
        }
        const batch = await broker.receive(queue, Math.min(10, room), stopping.signal);
        failures = 0;
        const working = batch.map((message) => {
          held.add(message);
          const chain = work(message, chains.get(message.group));
          chains.set(message.group, chain);
          void chain.then(() => chains.get(message.group) === chain && chains.delete(message.group));
          return chain;
        });
        // While these are worked on the next ones gather, and cost one call together; a slow one holds nobody up.
        if (batch.length === 0) continue;
        await pause(GATHER_MS.least, stopping.signal);
        await Promise.race([Promise.all(working), pause(GATHER_MS.most - GATHER_MS.least, stopping.signal)]);
      } catch (err) {
        failures += 1;
        log.warn({ err, queue, failures }, 'queue unavailable');
        await pause(outage(failures), stopping.signal);
      }
    }
  }

  const heartbeat = setInterval(async () => {
    const working = [...held];
    for (let start = 0; start < working.length; start += 10) {
      await broker
        .postpone(queue, working.slice(start, start + 10), VISIBILITY_MS)
        .catch((err) => log.warn({ err, queue }, 'visibility not extended'));
    }
  }, VISIBILITY_MS / 3);

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
      while (held.size > 0) await roomMade.promise;
      clearInterval(heartbeat);
    },
  };
}

/** What the trail says of a failed try: the kind of the error, never its words, which may quote a person. */
const failure = ({ causa, tipo, tries }: Delivery, error: unknown) => ({
  mensagemId: causa,
  mensagem: tipo,
  tentativa: tries,
  erro: error instanceof Error ? error.name : typeof error,
});

/** Milliseconds before the next try: 1 s, then 4 s, each with up to half as much again. */
export const growing = (tries: number): number => 1_000 * 4 ** (tries - 1) * (1 + Math.random() / 2);

/** Collects what arrives within a moment, or while the last batch is on its way, and flushes at most 10 at a time. */
function batched<T>(flush: (items: readonly T[]) => Promise<void>, ms: number): (item: T) => void {
  const waiting: T[] = [];
  let busy = false;
  const run = async () => {
    await sleep(ms);
    while (waiting.length > 0) await flush(waiting.splice(0, 10));
    busy = false;
  };
  return (item) => {
    waiting.push(item);
    if (busy) return;
    busy = true;
    void run();
  };
}
