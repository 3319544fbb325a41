import type { Handler } from '@foodious/messaging/consumer.ts';
import type { Messaging } from '@foodious/messaging/messaging.ts';
import type { DivergenciaStore, PagamentoStore, Provedores } from '../ports.ts';
import { desvincularPagamentos } from '../use-cases/desvincular-pagamentos.ts';
import { estornarPagamento } from '../use-cases/estornar-pagamento.ts';
import { solicitarPagamento } from '../use-cases/solicitar-pagamento.ts';

type Deps = {
  store: PagamentoStore & { divergencias: DivergenciaStore };
  provedores: Provedores;
  messaging: Pick<Messaging, 'answer' | 'care'>;
  casa: Parameters<typeof solicitarPagamento>[5];
};

/**
 * What pagamento does with each message. Those about a pedido are repeatable by the transacao they name: its document is the inbox.
 * A type it does not know throws, and ends in the DLQ.
 */
export const pagamentoHandler =
  ({ store, provedores, messaging, casa }: Deps): Handler =>
  async (message, delivery) => {
    if (message.tipo === 'lgpd-desvincular-pagamento')
      return desvincularPagamentos(store, messaging, delivery, message.dados);
    const { pedidoId } = message;
    if (pedidoId === null) throw new Error(`message ${message.id} is about no pedido`);
    switch (message.tipo) {
      case 'pagamento-solicitado': {
        const pedido = { pedidoId, ...message.dados };
        return solicitarPagamento(store, provedores, delivery, pedido, new Date(message.ocorridoEm), casa);
      }
      case 'estorno-solicitado':
        return estornarPagamento(store, provedores, delivery, pedidoId, message.dados);
      default:
        throw new Error(`pagamento does not know ${message.tipo}`);
    }
  };
