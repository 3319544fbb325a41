import type { Data } from '@foodious/contracts/messages.ts';
import { esquecimentos } from '../db/esquecimentos.ts';
import type { CozinhaTx } from '../db/schema.ts';

/** Somebody was erased: their comandas are to be rid of what they wrote. Of no pedido there is nothing to do, which is told at once. */
export async function pedirEsquecimento(
  tx: CozinhaTx,
  { protocolo, mordida, pedidoIds }: Data<'lgpd-desvincular-cozinha'>,
): Promise<void> {
  await esquecimentos(tx.db).insert(protocolo, mordida, pedidoIds, tx.agora);
  if (pedidoIds.length === 0)
    tx.announce('lgpd-parte-apagada', { group: protocolo }, { protocolo, mordida, parte: 'cozinha', contagem: 0 });
}
