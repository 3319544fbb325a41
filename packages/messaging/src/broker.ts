import type { Outgoing } from '@foodious/contracts/messages.ts';
import type { QueueName } from '@foodious/contracts/resources.ts';

/** A message as it came from a queue, not yet understood. */
export type Received = {
  /** Messages of one group are handled one at a time, in order. */
  group: string;
  /** Deduplication id: the sender's event id. */
  id: string;
  body: string;
  /** The trace its sender was in, when it says so. */
  traceparent?: string | undefined;
  /** When it entered the queue, epoch milliseconds. */
  sentAt: number;
  /** How many times it was handed out, this time included. */
  receives: number;
  /** What removes or postpones this very delivery. */
  receipt: string;
};

/** What became of the messages of a batch, by their ids; those in neither may be taken another time. */
export type Sent = {
  taken: ReadonlySet<string>;
  /** Those no queue will ever take as they are, each with the code of its refusal. */
  refused: ReadonlyMap<string, string>;
};

/**
 * The port to the message broker: FIFO queues, at-least-once delivery, a dead-letter queue behind each.
 * Every call throws when the broker is away; the loops above it wait and try again.
 */
export type Broker = {
  /** Sends up to 10 messages to one queue. */
  send(queue: QueueName, batch: readonly Outgoing[]): Promise<Sent>;
  /** Waits up to 20 s for at most `max` (≤ 10) messages; empty when none came or the signal fired. */
  receive(queue: QueueName, max: number, signal: AbortSignal): Promise<Received[]>;
  /** Removes what was handled. */
  remove(queue: QueueName, batch: readonly Received[]): Promise<void>;
  /** Hides the deliveries, and so their groups, for so many milliseconds more (at least 1 000). */
  postpone(queue: QueueName, batch: readonly Received[], ms: number): Promise<void>;
  /** Moves a message that can never be handled to the dead-letter queue. */
  bury(queue: QueueName, message: Received): Promise<void>;
};

/** A message of a dead-letter queue, as it is looked at. */
export type DeadLetter = Omit<Received, 'receives'> & {
  /** The broker's own id of this very dead letter. */
  messageId: string;
};

/** What whoever looks after the queues does. Every call throws when the broker is away. */
export type QueueCare = {
  /** Messages that wait and that are being worked on, of a queue or of its dead-letter queue. */
  depth(name: string): Promise<{ waiting: number; inFlight: number }>;
  /**
   * Takes up to 10 dead letters, hidden from others for so many milliseconds; none when there is none, or all are hidden.
   * Of one group the oldest come first: FIFO gives the next only when those are gone.
   */
  takeDead(queue: QueueName, hiddenMs: number): Promise<DeadLetter[]>;
  /** Shows dead letters again, soon. */
  putBack(queue: QueueName, letters: readonly DeadLetter[]): Promise<void>;
  /** Sends dead letters to their queue once more, in order, then removes them; a crash in between repeats, never loses. */
  redrive(queue: QueueName, letters: readonly DeadLetter[]): Promise<void>;
  /** Puts a dead letter with another body in the place of one; a crash in between leaves both. */
  rewrite(queue: QueueName, letter: DeadLetter, body: string): Promise<void>;
  /** Removes a dead letter for good. */
  discard(queue: QueueName, letter: DeadLetter): Promise<void>;
};
