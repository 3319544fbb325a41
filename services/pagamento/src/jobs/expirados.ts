import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';

/** How often expired pagamentos are looked for, and how long the provider has to tell us first, in milliseconds. */
const SWEEP_MS = 5_000;
const GRACE_MS = 15_000;

/**
 * Looks again and again for pagamentos whose Pix code ended.
 * @param settle settles those that ended before an instant
 */
export const expirySweep = (settle: (before: Date) => Promise<unknown>, log: Logger): Job =>
  loopingJob(async () => void (await settle(new Date(Date.now() - GRACE_MS))), {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'expired pagamentos wait: provider or database unavailable'),
  });
