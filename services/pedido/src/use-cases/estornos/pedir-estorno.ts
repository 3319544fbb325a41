import { randomUUID } from 'node:crypto';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { estornos } from '../../db/estornos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { type Estorno, type Parte, pedirEstorno } from '../../domain/estorno.ts';
import { travarPedido } from '../pedidos/obter-pedido.ts';
import { guardarEstorno } from './guardar-estorno.ts';

/**
 * The gerência gives money of a pedido back: whatever became of it since it was paid. Throws Refusal `not-found`, and as
 * {@link pedirEstorno}.
 */
export async function estornarPedido(
  tx: PedidoTx,
  pedidoId: number,
  { parte, motivo }: { parte: Parte; motivo: string },
): Promise<Estorno> {
  const pedido = await travarPedido(tx, pedidoId);
  const novo = { id: randomUUID(), causa: 'gerencia' as const, motivo, por: tx.por };
  const estorno = pedirEstorno(pedido, await estornos(tx.db).listByPedido(pedidoId), parte, novo, tx.agora.getTime());
  await guardarEstorno(tx, estorno);
  const { centavos, itens } = estorno;
  const depois = { centavos, itens: itens?.length ?? 0, motivoCaracteres: motivo.length };
  auditar(tx, { acao: 'estorno-pedido', sobre: sobre('pedido', pedidoId), depois });
  return estorno;
}
