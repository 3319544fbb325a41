import { randomUUID } from 'node:crypto';
import { newStory } from '@foodious/kernel/context.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { emails } from '../db/emails.ts';
import { protocolos } from '../db/protocolos.ts';
import type { PedidoInTransaction, Reader } from '../db/schema.ts';
import { concluirProtocolo } from '../use-cases/clientes/concluir-protocolo.ts';

const SWEEP_MS = MINUTO_MS;
/** Erasures looked at at once. */
const BATCH = 100;
/** How long an erasure may take before somebody should look, in milliseconds. */
const ALARME_MS = 24 * 60 * MINUTO_MS;

/**
 * Follows the erasures until all of their parts are done: pedido's own is, once the receipt has left and nothing of it is in the
 * files any more. Asks again for what nobody answered, and says in the log what takes longer than a day.
 */
export function conclusaoDosProtocolos({
  db,
  inTransaction,
  scrub,
  log,
}: Reader & { inTransaction: PedidoInTransaction; scrub(): Promise<void>; log: Logger }) {
  async function concluir(id: string, solicitadoEm: Date): Promise<void> {
    const propria = (await protocolos(db).listPartes(id)).find(({ parte }) => parte === 'pedido');
    const saiu = propria?.feitaEm === null && !(await emails(db).hasReceipt(id));
    if (saiu) await scrub();
    await inTransaction(newStory(randomUUID(), new Date(), 'pedido'), async (tx) => {
      if (saiu) await protocolos(tx.db).updateFeitaEm(id, { parte: 'pedido', mordida: 0, contagem: 1 }, tx.agora);
      await concluirProtocolo(tx, id);
    });
    if (Date.now() - solicitadoEm.getTime() > ALARME_MS) {
      const faltam = (await protocolos(db).listPartes(id)).filter(({ feitaEm }) => feitaEm === null);
      const partes = [...new Set(faltam.map(({ parte }) => parte))];
      if (partes.length > 0) log.error({ protocolo: id, partes }, 'an erasure takes more than a day');
    }
  }
  return loopingJob(
    async () => {
      for (const { id, solicitadoEm } of await protocolos(db).listAbertos(BATCH)) await concluir(id, solicitadoEm);
    },
    { everyMs: SWEEP_MS, failed: (err) => log.warn({ err }, 'erasures wait: again in a moment') },
  );
}
