import { Auditada, type Feito } from '@foodious/contracts/auditoria.ts';
import { auditada } from '@foodious/messaging/auditar.ts';
import { auditoria } from '../../db/auditoria.ts';
import { encadear } from '../../db/cadeia.ts';
import type { GatewayTx } from '../../db/schema.ts';

/**
 * Writes down what somebody did, in the transaction that does it, at the end of the audit log. Who: the transaction's own, where
 * nobody else is named. Throws ZodError for what an entry may not hold: a bug of who calls.
 */
export async function registrar(
  tx: GatewayTx,
  { quem = tx.por, papel = tx.papel, ...feito }: Feito & { quem?: string; papel?: string | null },
): Promise<void> {
  await acrescentar(tx, Auditada.parse(auditada({ ...tx, por: quem, papel }, feito)), null);
}

/**
 * Appends an entry to the chain. Its end stays locked until the transaction ends: everybody else who appends, on whichever
 * instance, waits for that, and so numbers have no gaps.
 * @param eventoId the message that told of it, if one did
 */
export async function acrescentar(tx: GatewayTx, auditada: Auditada, eventoId: string | null): Promise<void> {
  const { lojaId, quem, papel, acao, sobre, antes, depois, em } = auditada;
  const log = auditoria(tx.db);
  const linha = encadear(await log.lockCabeca(), {
    loja_id: lojaId,
    em: Date.parse(em),
    quem,
    papel,
    acao,
    sobre_tipo: sobre?.tipo ?? null,
    sobre_id: sobre?.id ?? null,
    antes: antes && JSON.stringify(antes),
    depois: depois && JSON.stringify(depois),
    correlacao: tx.correlacao,
    evento_id: eventoId,
  });
  await log.insert(linha);
}
