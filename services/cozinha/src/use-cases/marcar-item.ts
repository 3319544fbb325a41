import type { CozinhaTx } from '../db/schema.ts';
import { type Comanda, marcarItem } from '../domain/comanda.ts';
import { mudarComanda } from './mudar-comanda.ts';

/** The cook ticks an item off, or takes that back. Throws as {@link marcarItem}. */
export const marcarItemDaComanda = (
  tx: CozinhaTx,
  pedidoId: number,
  posicao: number,
  feito: boolean,
): Promise<Comanda> => mudarComanda(tx, pedidoId, (comanda) => marcarItem(comanda, posicao, feito, tx.agora, tx.por));
