import { v7 as uuidv7 } from 'uuid';
import { emails } from '../../db/emails.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { NovoEmail } from '../../domain/email.ts';
import { registrarEmail } from './registrar-email.ts';

/** Queues an e-mail in the transaction of what it tells about. */
export async function escreverEmail(tx: PedidoTx, novo: NovoEmail): Promise<void> {
  const doPedido = novo.tipo !== 'lgpd-protocolo';
  const email = {
    id: uuidv7(),
    tipo: novo.tipo,
    correlacao: tx.correlacao,
    traceparent: tx.traceparent,
    pedidoId: doPedido ? novo.pedidoId : null,
    clienteId: doPedido ? novo.clienteId : null,
    para: doPedido ? null : novo.para,
    dados: doPedido ? { totalCentavos: novo.totalCentavos } : { protocolo: novo.protocolo },
  };
  registrarEmail(tx, email, 'email-escrito', {});
  await emails(tx.db).insert(email, tx.agora);
}
