import { PALAVRAS_APAGADAS, PALAVRAS_DE_PESSOAS } from '@foodious/kernel/estados.ts';
import { redactMessages, without } from '@foodious/messaging/forget.ts';
import { comandas } from '../db/comandas.ts';
import { type Esquecimento, esquecimentos } from '../db/esquecimentos.ts';
import type { CozinhaTx } from '../db/schema.ts';
import { esquecida } from '../domain/comanda.ts';

/** Takes what people wrote out of a JSON text. */
export const semPalavras = without(PALAVRAS_DE_PESSOAS, PALAVRAS_APAGADAS);

/** How long what is being cooked keeps its words at most, and how long a comanda that is on its way is waited for, in milliseconds. */
const PACIENCIA_MS = 24 * 60 * 60 * 1000;

/**
 * Takes what was written on a comanda out of it, and out of what the trail quotes, once nobody cooks by it any more. One that is
 * not there yet is waited for, unless its message is `dead`.
 */
export async function esquecerComanda(tx: CozinhaTx, qual: Esquecimento, dead: boolean): Promise<void> {
  const { pedidoId } = qual;
  const comanda = await comandas(tx.db).lock(pedidoId);
  const velho = tx.agora.getTime() - qual.pedidoEm > PACIENCIA_MS;
  if (!comanda) {
    if (dead || velho) await esquecimentos(tx.db).updateSemEspera(qual);
    return;
  }
  if (!velho && (comanda.estado === 'RECEBIDO' || comanda.estado === 'EM_PREPARACAO')) return;
  await comandas(tx.db).update(esquecida(comanda));
  await redactMessages(tx.db, 'pedido', [pedidoId], semPalavras);
  await esquecimentos(tx.db).updateFeito(qual, tx.agora);
}
