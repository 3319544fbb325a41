import { comandas } from '../db/comandas.ts';
import type { CozinhaTx } from '../db/schema.ts';
import { novaComanda, type Pedida } from '../domain/comanda.ts';
import { registrar } from './registrar.ts';

/** A pedido was paid: its comanda hangs on the rail. */
export async function receberComanda(tx: CozinhaTx, pedida: Pedida): Promise<void> {
  const nova = novaComanda(pedida, tx.agora, tx.traceparent);
  await comandas(tx.db).insert(nova);
  registrar(tx, null, nova);
}
