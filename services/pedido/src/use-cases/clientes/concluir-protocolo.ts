import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { protocolos } from '../../db/protocolos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { pedirParte } from './pedir-parte.ts';

/** How long a part is waited for before it is asked for once more, in milliseconds; each time as long as all that went before. */
const ESPERA_MS = 10 * MINUTO_MS;

/** Concludes an erasure whose parts are all done, and archives its receipt as it is then; else asks for what was not answered. */
export async function concluirProtocolo(tx: PedidoTx, id: string): Promise<void> {
  const protocolo = await protocolos(tx.db).lock(id);
  if (!protocolo || protocolo.concluidoEm !== null) return;
  const porFazer = (await protocolos(tx.db).listPartes(id)).filter(({ feitaEm }) => feitaEm === null);
  if (porFazer.length === 0) {
    await protocolos(tx.db).updateConcluidoEm(id, tx.agora);
    tx.announce('lgpd-delecao-solicitada', { group: id }, { protocolo: id });
    return;
  }
  for (const parte of porFazer) {
    const espera = Math.max(ESPERA_MS, parte.pedidaEm - protocolo.solicitadoEm.getTime());
    if (parte.pedidaEm > tx.agora.getTime() - espera) continue;
    pedirParte(tx, protocolo, parte);
    await protocolos(tx.db).updatePedidaEm(id, parte, tx.agora);
  }
}
