import { randomUUID } from 'node:crypto';
import { newStory } from '@foodious/kernel/context.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { ajustes } from '../db/ajustes.ts';
import { comandas } from '../db/comandas.ts';
import type { CozinhaInTransaction, Reader } from '../db/schema.ts';
import { recolherComanda } from '../use-cases/recolher-comanda.ts';

const SWEEP_MS = 15_000;
/** How many comandas are looked up at once. */
const BATCH = 100;

/** Takes off the screens, now and then, the comandas that have been ready for as long as the gerência lets them. */
export function recolhimento({ db }: Reader, inTransaction: CozinhaInTransaction, log: Logger): Job {
  async function sweep(): Promise<void> {
    const prazos = await ajustes(db).get();
    for (let due = BATCH; due === BATCH; ) {
      const ids = await comandas(db).listARecolher(Date.now() - prazos.recolherMin * MINUTO_MS, BATCH);
      for (const id of ids)
        await inTransaction(newStory(randomUUID(), new Date(), 'cozinha'), (tx) => recolherComanda(tx, id, prazos));
      due = ids.length;
    }
  }
  return loopingJob(sweep, {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'ready comandas stay on the screens: database unavailable'),
  });
}
