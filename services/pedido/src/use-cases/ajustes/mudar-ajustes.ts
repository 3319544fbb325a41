import { ajustes } from '../../db/ajustes.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Ajustes } from '../../domain/ajustes.ts';

/** Sets what the restaurant chose for its screens, all at once; the cozinha is told what goes for a preparation. */
export async function mudarAjustes(tx: PedidoTx, novos: Ajustes): Promise<void> {
  const versao = await ajustes(tx.db).update(novos);
  const { voltarMin, recolherMin } = novos.cozinha;
  tx.announce('ajustes-alterados', { group: 'ajustes' }, { versao, voltarMin, recolherMin });
}
