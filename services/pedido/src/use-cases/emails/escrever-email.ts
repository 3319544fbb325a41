import type { Tx } from '@foodious/messaging/sql.ts';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { Aviso } from '../domain/pedido.ts';

export type TipoEmail = Aviso | 'lgpd-protocolo';

/** An e-mail to send, by ids: the address is looked up when it leaves, so that an erased cliente is written to no more. */
export type NovoEmail =
  | { tipo: Aviso; pedidoId: number; clienteId: number; totalCentavos: number | null }
  | { tipo: 'lgpd-protocolo'; para: string; protocolo: string };

/** What an e-mail tells beyond its pedido, as it was when it was written. */
export type DadosEmail = { totalCentavos?: number | null; protocolo?: string };

/** Queues an e-mail in the transaction of what it tells about. */
export async function escrever(tx: Tx<Database>, email: NovoEmail): Promise<void> {
  const doPedido = email.tipo !== 'lgpd-protocolo';
  const dados: DadosEmail = doPedido ? { totalCentavos: email.totalCentavos } : { protocolo: email.protocolo };
  const id = uuidv7();
  tx.note('email-escrito', doPedido ? email.pedidoId : null, { emailId: id, email: email.tipo });
  await tx.db
    .insertInto('email')
    .values({
      id,
      tipo: email.tipo,
      correlacao: tx.correlacao,
      traceparent: tx.traceparent,
      pedido_id: doPedido ? email.pedidoId : null,
      cliente_id: doPedido ? email.clienteId : null,
      para: doPedido ? null : email.para,
      dados: JSON.stringify(dados),
      tentativas: 0,
      proxima_em: tx.agora.getTime(),
      enviado_em: null,
    })
    .execute();
}
