import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@foodious/platform/service.ts';

/** A loop that runs until it is asked to finish what it holds. */
export type Running = { stop(): Promise<void> };

/** Sleeps, but wakes at once when stopping. */
export const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  sleep(ms, undefined, { signal }).catch((error) => {
    if (!signal.aborted) throw error;
  });

/** How long to leave alone what has failed so many times in a row: 200 ms, doubling up to 5 s. */
export const outage = (failures: number): number => Math.min(5_000, 100 * 2 ** failures);

/**
 * Runs a step now, whenever it is woken, and every so many milliseconds for what nobody woke it for; but not again within
 * `restMs`, so that what comes in quick succession is dealt with together. A step that throws is told to `failed` and left
 * alone for a while. `stop` lets the running step finish.
 */
export function startLoop(
  step: () => Promise<void>,
  { everyMs, restMs = 0, failed }: { everyMs: number; restMs?: number; failed(err: unknown): void },
): Running & { wake(): void } {
  const stopping = new AbortController();
  let awake = Promise.withResolvers<void>();

  async function run() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      awake = Promise.withResolvers(); // before the step: who wakes it meanwhile is not lost
      try {
        await step();
        failures = 0;
      } catch (err) {
        failures += 1;
        failed(err);
        await pause(outage(failures), stopping.signal);
        continue;
      }
      if (restMs > 0) await pause(restMs, stopping.signal);
      if (stopping.signal.aborted) break;
      const timer = setTimeout(awake.resolve, everyMs);
      await awake.promise;
      clearTimeout(timer);
    }
  }

  const running = run();
  return {
    wake: () => awake.resolve(),
    async stop() {
      stopping.abort();
      awake.resolve();
      await running;
    },
  };
}

/** {@link startLoop} as the job of a service, which begins and ends with it. Waking it before changes nothing. */
export function loopingJob(...loop: Parameters<typeof startLoop>): Required<Job> & { wake(): void } {
  let running: ReturnType<typeof startLoop> | undefined;
  return {
    start() {
      running = startLoop(...loop);
    },
    stop: () => running?.stop(),
    wake: () => running?.wake(),
  };
}
