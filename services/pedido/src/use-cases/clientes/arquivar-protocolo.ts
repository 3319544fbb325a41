import type { Objects } from '@foodious/platform/aws.ts';
import { protocolos } from '../../db/protocolos.ts';
import type { Reader } from '../../db/schema.ts';
import { obterRecibo } from './obter-recibo.ts';

/**
 * Puts the receipt of an erasure in object storage, as it is now: what was erased, what is kept and why; and what
 * {@link refazerDelecoes} needs to know whom it was about. No personal data. Repeatable, and in no transaction: object storage has no place inside one.
 */
export async function arquivarProtocolo(
  { db, objects, retencaoAnos }: Reader & { objects: Objects; retencaoAnos: number },
  id: string,
  agora: Date,
): Promise<void> {
  const recibo = await obterRecibo({ db, retencaoAnos }, id);
  const deQuem = await protocolos(db).get(id);
  await objects.put(`${id}.json`, Buffer.from(JSON.stringify({ ...recibo, deQuem }, null, 2)), 'application/json');
  await protocolos(db).updateArquivadoEm(id, agora);
}
