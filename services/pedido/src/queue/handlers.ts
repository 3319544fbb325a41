import type { Envelope, QueueName } from '@foodious/contracts/messages.ts';
import { handleOnce, type InTransaction, type Tx } from '@foodious/messaging/sql.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Kysely } from 'kysely';
import type { Database } from '../db/database.ts';
import { cardapio } from '../db/repositories.ts';
import { acompanharPreparo, confirmarPagamento, rejeitarPagamento } from '../domain/pedido.ts';
import { escrever } from '../email/outbox.ts';
import { arquivarProtocolo } from '../use-cases/cliente.ts';
import { decidir, obterPedido } from '../use-cases/pedido.ts';

/** The queues pedido listens to. */
export const filas = [
  'webhook-pagamento-confirmado-res',
  'webhook-pagamento-rejeitado-res',
  'preparacao-pedido-res',
  'estorno-pagamento-res',
  'produto-alterado',
  'lgpd-protocolo-delecao-req',
] as const satisfies QueueName[];

/** What pedido does with each message. A type it does not know throws, and ends in the DLQ. */
export function pedidoHandler(world: {
  db: Kysely<Database>;
  inTransaction: InTransaction<Database>;
  objects: Objects;
  hoje(agora: Date): string;
  emails: { wake(): void };
}) {
  const decide = (message: Envelope, decisao: Parameters<typeof decidir>[2]) =>
    handleOnce(world.inTransaction, message, (tx) => decidir(tx, pedidoDe(message), decisao, world.hoje(tx.agora)));

  return async (message: Envelope): Promise<void> => {
    switch (message.tipo) {
      case 'pagamento-confirmado': {
        const { transacaoId } = message.dados;
        await decide(message, (pedido) => confirmarPagamento(pedido, transacaoId));
        break;
      }
      case 'pagamento-rejeitado': {
        const { transacaoId } = message.dados;
        await decide(message, (pedido) => rejeitarPagamento(pedido, transacaoId));
        break;
      }
      case 'preparo-mudou': {
        const { estado, movimentos } = message.dados;
        await decide(message, (pedido) => acompanharPreparo(pedido, estado, movimentos));
        break;
      }
      case 'pagamento-estornado': {
        const { totalCentavos } = message.dados;
        await handleOnce(world.inTransaction, message, (tx) => avisarEstorno(tx, pedidoDe(message), totalCentavos));
        break;
      }
      case 'produto-alterado': {
        const produto = message.dados;
        await handleOnce(world.inTransaction, message, (tx) => cardapio(tx.db).atualizar(produto));
        return;
      }
      case 'lgpd-delecao-solicitada':
        // Archiving is repeatable: it needs no inbox, and object storage has no place inside a transaction.
        await arquivarProtocolo(world.db, world.objects, message.dados.protocolo, new Date());
        return;
      default:
        throw new Error(`pedido does not know ${message.tipo}`);
    }
    world.emails.wake();
  };
}

async function avisarEstorno(tx: Tx<Database>, pedidoId: number, totalCentavos: number): Promise<void> {
  const { clienteId } = await obterPedido(tx.db, pedidoId);
  if (clienteId !== null) await escrever(tx, { tipo: 'pagamento-estornado', pedidoId, clienteId, totalCentavos });
}

function pedidoDe({ id, pedidoId }: Envelope): number {
  if (pedidoId === null) throw new Error(`message ${id} is about no pedido`);
  return pedidoId;
}
