import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';

/** How often what is due is looked for, in milliseconds. */
const SWEEP_MS = 1_000;

/**
 * Looks again and again for what is due: the end of a charge, the next try of a refund.
 * @param fazer does what is due now, and says how many there were
 */
export const vencidos = (fazer: () => Promise<number>, log: Logger): Job =>
  loopingJob(
    async () => {
      while ((await fazer()) > 0);
    },
    { everyMs: SWEEP_MS, failed: (err) => log.warn({ err }, 'what is due waits: provider or database unavailable') },
  );
