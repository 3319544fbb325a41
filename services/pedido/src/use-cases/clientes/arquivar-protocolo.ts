import type { Objects } from '@foodious/platform/aws.ts';
import { protocolos } from '../../db/protocolos.ts';
import type { Reader } from '../../db/schema.ts';

/**
 * Puts the receipt of an erasure in object storage: what was erased, what is kept and why. No personal data. Repeatable, and
 * in no transaction: object storage has no place inside one.
 */
export async function arquivarProtocolo(
  { db, objects }: Reader & { objects: Objects },
  id: string,
  agora: Date,
): Promise<void> {
  const protocolo = await protocolos(db).get(id);
  const recibo = {
    protocolo: id,
    solicitadoEm: protocolo.solicitadoEm.toISOString(),
    apagadoEm: protocolo.apagadoEm.toISOString(),
    apagado: ['nome', 'e-mail', 'CPF', 'aceite de ofertas', 'vínculo com os pedidos'],
    mantido: [
      {
        oque: 'pedidos e pagamentos, sem vínculo com a pessoa',
        quantos: protocolo.pedidos,
        motivo: 'obrigação legal e fiscal (LGPD, art. 16, I)',
      },
    ],
  };
  await objects.put(`${id}.json`, Buffer.from(JSON.stringify(recibo, null, 2)), 'application/json');
  await protocolos(db).updateArquivadoEm(id, agora);
}
