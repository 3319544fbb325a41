import type { Tx } from '@foodious/messaging/sql.ts';
import { comandas } from '../db/comandas.ts';
import type { Database } from '../db/schema.ts';
import type { Comanda, ItemComanda } from '../domain/comanda.ts';
import { registrar } from './registrar.ts';

/** A pedido was paid: its comanda hangs on the rail. */
export async function receberComanda(
  tx: Tx<Database>,
  pedida: Pick<Comanda, 'pedidoId' | 'senha' | 'consumo'> & {
    itens: readonly Omit<ItemComanda, 'feitoEm' | 'feitoPor'>[];
  },
): Promise<void> {
  const nova: Comanda = {
    ...pedida,
    itens: pedida.itens.map((item) => ({ ...item, feitoEm: null, feitoPor: null })),
    estado: 'RECEBIDO',
    recebidaEm: tx.agora.getTime(),
    iniciadaEm: null,
    prontaEm: null,
    entregueEm: null,
    movimentos: 0,
    historico: [],
    traceparent: tx.traceparent,
  };
  await comandas(tx.db).insert(nova);
  registrar(tx, null, nova);
}
