import type { Handler } from '@foodious/messaging/consumer.ts';
import { estornarPagamento, solicitarPagamento, type World } from '../use-cases.ts';

/**
 * What pagamento does with each message. Both are repeatable by the transacao they name: its document is the inbox.
 * A type it does not know throws, and ends in the DLQ.
 */
export const pagamentoHandler =
  (world: World): Handler =>
  async (message, delivery) => {
    const { pedidoId } = message;
    if (pedidoId === null) throw new Error(`message ${message.id} is about no pedido`);
    switch (message.tipo) {
      case 'pagamento-solicitado':
        return solicitarPagamento(world, delivery, { pedidoId, ...message.dados }, new Date(message.ocorridoEm));
      case 'estorno-solicitado':
        return estornarPagamento(world, delivery, message.dados.transacaoId, pedidoId);
      default:
        throw new Error(`pagamento does not know ${message.tipo}`);
    }
  };
