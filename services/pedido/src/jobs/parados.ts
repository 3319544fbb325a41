import type { Meio } from '@foodious/kernel/estados.ts';
import { scraped } from '@foodious/platform/metrics.ts';
import type { Job } from '@foodious/platform/service.ts';
import { pedidos } from '../db/pedidos.ts';
import type { Reader } from '../db/schema.ts';
import { suspeitosEm, tipoDeParado } from '../domain/parado.ts';
import { prazosDe } from '../use-cases/gerencia/listar-parados.ts';

const stuckOrders = scraped('stuck_orders', 'Orders that have stood too long where they should not', ['estado']);

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
    const suspeitos = suspeitosEm(prazos, agora);
    const emCheckout = await pedidos(db).listCapasParadas('CHECKOUT', suspeitos.CHECKOUT, LIMITE);
    const contar = async (estado: 'RECEBIDO' | 'EM_PREPARACAO' | 'PRONTO', de: number, ate: number) => ({
      labels: { estado },
      value: await pedidos(db).countParados(estado, { de, ate }),
    });
    return [
      {
        labels: { estado: 'CHECKOUT' },
        value: emCheckout.filter((pedido) => tipoDeParado(pedido, {}, prazos, agora)).length,
      },
      await contar('RECEBIDO', 0, agora - RECEBIDO_MS),
      await contar('EM_PREPARACAO', 0, agora - EM_PREPARACAO_MS),
      await contar('PRONTO', suspeitos.PRONTO.de, suspeitos.PRONTO.ate),
    ];
  }
  let forget = () => {};
  return {
    start() {
      forget = stuckOrders(count);
    },
    stop: () => forget(),
  };
}
