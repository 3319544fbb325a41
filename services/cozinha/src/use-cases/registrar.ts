import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { CozinhaTx } from '../db/schema.ts';
import type { Comanda } from '../domain/comanda.ts';

/** Notes in the trail a comanda that is new (`de` null), or has changed since it stood in `de`. */
export function registrar(tx: CozinhaTx, de: Comanda['estado'] | null, comanda: Comanda): void {
  const { pedidoId, estado: para } = comanda;
  tx.note(de === para ? 'item' : 'estado', aboutPedido(pedidoId), { de, para, comanda });
}

/** Tells pedido where the preparation stands; that it was cancelled, pedido said itself. */
export function avisarPedido(tx: CozinhaTx, { pedidoId, estado, movimentos }: Comanda): void {
  if (estado === 'CANCELADO') return;
  tx.announce('preparo-mudou', { pedidoId }, { estado, movimentos });
}
