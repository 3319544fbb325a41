import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Running, startLoop } from './loop.ts';

/** Removes up to so many rows nobody needs any more, the oldest first; says how many it removed. */
export type Prune = (before: Date, limit: number) => Promise<number>;

/** The newest entries of a trail, kept whatever their age: who was away for long may still go on from there. */
export const NEWEST = 1_000;

const EVERY_MS = 60 * 60 * 1000;
/** Rows removed at once, and the rest between two bites, in milliseconds: orders come first. */
const BITE = 500;
const REST_MS = 50;

/** Removes what is older than so many days, in small bites: now, and every hour. */
export function startRetention({
  prunes,
  days,
  log,
}: {
  prunes: readonly Prune[];
  days: number;
  log: Logger;
}): Running {
  let stopping = false;
  async function pruneAll(): Promise<void> {
    const before = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    for (const prune of prunes)
      while (!stopping && (await prune(before, BITE)) === BITE) await sleep(REST_MS, undefined, { ref: false });
  }
  const loop = startLoop(pruneAll, {
    everyMs: EVERY_MS,
    failed: (err) => log.warn({ err }, 'old rows stay: database unavailable'),
  });
  return {
    stop() {
      stopping = true;
      return loop.stop();
    },
  };
}
