import { randomUUID } from 'node:crypto';
import type { Meio } from '@foodious/kernel/estados.ts';
import { ajustes } from '../../db/ajustes.ts';
import { cardapio } from '../../db/cardapio.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { escolherMeio } from '../../domain/ajustes.ts';
import { type Alteracao, conferirTotal, fazerCheckout, type Pedido } from '../../domain/pedido.ts';
import { guardar } from './guardar.ts';

/** How a checkout is asked for: by which it is to be paid, and the total the cliente was shown; undefined: the caller does not say. */
type Pedida = { meio?: Meio | undefined; totalEsperado?: number | undefined };

/**
 * Freezes itens and total and asks for the pagamento; says what changed since the itens were added. Throws Refusal as
 * {@link fazerCheckout}, and `conflict` for a meio the restaurant does not offer, or when the total is not what the cliente was shown.
 */
export async function checkout(
  tx: PedidoTx,
  atual: Pedido,
  { meio, totalEsperado }: Pedida = {},
): Promise<{ pedido: Pedido; alteracoes: readonly Alteracao[] }> {
  const produtos = await cardapio(tx.db).get(atual.itens.map(({ produtoId }) => produtoId));
  const aPagar =
    atual.estado === 'CHECKOUT' ? atual.meio : escolherMeio((await ajustes(tx.db).get()).ajustes.meios, meio);
  const { alteracoes, ...mudanca } = fazerCheckout(atual, produtos, randomUUID(), aPagar);
  if (mudanca.pedido.totalCentavos !== null) conferirTotal(mudanca.pedido.totalCentavos, totalEsperado);
  const vistos = new Map(atual.itens.map((item) => [item.id, item]));
  for (const item of mudanca.pedido.itens) {
    const visto = vistos.get(item.id);
    if (item.precoCentavos !== visto?.precoCentavos || item.nome !== visto.nome) await pedidos(tx.db).updateItem(item);
  }
  return { pedido: await guardar(tx, atual, mudanca), alteracoes };
}
