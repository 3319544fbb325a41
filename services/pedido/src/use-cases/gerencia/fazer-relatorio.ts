import { diasDepois, inicioDe } from '@foodious/kernel/day.ts';
import { countCancelados, vendas } from '../../db/gerencia/relatorios.ts';
import type { Reader } from '../../db/schema.ts';
import { diasDe, type Relatorio, relatorio } from '../../domain/relatorio.ts';

/** What day, `YYYY-MM-DD`, and what hour an instant is at the restaurant. */
type Calendario = { hoje(agora: Date): string; hora(agora: Date): number };

/**
 * What was sold from one day to another. A sale is a pedido that was paid and not cancelled, on the day it was paid.
 * Throws Refusal `invalid` when there are no such days, or too many.
 */
export async function fazerRelatorio(
  { db, hoje, hora }: Reader & Calendario,
  { de, ate }: { de: string; ate: string },
): Promise<Relatorio> {
  const dias = diasDe(de, ate);
  const doPeriodo = vendas(db, inicioDe(de, hoje), inicioDe(diasDepois(ate, 1), hoje));
  return relatorio(
    {
      dias,
      vendas: await doPeriodo.listByFatia(),
      produtos: await doPeriodo.listByProduto(),
      preparos: await doPeriodo.listByPreparo(),
      cancelados: await countCancelados(db, de, ate),
    },
    { diaDe: hoje, horaDe: hora },
  );
}
