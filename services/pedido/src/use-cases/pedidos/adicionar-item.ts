import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { type Capa, conferirQuantos, type Item } from '../../domain/pedido.ts';
import { produtoAVenda, reabrirItens } from './abrir-itens.ts';

/** Adds an item at today's price. Throws Refusal `conflict` once the itens are closed, `invalid` for one too many or what is not sold. */
export async function adicionarItem(tx: PedidoTx, atual: Capa, produtoId: number, quantidade: number): Promise<Item> {
  await reabrirItens(tx, atual);
  const quantos = (await pedidos(tx.db).countItens([atual.id])).get(atual.id) ?? 0;
  conferirQuantos(quantos + 1);
  return pedidos(tx.db).insertItem(atual.id, await produtoAVenda(tx, produtoId), quantidade);
}
