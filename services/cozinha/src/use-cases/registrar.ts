import type { Tx } from '@foodious/messaging/sql.ts';
import type { Database } from '../db/schema.ts';
import type { Comanda } from '../domain/comanda.ts';

/** What the trail, and so the live stream of the cozinha, tells: where it came from, and the comanda as it is now. */
export type MudouAComanda = { de: Comanda['estado'] | null; para: Comanda['estado']; comanda: Comanda };

/** Notes in the trail a comanda that is new (`de` null), or has changed since it stood in `de`. */
export function registrar(tx: Tx<Database>, de: Comanda['estado'] | null, comanda: Comanda): void {
  const { pedidoId, estado: para } = comanda;
  tx.note(de === para ? 'item' : 'estado', pedidoId, { de, para, comanda } satisfies MudouAComanda);
}

/** Tells pedido where the preparation stands; that it was paid or cancelled, pedido said itself. */
export function avisarPedido(tx: Tx<Database>, { pedidoId, estado, movimentos }: Comanda): void {
  if (estado === 'RECEBIDO' || estado === 'CANCELADO') return;
  tx.announce('preparo-mudou', { pedidoId }, { estado, movimentos });
}
