import type { Handler } from '@foodious/messaging/consumer.ts';
import { type ApagarIdentidade, apagarIdentidade } from '../use-cases/apagar-identidade.ts';

/** What the gateway does with each message. A type it does not know throws, and ends in the DLQ. */
export const gatewayHandler =
  (deps: ApagarIdentidade): Handler =>
  async (message, delivery) => {
    if (message.tipo === 'lgpd-apagar-identidade') return apagarIdentidade(deps, delivery, message.dados);
    throw new Error(`the gateway does not know ${message.tipo}`);
  };
