import { randomUUID } from 'node:crypto';
import { newStory } from '@foodious/kernel/context.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { ajustes } from '../db/ajustes.ts';
import { pedidos } from '../db/pedidos.ts';
import type { PedidoInTransaction, Reader } from '../db/schema.ts';
import { recolherPedido } from '../use-cases/pedidos/recolher-pedido.ts';

const SWEEP_MS = 15_000;
/** How many pedidos are looked up at once. */
const BATCH = 100;

/** Takes off the painel, now and then, the senhas that were called as long ago as the gerência lets them stay. */
export function recolhimento({ db }: Reader, inTransaction: PedidoInTransaction, log: Logger): Job {
  async function sweep(): Promise<void> {
    const { recolherMin } = (await ajustes(db).get()).ajustes.cozinha;
    for (let due = BATCH; due === BATCH; ) {
      const ids = await pedidos(db).listARecolher(Date.now() - recolherMin * MINUTO_MS, BATCH);
      for (const id of ids)
        await inTransaction(newStory(randomUUID(), new Date(), 'pedido'), (tx) => recolherPedido(tx, id, recolherMin));
      due = ids.length;
    }
  }
  return loopingJob(sweep, {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'ready senhas stay on the painel: database unavailable'),
  });
}
