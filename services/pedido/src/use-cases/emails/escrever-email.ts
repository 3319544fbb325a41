import { v7 as uuidv7 } from 'uuid';
import { emails } from '../../db/emails.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { NovoEmail } from '../../domain/email.ts';
import { registrarEmail } from './registrar-email.ts';

/** Queues an e-mail in the transaction of what it tells about. */
export async function escreverEmail(tx: PedidoTx, novo: NovoEmail): Promise<void> {
  const { tipo, pedidoId, clienteId, para, ...dados } = { pedidoId: null, clienteId: null, para: null, ...novo };
  const { correlacao, traceparent } = tx;
  const email = { id: uuidv7(), tipo, correlacao, traceparent, pedidoId, clienteId, para, dados };
  registrarEmail(tx, email, 'email-escrito', {});
  await emails(tx.db).insert(email, tx.agora);
}
