import { randomUUID } from 'node:crypto';
import { newStory } from '@foodious/kernel/context.ts';
import { type DeadCare, redactDead } from '@foodious/messaging/forget.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { esquecimentos } from '../db/esquecimentos.ts';
import type { CozinhaInTransaction, Reader } from '../db/schema.ts';
import { esquecerComanda, semPalavras } from '../use-cases/esquecer-comanda.ts';

const SWEEP_MS = 5_000;
/** Pedidos looked at at once. */
const BATCH = 500;

/**
 * Does the cozinha's part of the erasures (S7), whenever it is woken and every few seconds for what was being cooked: comandas,
 * trail and dead letters first, then the database's own files; then it is told.
 */
export function esquecimento({
  db,
  inTransaction,
  scrub,
  care,
  log,
}: Reader & { inTransaction: CozinhaInTransaction; scrub(): Promise<void>; care: DeadCare; log: Logger }) {
  const story = () => newStory(randomUUID(), new Date(), 'cozinha');
  async function sweep(): Promise<void> {
    const porFazer = await esquecimentos(db).listPorFazer(BATCH);
    if (porFazer.length > 0) {
      const grupos = new Set(porFazer.map(({ pedidoId }) => String(pedidoId)));
      const mortas = await redactDead(care, 'preparacao-pedido-req', grupos, semPalavras);
      for (const qual of porFazer)
        await inTransaction(story(), (tx) => esquecerComanda(tx, qual, mortas.has(String(qual.pedidoId))));
    }
    const porContar = await esquecimentos(db).listPorContar();
    if (porContar.length === 0) return;
    await scrub();
    for (const { protocolo, mordida, contagem } of porContar)
      await inTransaction(story(), async (tx) => {
        await esquecimentos(tx.db).updateContado(protocolo, mordida);
        tx.announce('lgpd-parte-apagada', { group: protocolo }, { protocolo, mordida, parte: 'cozinha', contagem });
      });
  }
  return loopingJob(sweep, {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'what was erased is still on the comandas: again in a moment'),
  });
}
