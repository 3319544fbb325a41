import type { Trails } from '@foodious/contracts/trail.ts';
import type { Context } from '@foodious/kernel/context.ts';
import type { InTransaction } from '@foodious/messaging/sql.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { Database } from '../../db/schema.ts';

/** Pedidos of one transaction. */
const PAGINA = 200;

/**
 * Asks pagamento once more for the charge of every pedido that waits for one, or was paid by one, and moved since an instant: for
 * when pagamento was restored to that instant, and has forgotten what it was asked since. What it still knows is a repeat, which
 * changes nothing; for the rest the provider answers with the charge there is, under the same key. Repeatable.
 * @returns of how many pedidos
 */
export async function repedirPagamentos(
  inTransaction: InTransaction<Database, Trails['pedido']>,
  context: Context,
  desde: Date,
): Promise<number> {
  let quantos = 0;
  for (let ultimo: number | undefined = 0; ultimo !== undefined; ) {
    const depoisDe: number = ultimo;
    ultimo = await inTransaction(context, async (tx) => {
      const pagina = await pedidos(tx.db).listCobrados(desde, depoisDe, PAGINA);
      for (const {
        id: pedidoId,
        transacaoId,
        transacaoPaga,
        totalCentavos,
        tentativa,
        dono,
        clienteId,
        meio,
      } of pagina) {
        const qual = transacaoPaga ?? transacaoId;
        if (qual === null || totalCentavos === null) continue; // from before totals were kept: nothing was charged by a message
        quantos += 1;
        tx.announce(
          'pagamento-solicitado',
          { pedidoId },
          { transacaoId: qual, tentativa, totalCentavos, dono, clienteId, meio },
        );
      }
      return pagina.length < PAGINA ? undefined : pagina.at(-1)?.id;
    });
  }
  return quantos;
}
