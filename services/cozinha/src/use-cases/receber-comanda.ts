import { comandas } from '../db/comandas.ts';
import type { CozinhaTx } from '../db/schema.ts';
import type { Comanda, ItemComanda } from '../domain/comanda.ts';
import { registrar } from './registrar.ts';

/** A pedido was paid: its comanda hangs on the rail. */
export async function receberComanda(
  tx: CozinhaTx,
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
