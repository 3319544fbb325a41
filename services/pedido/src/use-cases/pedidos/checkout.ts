import { randomUUID } from 'node:crypto';
import { cardapio } from '../../db/cardapio.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { type Alteracao, fazerCheckout, type Pedido } from '../../domain/pedido.ts';
import { guardar } from './guardar.ts';

/** Freezes itens and total and asks for the pagamento; says what changed since the itens were added. */
export async function checkout(
  tx: PedidoTx,
  atual: Pedido,
): Promise<{ pedido: Pedido; alteracoes: readonly Alteracao[] }> {
  const produtos = await cardapio(tx.db).get(atual.itens.map(({ produtoId }) => produtoId));
  const { alteracoes, ...mudanca } = fazerCheckout(atual, produtos, randomUUID());
  const vistos = new Map(atual.itens.map((item) => [item.id, item]));
  for (const item of mudanca.pedido.itens) {
    const visto = vistos.get(item.id);
    if (item.precoCentavos !== visto?.precoCentavos || item.nome !== visto.nome) await pedidos(tx.db).updateItem(item);
  }
  return { pedido: await guardar(tx, atual, mudanca), alteracoes };
}
