import { PRAZOS_DO_PREPARO } from '@foodious/kernel/estados.ts';
import { ajustes } from '../db/ajustes.ts';
import type { CozinhaTx } from '../db/schema.ts';
import { type Acao, agir, type Comanda, type Estado, mover } from '../domain/comanda.ts';
import { mudarComanda } from './mudar-comanda.ts';

/**
 * The cook acts on a comanda, which stood in `de` when they decided to, where that is said. Throws Refusal `not-found`, or
 * `conflict` as {@link agir}.
 */
export async function moverComanda(
  tx: CozinhaTx,
  pedidoId: number,
  ato: { acao: Acao; de?: Estado | undefined },
): Promise<Comanda> {
  // Only what goes back has a time limit to be asked for.
  const prazos = ato.acao === 'voltar' ? await ajustes(tx.db).get() : PRAZOS_DO_PREPARO;
  return mudarComanda(tx, pedidoId, (comanda) => agir(comanda, ato, prazos, tx.agora, tx.por));
}

/** The pedido was cancelled, wherever its comanda is. Throws Refusal `not-found`. */
export const cancelarComanda = (tx: CozinhaTx, pedidoId: number): Promise<Comanda> =>
  mudarComanda(tx, pedidoId, (comanda) => mover(comanda, 'cancelar', tx.agora, tx.por));
