/**
 * Virtual time and seeded chance. Everything that happens in a history is an event of one queue, and what is drawn decides
 * when: the same seed tells the same history. Whoever runs, a process or the world outside, is known by its async context.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mulberry32 } from '@foodious/testing/random.ts';

/** Who makes things happen. Nothing happens any more to one who is not alive; one who is frozen has to wait. */
export type Owner = { name: string; alive: boolean; frozenUntil: number; skewMs: number };

type Event = {
  at: number;
  order: number;
  who: Owner;
  run: () => void;
  cancelled: boolean;
  everyMs: number | undefined;
};

const real = { setImmediate: globalThis.setImmediate, Date: globalThis.Date };
const running = new AsyncLocalStorage<Owner>();

export const world: Owner = { name: 'mundo', alive: true, frozenUntil: 0, skewMs: 0 };
export const owner = (): Owner => running.getStore() ?? world;
export const as = <T>(who: Owner, work: () => T): T => running.run(who, work);

let epoch = 0;
let now = 0;
let order = 0;
let events = 0;
let draw = mulberry32(0);
let heap: Event[] = [];
let lines: string[] = [];
let wrong = new Set<string>();
/** Called at every step a process takes in its outside world: it may not survive it. */
let onStep: (who: Owner) => void = () => {};

/** Begins another history. */
export function begin(seed: number, startsAt: number, stepped: (who: Owner) => void): void {
  [epoch, now, order, events, heap, lines, wrong, onStep] = [startsAt, 0, 0, 0, [], [], new Set(), stepped];
  draw = mulberry32(seed);
  for (const fault of Object.keys(faults) as Fault[]) faults[fault] = 0;
  for (let n = 0; n < 8; n += 1) random(); // neighbouring seeds part ways
}

/** Uniform in [0, 1). What the dead still think draws nothing: it must change nothing. */
export const random = (): number => (owner().alive ? draw() : 0);
export const chance = (p: number): boolean => random() < p;
export const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
export const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** What may go wrong, and how probable it is each time it might; all zero once a history heals. */
export const faults = {
  /** A process dies at a step. */
  crash: 0,
  /** A process freezes for longer than a message stays hidden. */
  freeze: 0,
  /** A process is stopped in order. */
  deploy: 0,
  /** A database does not answer. */
  sqlAway: 0,
  /** A database has committed, and its answer is lost. */
  commitUnheard: 0,
  /** A queue is away for seconds. */
  queueDown: 0,
  /** The broker does not answer, before it did what it was asked. */
  brokerAway: 0,
  /** The broker does not answer, after it did what it was asked. */
  brokerUnheard: 0,
  /** The broker takes part of a batch. */
  partTaken: 0,
  /** The broker shows a message too soon. */
  shownAgain: 0,
  /** An HTTP call is lost on its way there. */
  callLost: 0,
  /** An HTTP call is lost on its way back. */
  answerLost: 0,
  /** An HTTP call is delivered twice. */
  callTwice: 0,
  /** Something takes long. */
  slow: 0,
};
export type Fault = keyof typeof faults;

export function strikes(fault: Fault): boolean {
  if (faults[fault] === 0 || !chance(faults[fault])) return false;
  tell(`! ${fault}`);
  return true;
}

/** Milliseconds something outside takes. */
export const latency = (): number => (strikes('slow') ? random() * 4_000 : random() * random() * 8);

/** Writes a line of the history. */
export const tell = (line: string): void =>
  void lines.push(`${now.toFixed(2).padStart(10)} ${owner().name.padEnd(12)} ${line}`);
export const told = (): readonly string[] => lines;
/** Says that something is not as it must be. */
export const blame = (what: string): void => void wrong.add(what);
export const blamed = (): string[] => [...wrong];

export const elapsed = (): number => now;
export const happened = (): number => events;
const clock = (): number => Math.floor(epoch + now) + owner().skewMs;

export function after(ms: number, run: () => void, who: Owner = owner(), everyMs?: number): Event {
  order += 1;
  const event = { at: now + Math.max(0, ms), order, who, run, cancelled: false, everyMs };
  push(event);
  return event;
}

/** Resolves later, when whoever waits is still alive then. */
export const later = (ms = latency()): Promise<void> => new Promise((resolve) => after(ms, resolve));

/** What is asked in vain: the one who asked is dead. */
export const never = <T>(): Promise<T> => new Promise(() => {});

/** Every step outside begins here. False for one who is dead, or has just died: nothing that is asked may happen. */
export function step(): boolean {
  const who = owner();
  if (who.alive) onStep(who);
  return who.alive;
}

/** Lets everything happen in its order until the story has ended. Rejects when it does not end within so much virtual time. */
export function live(story: () => Promise<void>, mostMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let over = false;
  const end = (settle: () => void) => {
    over = true;
    settle();
  };
  as(world, story).then(
    () => end(resolve),
    (error) => end(() => reject(error)),
  );
  // Each event in a turn of its own: what it sets off is done before the next. Turns are asked for by the dozen, to be cheap.
  const turn = () => {
    if (over) return;
    const next = pop();
    if (!next || next.at > mostMs) return end(() => reject(new Error(`no end after ${Math.round(now / 1_000)} s`)));
    if (next.cancelled || !next.who.alive) return;
    now = Math.max(now, next.at);
    const { frozenUntil } = next.who;
    if (frozenUntil > now) {
      next.at = frozenUntil;
      return push(next);
    }
    if (next.everyMs !== undefined) {
      next.at = now + next.everyMs;
      order += 1;
      next.order = order;
      push(next);
    }
    events += 1;
    as(next.who, next.run);
  };
  const turns = () => {
    if (over) return;
    for (let n = 0; n < 50; n += 1) real.setImmediate(turn);
    real.setImmediate(turns);
  };
  turns();
  return promise;
}

/** Lets what is under way in this thread run out. */
export const calm = (): Promise<void> => new Promise((resolve) => void real.setImmediate(resolve));

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(event: Event): void {
  let i = heap.push(event) - 1;
  while (i > 0) {
    const up = (i - 1) >> 1;
    const parent = heap[up] as Event;
    if (!before(event, parent)) break;
    heap[i] = parent;
    i = up;
  }
  heap[i] = event;
}

function pop(): Event | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || top === last) return top;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    const least = heap[child] as Event;
    if (!before(least, last)) break;
    heap[i] = least;
    i = child;
  }
  heap[i] = last;
  return top;
}

export function uuid(version: 4 | 7): string {
  const hex = (digits: number) =>
    Array.from({ length: digits / 4 }, () =>
      Math.floor(random() * 65_536)
        .toString(16)
        .padStart(4, '0'),
    ).join('');
  const head = version === 7 ? clock().toString(16).padStart(12, '0') : hex(12);
  const tail = hex(20);
  return `${head.slice(0, 8)}-${head.slice(8)}-${version}${tail.slice(1, 4)}-a${tail.slice(5, 8)}-${tail.slice(8)}`;
}

/** Timers are never quite on time. */
const late = (ms = 0): number => ms + random() * 3;

/** Gives this thread virtual time for good: nothing of it asks a real clock again. */
export function install(): void {
  class VirtualDate extends real.Date {
    constructor(...parts: unknown[]) {
      super(...((parts.length > 0 ? parts : [clock()]) as [number]));
    }
    static override now = clock;
  }
  const timer = (event: Event) => Object.assign(event, { ref: () => event, unref: () => event, hasRef: () => true });
  const cancel = (event: Event | undefined) => {
    if (event) event.cancelled = true;
  };
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    after(ms, () => controller.abort(new DOMException('the time is over', 'TimeoutError')));
    return controller.signal;
  };
  Object.assign(AbortSignal, { timeout });
  Object.assign(Math, { random });
  Object.assign(performance, { now: () => now });
  Object.assign(globalThis, {
    Date: VirtualDate,
    setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      timer(after(late(ms), () => run(...args))),
    setInterval: (run: () => void, ms: number) => timer(after(late(ms), run, owner(), ms)),
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) => timer(after(0, () => run(...args))),
    clearTimeout: cancel,
    clearInterval: cancel,
    clearImmediate: cancel,
  });
}

/** `setTimeout` of node:timers/promises. */
export function sleep<T>(ms?: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal?.reason);
    if (signal?.aborted) return give();
    const event = after(late(ms), () => {
      signal?.removeEventListener('abort', aborted);
      resolve(value as T);
    });
    const aborted = () => {
      event.cancelled = true;
      give();
    };
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
