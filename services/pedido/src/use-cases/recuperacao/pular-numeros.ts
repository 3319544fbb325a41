import { numeros } from '../../db/numeros.ts';
import type { PedidoTx } from '../../db/schema.ts';

/** More than a restaurant gives between two backups, and few of what there is. */
const IDS = 100_000;
const SENHAS = 100;

/**
 * Never gives again what may have been given since the instant a database was restored to: messages, tokens and identities that
 * are kept elsewhere still speak of those pedidos and clientes, and people wait with those senhas.
 */
export async function pularNumeros(tx: PedidoTx): Promise<void> {
  await numeros(tx.db).pularIds(IDS, tx.agora);
  await numeros(tx.db).pularSenhas(SENHAS);
}
