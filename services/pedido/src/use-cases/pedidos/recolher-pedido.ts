import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { recolher } from '../../domain/pedido.ts';
import { travarCapa } from './obter-pedido.ts';

/** Takes a pedido off the painel if its senha was called long ago; where it stands does not change. */
export async function recolherPedido(tx: PedidoTx, id: number, recolherMin: number): Promise<void> {
  const atual = await travarCapa(tx, id);
  const pedido = recolher(atual, recolherMin, tx.agora.getTime());
  if (pedido === atual) return;
  await pedidos(tx.db).update(pedido);
  const { senha, recebidoEm } = pedido;
  if (senha !== null) tx.note('recolhido', aboutPedido(id), { senha, recebidoEm });
}
