import type { EstadoPreparo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { comandas } from '../db/comandas.ts';
import type { CozinhaTx } from '../db/schema.ts';
import { type Acao, type Comanda, marcarItem, mover, seguir } from '../domain/comanda.ts';
import { avisarPedido, registrar } from './registrar.ts';

/** The cook acts on a comanda. Throws Refusal `not-found`, or `conflict` by the table of states. */
export const moverComanda = (tx: CozinhaTx, pedidoId: number, acao: Acao): Promise<Comanda> =>
  mudar(tx, pedidoId, (comanda) => mover(comanda, acao, tx.agora, tx.por));

/** The cook ticks an item off, or takes that back. Throws as {@link marcarItem}. */
export const marcarItemDaComanda = (
  tx: CozinhaTx,
  pedidoId: number,
  posicao: number,
  feito: boolean,
): Promise<Comanda> => mudar(tx, pedidoId, (comanda) => marcarItem(comanda, posicao, feito, tx.agora, tx.por));

/** The counter moved the pedido: the comanda follows, and says where it stands now, so that both agree in the end. */
export async function seguirPedido(
  tx: CozinhaTx,
  pedidoId: number,
  para: EstadoPreparo,
  movimentos: number,
): Promise<void> {
  const atual = await lock(tx, pedidoId);
  const comanda = seguir(atual, para, movimentos, tx.agora, tx.por);
  const dela = tx.within(atual.traceparent);
  await comandas(tx.db).update(comanda);
  if (comanda.estado !== atual.estado) registrar(dela, atual.estado, comanda);
  avisarPedido(dela, comanda);
}

/** Changes a comanda. What the cook does to it is part of its order's story. */
async function mudar(tx: CozinhaTx, pedidoId: number, decide: (comanda: Comanda) => Comanda): Promise<Comanda> {
  const atual = await lock(tx, pedidoId);
  const comanda = decide(atual);
  if (comanda === atual) return atual;
  const dela = tx.within(atual.traceparent);
  await comandas(tx.db).update(comanda);
  registrar(dela, atual.estado, comanda);
  if (comanda.estado !== atual.estado) avisarPedido(dela, comanda);
  return comanda;
}

async function lock(tx: CozinhaTx, pedidoId: number): Promise<Comanda> {
  const comanda = await comandas(tx.db).lock(pedidoId);
  if (!comanda) throw new Refusal('not-found', `Comanda não encontrada para o pedido ${pedidoId}`);
  return comanda;
}
