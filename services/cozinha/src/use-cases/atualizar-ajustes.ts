import type { PrazosDoPreparo } from '@foodious/kernel/estados.ts';
import { ajustes } from '../db/ajustes.ts';
import type { CozinhaTx } from '../db/schema.ts';

/** The gerência has set what goes for a preparation: the newest version stays. */
export const atualizarAjustes = (tx: CozinhaTx, novos: PrazosDoPreparo & { versao: number }): Promise<void> =>
  ajustes(tx.db).update(novos);
