import type { Envelope, EnvelopeOf } from '@foodious/contracts/messages.ts';
import type { Delivery, Handler } from '@foodious/messaging/consumer.ts';
import { sagaDuration } from '@foodious/messaging/metrics.ts';
import { handleOnce } from '@foodious/messaging/sql.ts';
import { protocolos } from '../db/protocolos.ts';
import type { PedidoTx } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import {
  confirmarPagamento,
  convergirPreparo,
  type Mudanca,
  type Pedido,
  rejeitarPagamento,
} from '../domain/pedido.ts';
import { arquivarProtocolo } from '../use-cases/clientes/arquivar-protocolo.ts';
import { saberFeito, saberRecusado } from '../use-cases/estornos/acompanhar-estorno.ts';
import { atualizarCardapio } from '../use-cases/pedidos/atualizar-cardapio.ts';
import { decidir } from '../use-cases/pedidos/decidir.ts';

type Heard =
  | 'pagamento-confirmado'
  | 'pagamento-rejeitado'
  | 'pagamento-estornado'
  | 'estorno-recusado'
  | 'preparo-mudou'
  | 'produto-alterado'
  | 'lgpd-delecao-solicitada'
  | 'lgpd-parte-apagada';
type HeardEnvelope = { [T in Heard]: EnvelopeOf<T> }[Heard];
type Handlers = { [T in Heard]: (message: EnvelopeOf<T>, delivery: Delivery) => Promise<void> };

/** What pedido does with each message. A type it does not know throws, and ends in the DLQ. */
export function pedidoHandler(deps: Deps): Handler {
  const { inTransaction, hoje, emails } = deps;

  /** Handles once a message that may write to a cliente. */
  async function handleAndWake(delivery: Delivery, work: (tx: PedidoTx) => Promise<void>): Promise<void> {
    await handleOnce(inTransaction, delivery, work);
    emails.wake();
  }
  const decide = (message: Envelope, delivery: Delivery, decisao: (pedido: Pedido) => Mudanca) =>
    handleAndWake(delivery, (tx) => decidir(tx, pedidoDe(message), decisao, hoje(tx.agora)));

  const handlers: Handlers = {
    async 'pagamento-confirmado'(message, delivery) {
      await decide(message, delivery, (pedido) => confirmarPagamento(pedido, message.dados.transacaoId));
      sagaDuration.observe({ saga: 'webhook_recebido' }, sinceFact(message));
    },
    'pagamento-rejeitado': (message, delivery) =>
      decide(message, delivery, (pedido) => rejeitarPagamento(pedido, message.dados.transacaoId)),
    'preparo-mudou': (message, delivery) =>
      decide(message, delivery, (pedido) => convergirPreparo(pedido, message.dados.estado, message.dados.movimentos)),
    'pagamento-estornado': (message, delivery) =>
      handleAndWake(delivery, (tx) => saberFeito(tx, pedidoDe(message), message.dados)),
    'estorno-recusado': (message, delivery) =>
      handleOnce(inTransaction, delivery, (tx) => saberRecusado(tx, pedidoDe(message), message.dados)),
    'produto-alterado': ({ dados }, delivery) =>
      handleOnce(inTransaction, delivery, (tx) => atualizarCardapio(tx, dados)),
    // Archiving is repeatable: it needs no inbox.
    'lgpd-delecao-solicitada': ({ dados }) => arquivarProtocolo(deps, dados.protocolo, new Date()),
    async 'lgpd-parte-apagada'({ dados: { protocolo, ...parte } }, delivery) {
      await handleOnce(inTransaction, delivery, (tx) => protocolos(tx.db).updateFeitaEm(protocolo, parte, tx.agora));
      deps.protocolos.wake();
    },
  };
  const isHeard = (message: Envelope): message is HeardEnvelope => Object.hasOwn(handlers, message.tipo);
  const handle = <T extends Heard>(message: EnvelopeOf<T>, delivery: Delivery) =>
    handlers[message.tipo](message, delivery);

  return async (message, delivery) => {
    if (!isHeard(message)) throw new Error(`pedido does not know ${message.tipo}`);
    await handle(message, delivery);
  };
}

const sinceFact = ({ ocorridoEm }: Envelope): number => Math.max(0, Date.now() - Date.parse(ocorridoEm)) / 1000;

function pedidoDe({ id, pedidoId }: Envelope): number {
  if (pedidoId === null) throw new Error(`message ${id} is about no pedido`);
  return pedidoId;
}
