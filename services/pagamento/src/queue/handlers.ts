import type { Envelope, QueueName } from '@foodious/contracts/messages.ts';
import { estornarPagamento, solicitarPagamento, type World } from '../use-cases.ts';

/** The queues pagamento listens to. */
export const filas = ['solicitar-pagamento-req', 'estorno-pagamento-req'] as const satisfies QueueName[];

/**
 * What pagamento does with each message. Both are repeatable by the transacao they name: its document is the inbox.
 * A type it does not know throws, and ends in the DLQ.
 */
export const pagamentoHandler =
  (world: World) =>
  async (message: Envelope): Promise<void> => {
    const { pedidoId, correlacao } = message;
    if (pedidoId === null) throw new Error(`message ${message.id} is about no pedido`);
    const context = { agora: new Date(), correlacao };
    switch (message.tipo) {
      case 'pagamento-solicitado':
        return solicitarPagamento(world, context, { pedidoId, ...message.dados }, new Date(message.ocorridoEm));
      case 'estorno-solicitado':
        return estornarPagamento(world, context, message.dados.transacaoId, pedidoId);
      default:
        throw new Error(`pagamento does not know ${message.tipo}`);
    }
  };
