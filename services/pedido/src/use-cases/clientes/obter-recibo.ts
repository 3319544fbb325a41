import { Refusal } from '@foodious/kernel/refusal.ts';
import { protocolos } from '../../db/protocolos.ts';
import type { Reader } from '../../db/schema.ts';
import { recibo } from '../../domain/protocolo.ts';

/** What the number of an erasure tells. Throws Refusal `not-found`. */
export async function obterRecibo({ db, retencaoAnos }: Reader & { retencaoAnos: number }, id: string) {
  const protocolo = await protocolos(db).get(id);
  if (!protocolo) throw new Refusal('not-found', `Protocolo não encontrado: ${id}`);
  return recibo(protocolo, await protocolos(db).listPartes(id), retencaoAnos);
}
