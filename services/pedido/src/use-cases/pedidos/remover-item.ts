import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Capa, Item } from '../../domain/pedido.ts';
import { reabrirItens } from './abrir-itens.ts';

/** Takes an item out of its pedido. Throws Refusal `conflict` once the itens are closed. */
export async function removerItem(tx: PedidoTx, atual: Capa, item: Item): Promise<void> {
  await reabrirItens(tx, atual);
  await pedidos(tx.db).deleteItem(item.id);
}
