import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';

const EVERY_MS = 60 * 60 * 1000;

/**
 * After an erasure, takes what was erased out of the database's files too: when it is woken, at the start for what a crash
 * left undone, and every hour; again a moment later for as long as it cannot.
 */
export const esquecimento = (scrub: () => Promise<void>, log: Logger) =>
  loopingJob(scrub, {
    everyMs: EVERY_MS,
    failed: (err) => log.warn({ err }, 'what was erased is still in the files: again in a moment'),
  });
