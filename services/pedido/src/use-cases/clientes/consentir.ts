import { clientes } from '../../db/clientes.ts';
import { consentimentos } from '../../db/consentimentos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Consentimento } from '../../domain/cliente.ts';

/** Keeps what a cliente agrees to, or takes back, beside all that they said before. */
export async function consentir(tx: PedidoTx, clienteId: number, dito: Omit<Consentimento, 'em'>): Promise<void> {
  const em = tx.agora.getTime();
  await consentimentos(tx.db).insert(clienteId, { ...dito, em });
  await clientes(tx.db).updateMarketingEm(clienteId, dito.aceito ? em : null);
}
