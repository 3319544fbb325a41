import type { Handler } from '@foodious/messaging/consumer.ts';
import { handleOnce } from '@foodious/messaging/sql.ts';
import { type ApagarIdentidade, apagarIdentidade } from '../use-cases/apagar-identidade.ts';
import { acrescentar } from '../use-cases/auditoria/registrar.ts';

/** What the gateway does with each message. A type it does not know throws, and ends in the DLQ. */
export const gatewayHandler =
  (deps: ApagarIdentidade): Handler =>
  async (message, delivery) => {
    switch (message.tipo) {
      case 'acao-auditada':
        return handleOnce(deps.inTransaction, delivery, (tx) => acrescentar(tx, message.dados, message.id));
      case 'lgpd-apagar-identidade':
        return apagarIdentidade(deps, delivery, message.dados);
      default:
        throw new Error(`the gateway does not know ${message.tipo}`);
    }
  };
