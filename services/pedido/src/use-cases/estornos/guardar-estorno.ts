import { randomUUID } from 'node:crypto';
import type { CausaDeEstorno } from '@foodious/kernel/estados.ts';
import { estornos } from '../../db/estornos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { devolverOQueResta, type Estorno } from '../../domain/estorno.ts';
import type { Pedido } from '../../domain/pedido.ts';

/** Keeps a refund, and asks pagamento for it in the same transaction. Its reason stays here: it is in somebody's words. */
export async function guardarEstorno(tx: PedidoTx, estorno: Estorno): Promise<void> {
  await estornos(tx.db).insert(estorno);
  const { id, pedidoId, transacaoId, causa, centavos } = estorno;
  tx.announce('estorno-solicitado', { pedidoId }, { transacaoId, causa, estorno: { id, centavos } });
}

/**
 * Money is to go back by itself. Of what paid for the pedido it is what is left; of any other pagamento, which may not even be
 * paid yet, whatever pagamento has of it.
 */
export async function devolver(
  tx: PedidoTx,
  pedido: Pedido,
  { transacaoId, causa }: { transacaoId: string; causa: CausaDeEstorno },
): Promise<void> {
  const { id: pedidoId, transacaoPaga } = pedido;
  if (transacaoId !== transacaoPaga)
    return tx.announce('estorno-solicitado', { pedidoId }, { transacaoId, causa, estorno: null });
  const feitos = await estornos(tx.db).listByPedido(pedidoId);
  const estorno = devolverOQueResta(pedido, feitos, { id: randomUUID(), causa }, tx.agora.getTime());
  if (estorno) await guardarEstorno(tx, estorno);
}
