import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { refazerDelecoes } from '../use-cases/clientes/refazer-delecoes.ts';

const EVERY_MS = 24 * 60 * 60 * 1000;

/** Erases again whom a restored backup brought back: at the start, and every day; again a moment later for as long as it cannot. */
export const refazimento = ({
  log,
  refeitas,
  ...deps
}: Parameters<typeof refazerDelecoes>[0] & {
  log: Logger;
  /** Told when any was made again. */
  refeitas(): void;
}) =>
  loopingJob(
    async () => {
      const quantas = await refazerDelecoes(deps);
      if (quantas === 0) return;
      log.warn({ quantas }, 'a restored backup held who had been erased: erased again');
      refeitas();
    },
    {
      everyMs: EVERY_MS,
      failed: (err) =>
        log.warn({ err }, 'whether a backup brought back who was erased is not known: again in a moment'),
    },
  );
