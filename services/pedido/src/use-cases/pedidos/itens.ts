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
  if (!pedido || !item) throw new Refusal('not-found', `Item não encontrado: ${itemId}`);
  return { pedido, item };
}

/** Adds an item at today's price. Throws Refusal `conflict` once the itens are closed, `invalid` for what is not sold. */
export async function adicionarItem(tx: PedidoTx, atual: Capa, produtoId: number, quantidade: number): Promise<Item> {
  await reabrir(tx, atual);
  return pedidos(tx.db).insertItem(atual.id, await produtoAVenda(tx, produtoId), quantidade);
}

/** Changes quantity or product of an item. Throws as {@link adicionarItem}, and `invalid` for a move to another pedido. */
export async function alterarItem(
  tx: PedidoTx,
  atual: Capa,
  item: Item,
  pedida: { pedidoId?: number | undefined; produtoId?: number | undefined; quantidade: number },
): Promise<Item> {
  const { pedidoId = atual.id, produtoId = item.produtoId, quantidade } = pedida;
  if (pedidoId !== atual.id) throw new Refusal('invalid', 'Um item não muda de pedido', { campo: 'pedidoId' });
  await reabrir(tx, atual);
  const { nome, idCategoriaProduto, precoCentavos } = await produtoAVenda(tx, produtoId);
  const outro = produtoId === item.produtoId ? {} : { produtoId, nome, idCategoriaProduto, precoCentavos };
  const novo = { ...item, ...outro, quantidade };
  await pedidos(tx.db).updateItem(novo);
  return novo;
}

/** Takes an item out of its pedido. Throws Refusal `conflict` once the itens are closed. */
export async function removerItem(tx: PedidoTx, atual: Capa, item: Item): Promise<void> {
  await reabrir(tx, atual);
  await pedidos(tx.db).deleteItem(item.id);
}

/** Opens the itens for a change, and forgets the total a checkout had promised. */
async function reabrir(tx: PedidoTx, atual: Capa): Promise<void> {
  const aberto = abrirItens(atual);
  if (atual.totalCentavos !== null) await pedidos(tx.db).update(aberto);
}

async function produtoAVenda(tx: PedidoTx, id: number): Promise<ProdutoDoCardapio> {
  const produto = (await cardapio(tx.db).get([id])).get(id);
  if (!produto || !aVenda(produto))
    throw new Refusal('invalid', `Produto não existe ou não está à venda: ${id}`, { campo: 'produtoId' });
  return produto;
}
