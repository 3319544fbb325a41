import type { Meio } from '@foodious/kernel/estados.ts';
import { scraped } from '@foodious/platform/metrics.ts';
import type { Job } from '@foodious/platform/service.ts';
import { pedidos } from '../db/pedidos.ts';
import type { Reader } from '../db/schema.ts';
import { suspeitosEm, tipoDeParado } from '../domain/parado.ts';
import { prazosDe } from '../use-cases/gerencia/listar-parados.ts';

const stuckOrders = scraped('stuck_orders', 'Orders that have stood too long where they should not', ['estado']);
/** Apart from the others: many a house never says that it handed something over, and nobody is woken for it. */
const uncollectedOrders = scraped('uncollected_orders', 'Orders that are ready for long, and that nobody came for', []);

/** How long an order may stand in each state before somebody should look, in milliseconds. */
const RECEBIDO_MS = 30 * 60_000;
const EM_PREPARACAO_MS = 60 * 60_000;
/** Checkouts beyond their time that are counted at most. */
const LIMITE = 1_000;

/** Counts, at each scrape, the orders nobody moves on: by how long they stand, for nobody else can be asked without a token. */
export function stuckOrdersReport(deps: Reader, validadeMs: Record<Meio, number>): Job {
  const { db } = deps;
  async function count() {
    const agora = Date.now();
    const prazos = await prazosDe(deps, validadeMs);
    const { CHECKOUT } = suspeitosEm(prazos, agora);
    const emCheckout = await pedidos(db).listCapasParadas('CHECKOUT', CHECKOUT, LIMITE);
    const contar = async (estado: 'RECEBIDO' | 'EM_PREPARACAO', ate: number) => ({
      labels: { estado },
      value: await pedidos(db).countParados(estado, { de: 0, ate }),
    });
    return [
      {
        labels: { estado: 'CHECKOUT' },
        value: emCheckout.filter((pedido) => tipoDeParado(pedido, {}, prazos, agora)).length,
      },
      await contar('RECEBIDO', agora - RECEBIDO_MS),
      await contar('EM_PREPARACAO', agora - EM_PREPARACAO_MS),
    ];
  }
  async function countReady() {
    const { PRONTO } = suspeitosEm(await prazosDe(deps, validadeMs), Date.now());
    return [{ labels: {}, value: await pedidos(db).countParados('PRONTO', PRONTO) }];
  }
  const sources: (() => void)[] = [];
  return {
    start() {
      sources.push(stuckOrders(count), uncollectedOrders(countReady));
    },
    stop() {
      for (const forget of sources.splice(0)) forget();
    },
  };
}
