import { Refusal } from '@foodious/kernel/refusal.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Capa, Item } from '../../domain/pedido.ts';
import { produtoAVenda, reabrirItens } from './abrir-itens.ts';

/** Changes quantity or product of an item. Throws Refusal `conflict` once the itens are closed, `invalid` for what is not sold or a move to another pedido. */
export async function alterarItem(
  tx: PedidoTx,
  atual: Capa,
  item: Item,
  pedida: { pedidoId?: number | undefined; produtoId?: number | undefined; quantidade: number },
): Promise<Item> {
  const { pedidoId = atual.id, produtoId = item.produtoId, quantidade } = pedida;
  if (pedidoId !== atual.id) throw new Refusal('invalid', 'Um item não muda de pedido', { campo: 'pedidoId' });
  await reabrirItens(tx, atual);
  const { nome, idCategoriaProduto, precoCentavos } = await produtoAVenda(tx, produtoId);
  const outro = produtoId === item.produtoId ? {} : { produtoId, nome, idCategoriaProduto, precoCentavos };
  const novo = { ...item, ...outro, quantidade };
  await pedidos(tx.db).updateItem(novo);
  return novo;
}
