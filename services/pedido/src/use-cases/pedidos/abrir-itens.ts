import { Refusal } from '@foodious/kernel/refusal.ts';
import { cardapio, type ProdutoDoCardapio } from '../../db/cardapio.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { abrirItens, aVenda, type Capa, type Item, type Pedido } from '../../domain/pedido.ts';

/** The pedido an item belongs to, which nobody else changes until this transaction ends, and the item. Throws Refusal `not-found`. */
export async function travarItem(tx: PedidoTx, itemId: number): Promise<{ pedido: Pedido; item: Item }> {
  const pedidoId = await pedidos(tx.db).getIdByItem(itemId);
  const pedido = pedidoId === undefined ? undefined : await pedidos(tx.db).lock(pedidoId);
  const item = pedido?.itens.find(({ id }) => id === itemId);
  if (!pedido || !item) throw itemDesconhecido(itemId);
  return { pedido, item };
}

/** What is said of an item that does not exist, or not for who asks. */
export const itemDesconhecido = (id: number): Refusal => new Refusal('not-found', `Item não encontrado: ${id}`);

/** Opens the itens for a change, and forgets the total a checkout had promised. Throws Refusal `conflict` once they are closed. */
export async function reabrirItens(tx: PedidoTx, atual: Capa): Promise<void> {
  const aberto = abrirItens(atual);
  if (atual.totalCentavos !== null) await pedidos(tx.db).update(aberto);
}

/** A product as the menu has it. Throws Refusal `invalid` for what is not sold. */
export async function produtoAVenda(tx: PedidoTx, id: number): Promise<ProdutoDoCardapio> {
  const produto = (await cardapio(tx.db).get([id])).get(id);
  if (!produto || !aVenda(produto))
    throw new Refusal('invalid', `Produto não existe ou não está à venda: ${id}`, { campo: 'produtoId' });
  return produto;
}
