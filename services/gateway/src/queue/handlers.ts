import type { Handler } from '@foodious/messaging/consumer.ts';
import { handleOnce } from '@foodious/messaging/sql.ts';
import type { GatewayInTransaction } from '../db/schema.ts';
import { acrescentar } from '../use-cases/auditoria/registrar.ts';

/** What the gateway does with each message. A type it does not know throws, and ends in the DLQ. */
export const gatewayHandler =
  (inTransaction: GatewayInTransaction): Handler =>
  async (message, delivery) => {
    if (message.tipo !== 'acao-auditada') throw new Error(`the gateway does not know ${message.tipo}`);
    await handleOnce(inTransaction, delivery, (tx) => acrescentar(tx, message.dados, message.id));
  };
