import type { Envelope } from '@foodious/contracts/messages.ts';
import type { Handler } from '@foodious/messaging/consumer.ts';
import { sagaDuration } from '@foodious/messaging/metrics.ts';
import { handleOnce, type InTransaction, type Tx } from '@foodious/messaging/sql.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Kysely } from 'kysely';
import type { Database } from '../db/database.ts';
import { cardapio } from '../db/repositories.ts';
import { acompanharPreparo, confirmarPagamento, rejeitarPagamento } from '../domain/pedido.ts';
import { escrever } from '../email/outbox.ts';
import { arquivarProtocolo } from '../use-cases/cliente.ts';
import { decidir, obterPedido } from '../use-cases/pedido.ts';

/** What pedido does with each message. A type it does not know throws, and ends in the DLQ. */
export function pedidoHandler(world: {
  db: Kysely<Database>;
  inTransaction: InTransaction<Database>;
  objects: Objects;
  hoje(agora: Date): string;
  emails: { wake(): void };
}): Handler {
  return async (message, delivery) => {
    const decide = (decisao: Parameters<typeof decidir>[2]) =>
      handleOnce(world.inTransaction, delivery, (tx) => decidir(tx, pedidoDe(message), decisao, world.hoje(tx.agora)));
    switch (message.tipo) {
      case 'pagamento-confirmado': {
        const { transacaoId } = message.dados;
        await decide((pedido) => confirmarPagamento(pedido, transacaoId));
        sagaDuration.observe({ saga: 'webhook_recebido' }, sinceFact(message));
        break;
      }
      case 'pagamento-rejeitado': {
        const { transacaoId } = message.dados;
        await decide((pedido) => rejeitarPagamento(pedido, transacaoId));
        break;
      }
      case 'preparo-mudou': {
        const { estado, movimentos } = message.dados;
        await decide((pedido) => acompanharPreparo(pedido, estado, movimentos));
        break;
      }
      case 'pagamento-estornado': {
        const { totalCentavos } = message.dados;
        await handleOnce(world.inTransaction, delivery, (tx) => avisarEstorno(tx, pedidoDe(message), totalCentavos));
        break;
      }
      case 'produto-alterado': {
        const produto = message.dados;
        await handleOnce(world.inTransaction, delivery, (tx) => cardapio(tx.db).atualizar(produto));
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

const sinceFact = ({ ocorridoEm }: Envelope): number => Math.max(0, Date.now() - Date.parse(ocorridoEm)) / 1000;

function pedidoDe({ id, pedidoId }: Envelope): number {
  if (pedidoId === null) throw new Error(`message ${id} is about no pedido`);
  return pedidoId;
}
