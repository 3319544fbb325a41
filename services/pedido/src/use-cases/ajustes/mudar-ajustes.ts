import { ajustes } from '../../db/ajustes.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Ajustes } from '../../domain/ajustes.ts';

/** Sets what the restaurant chose for its screens, all at once. */
export const mudarAjustes = (tx: PedidoTx, novos: Ajustes): Promise<void> => ajustes(tx.db).update(novos);
