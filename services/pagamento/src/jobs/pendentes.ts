import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';

/**
 * Asks again and again for pending charges of which nobody told us anything.
 * @param consultar asks for those whose hour has come
 */
export const pendentes = (consultar: () => Promise<void>, passoMs: number, log: Logger): Job =>
  loopingJob(consultar, {
    everyMs: passoMs / 2, // so that none waits much longer than a step
    failed: (err) => log.warn({ err }, 'pending charges are not asked for: provider or database unavailable'),
  });
