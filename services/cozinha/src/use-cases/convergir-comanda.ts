import type { EstadoPreparo } from '@foodious/kernel/estados.ts';
import { comandas } from '../db/comandas.ts';
import type { CozinhaTx } from '../db/schema.ts';
import { convergir } from '../domain/comanda.ts';
import { travarComanda } from './mudar-comanda.ts';
import { avisarPedido, registrar } from './registrar.ts';

/** The counter moved the pedido: the comanda follows, and says where it stands now, so that both agree in the end. */
export async function convergirComanda(
  tx: CozinhaTx,
  pedidoId: number,
  para: EstadoPreparo,
  movimentos: number,
): Promise<void> {
  const atual = await travarComanda(tx, pedidoId);
  const comanda = convergir(atual, para, movimentos, tx.agora, tx.por);
  const dela = tx.within(atual.traceparent);
  await comandas(tx.db).update(comanda);
  if (comanda.estado !== atual.estado) registrar(dela, atual.estado, comanda);
  avisarPedido(dela, comanda);
}
