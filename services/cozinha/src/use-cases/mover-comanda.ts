import type { CozinhaTx } from '../db/schema.ts';
import { type Acao, type Comanda, mover } from '../domain/comanda.ts';
import { mudarComanda } from './mudar-comanda.ts';

/** The cook acts on a comanda. Throws Refusal `not-found`, or `conflict` by the table of states. */
export const moverComanda = (tx: CozinhaTx, pedidoId: number, acao: Acao): Promise<Comanda> =>
  mudarComanda(tx, pedidoId, (comanda) => mover(comanda, acao, tx.agora, tx.por));
