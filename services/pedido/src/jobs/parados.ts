import { scraped } from '@foodious/platform/metrics.ts';
import type { Job } from '@foodious/platform/service.ts';
import type { Kysely } from 'kysely';
import { pedidos } from '../db/pedidos.ts';
import type { Database } from '../db/schema.ts';

const stuckOrders = scraped('stuck_orders', 'Orders that have stood too long where they should not', ['estado']);

/** How long an order may stand in each state before somebody should look, in seconds; in CHECKOUT on top of the time to pay. */
const MARGEM_S = 5 * 60;
const RECEBIDO_S = 30 * 60;
const EM_PREPARACAO_S = 60 * 60;

/** Counts, at each scrape, the orders nobody moves on. */
export function stuckOrdersReport(db: Kysely<Database>, expiraS: number): Job {
  const count = () =>
    Promise.all(
      (
        [
          ['CHECKOUT', expiraS + MARGEM_S],
          ['RECEBIDO', RECEBIDO_S],
          ['EM_PREPARACAO', EM_PREPARACAO_S],
        ] as const
      ).map(async ([estado, seconds]) => ({
        labels: { estado },
        value: await pedidos(db).countParados(estado, Date.now() - seconds * 1000),
      })),
    );
  let forget = () => {};
  return {
    start() {
      forget = stuckOrders(count);
    },
    stop: () => forget(),
  };
}
