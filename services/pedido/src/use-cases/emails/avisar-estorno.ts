import type { PedidoTx } from '../../db/schema.ts';
import { obterPedido } from '../pedidos/obter-pedido.ts';
import { escreverEmail } from './escrever-email.ts';

/** Tells the cliente of a pedido that money went back. */
export async function avisarEstorno(tx: PedidoTx, pedidoId: number, totalCentavos: number): Promise<void> {
  const { clienteId } = await obterPedido(tx, pedidoId);
  if (clienteId !== null) await escreverEmail(tx, { tipo: 'pagamento-estornado', pedidoId, clienteId, totalCentavos });
}
