import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { PrazosDoPreparo } from '@foodious/kernel/estados.ts';
import { comandas } from '../db/comandas.ts';
import type { CozinhaTx } from '../db/schema.ts';
import { recolher } from '../domain/comanda.ts';
import { travarComanda } from './mudar-comanda.ts';

/** Takes a comanda off the screens if it has been ready for long; its pedido looks after itself. */
export async function recolherComanda(tx: CozinhaTx, pedidoId: number, prazos: PrazosDoPreparo): Promise<void> {
  const atual = await travarComanda(tx, pedidoId);
  const comanda = recolher(atual, prazos, tx.agora);
  if (comanda === atual) return;
  await comandas(tx.db).update(comanda);
  tx.within(atual.traceparent).note('recolhida', aboutPedido(pedidoId), { comanda });
}
