import type { Envelope, QueueName } from '@foodious/contracts/messages.ts';
import { handleOnce, type InTransaction, type Tx } from '@foodious/messaging/sql.ts';
import type { Database } from '../db/database.ts';
import { acompanharPedido, moverComanda, receberComanda } from '../use-cases.ts';

/** The queues cozinha listens to. */
export const filas = ['preparacao-pedido-req'] as const satisfies QueueName[];

/** What cozinha does with each message. A type it does not know throws, and ends in the DLQ. */
export const cozinhaHandler =
  (inTransaction: InTransaction<Database>) =>
  (message: Envelope): Promise<void> =>
    handleOnce(inTransaction, message, (tx) => act(tx, message));

async function act(tx: Tx<Database>, message: Envelope): Promise<void> {
  const { pedidoId } = message;
  if (pedidoId === null) throw new Error(`message ${message.id} is about no pedido`);
  switch (message.tipo) {
    case 'preparacao-solicitada':
      return receberComanda(tx, pedidoId, message.dados.senha, message.dados.itens);
    case 'preparacao-alterada':
      return acompanharPedido(tx, pedidoId, message.dados.estado, message.dados.movimentos);
    case 'preparacao-cancelada':
      await moverComanda(tx, pedidoId, 'cancelar');
      return;
    default:
      throw new Error(`cozinha does not know ${message.tipo}`);
  }
}
