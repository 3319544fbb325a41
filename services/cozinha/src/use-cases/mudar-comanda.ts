import { Refusal } from '@foodious/kernel/refusal.ts';
import { comandas } from '../db/comandas.ts';
import type { CozinhaTx } from '../db/schema.ts';
import type { Comanda } from '../domain/comanda.ts';
import { avisarPedido, registrar } from './registrar.ts';

/** Changes a comanda as decided: what the cook does to it is part of its order's story. Throws Refusal `not-found`. */
export async function mudarComanda(
  tx: CozinhaTx,
  pedidoId: number,
  decide: (comanda: Comanda) => Comanda,
): Promise<Comanda> {
  const atual = await travarComanda(tx, pedidoId);
  const comanda = decide(atual);
  if (comanda === atual) return atual;
  const dela = tx.within(atual.traceparent);
  await comandas(tx.db).update(comanda);
  registrar(dela, atual.estado, comanda);
  if (comanda.estado !== atual.estado) avisarPedido(dela, comanda);
  return comanda;
}

/** The comanda of a pedido, which nobody else changes until this transaction ends. Throws Refusal `not-found`. */
export async function travarComanda(tx: CozinhaTx, pedidoId: number): Promise<Comanda> {
  const comanda = await comandas(tx.db).lock(pedidoId);
  if (!comanda) throw new Refusal('not-found', `Comanda não encontrada para o pedido ${pedidoId}`);
  return comanda;
}
