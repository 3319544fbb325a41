import { Refusal } from '@foodious/kernel/refusal.ts';
import { clientes } from '../../db/clientes.ts';
import type { PedidoTx } from '../../db/schema.ts';

/** Sees that a pedido may be given to a cliente, whom nobody erases meanwhile. Throws Refusal `invalid` when there is none. */
export async function conferirCliente(tx: PedidoTx, clienteId: number | null): Promise<void> {
  if (clienteId !== null && !(await clientes(tx.db).lock(clienteId)))
    throw new Refusal('invalid', `Cliente não existe: ${clienteId}`, {
      codigo: 'cliente-desconhecido',
      campo: 'clienteId',
    });
}
