import { setTimeout as sleep } from 'node:timers/promises';
import { type Subject, sameSubject } from '@foodious/kernel/subject.ts';
import type { Job } from '@foodious/platform/service.ts';
import type { Logger } from 'pino';
import { type Running, startLoop } from './loop.ts';
import type { Entries, Entry, Trail } from './trail.ts';

/** Entries kept in memory for those who follow closely; who is further behind reads them from the database. */
const RING = 1_024;
const PAGE = 500;
/** How often the commits of other instances are looked for, in milliseconds; our own wake us. */
const POLL_MS = 500;
/** How long commits gather after others were told, in milliseconds. */
const GATHER_MS = 5;
/**
 * How long a gap in the numbers may be a commit still under way elsewhere, in milliseconds; after that it was rolled back.
 * One writer leaves no gaps.
 */
const GAP_MS = 2_000;

/**
 * How many entries before the latest one a tail begins, so that a commit under way elsewhere at that moment, with a number
 * below it, is not missed.
 */
const BEHIND = 200;
/** How often it looks whether such a commit has ended, in milliseconds. */
const LOOK_MS = 50;

/** Follows a trail from its start on: tells its entries once each, in order, to everybody who listens. */
export type Tail<E extends Entries = Entries> = Required<Job> & {
  /** Something was committed here. */
  wake(): void;
  /** Resolves once everything committed here before the call has been told. */
  fresh(): Promise<void>;
  /** The latest entry told: everything up to it is committed. */
  position(): number;
  /** Reads something, and the position it stands for: all that is later is still to be told, some of it perhaps twice. */
  snapshot<T>(read: () => Promise<T>): Promise<{ position: number; data: T }>;
  /** What was told after a position, of one subject when it is named; undefined when that is no longer in memory. */
  recent(position: number, subject: Subject | null): Entry<E>[] | undefined;
  /** Calls back, at once and in order, with what is told from now on. */
  listen(listener: (entries: readonly Entry<E>[]) => void): () => void;
};

export function createTail({ trail, log }: { trail: Trail; log: Logger }): Tail {
  let position = 0;
  let ring: Entry[] = [];
  /** Nothing between this position and the ring is missing from it. */
  let ringFrom = 0;
  let behind = false;
  let gapSince: number | undefined;
  /** The latest entry read, told or still behind a gap. */
  let seen = 0;
  let reading: Promise<void> | undefined;
  let loop: (Running & { wake(): void }) | undefined;
  const listeners = new Set<(entries: readonly Entry[]) => void>();

  /** Leaves out what follows a gap that may still be filled. */
  function settled(entries: readonly Entry[]): readonly Entry[] {
    let expected = position + 1;
    for (const [i, { seq }] of entries.entries()) {
      if (seq !== expected) {
        gapSince ??= Date.now();
        if (Date.now() - gapSince < GAP_MS) return entries.slice(0, i);
      }
      gapSince = undefined;
      expected = seq + 1;
    }
    return entries;
  }

  async function readAll(): Promise<void> {
    while (behind) {
      behind = false;
      const read = await trail.since(position, PAGE);
      seen = Math.max(seen, read.at(-1)?.seq ?? 0);
      const entries = settled(read);
      const last = entries.at(-1);
      if (!last) continue;
      if (read.length === PAGE) behind = true;
      position = last.seq;
      ring.push(...entries);
      if (ring.length > 2 * RING) {
        ring = ring.slice(-RING);
        ringFrom = (ring[0]?.seq ?? position + 1) - 1;
      }
      for (const listener of listeners) listener(entries);
    }
  }

  const read = (): Promise<void> => {
    reading ??= readAll()
      .catch((error) => {
        behind = true; // what could not be read is still to be told
        throw error;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  /** Reads until an entry was told; a gap before it may still have to be filled, or to be known for none. */
  async function reach(seq: number): Promise<void> {
    while (position < seq) {
      behind = true;
      await read();
      if (position < seq) await sleep(LOOK_MS);
    }
  }
  const fresh = async () => {
    while (behind || reading !== undefined) await read();
    await reach(seen); // what stands behind a gap is committed all the same, perhaps here
  };
  return {
    async start() {
      const last = await trail.last();
      position = Math.max(0, last - BEHIND);
      seen = position;
      await reach(last);
      ring = []; // of what was before, some may be gone already
      ringFrom = position;
      loop = startLoop(
        async () => {
          behind = true;
          await read();
        },
        {
          everyMs: POLL_MS,
          restMs: GATHER_MS,
          failed: (err) => log.warn({ err }, 'live news wait: database unavailable'),
        },
      );
    },
    wake() {
      behind = true;
      loop?.wake();
    },
    fresh,
    position: () => position,
    async snapshot(read) {
      await fresh();
      const before = position;
      return { position: before, data: await read() };
    },
    recent(from, subject) {
      if (from < ringFrom) return undefined;
      const start = ring.findLastIndex(({ seq }) => seq <= from) + 1;
      const news = ring.slice(start);
      return subject === null ? news : news.filter((entry) => sameSubject(entry.subject, subject));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => loop?.stop(),
  };
}
