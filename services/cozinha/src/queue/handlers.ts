import type { Envelope } from '@foodious/contracts/messages.ts';
import type { Handler } from '@foodious/messaging/consumer.ts';
import { handleOnce } from '@foodious/messaging/sql.ts';
import type { CozinhaInTransaction, CozinhaTx } from '../db/schema.ts';
import { atualizarAjustes } from '../use-cases/atualizar-ajustes.ts';
import { convergirComanda } from '../use-cases/convergir-comanda.ts';
import { cancelarComanda } from '../use-cases/mover-comanda.ts';
import { pedirEsquecimento } from '../use-cases/pedir-esquecimento.ts';
import { receberComanda } from '../use-cases/receber-comanda.ts';

/** What cozinha does with each message. A type it does not know throws, and ends in the DLQ. */
export const cozinhaHandler =
  (inTransaction: CozinhaInTransaction, esquecer: { wake(): void }): Handler =>
  async (message, delivery) => {
    await handleOnce(inTransaction, delivery, (tx) => act(tx, message));
    if (message.tipo === 'lgpd-desvincular-cozinha') esquecer.wake();
  };

async function act(tx: CozinhaTx, message: Envelope): Promise<void> {
  if (message.tipo === 'ajustes-alterados') return atualizarAjustes(tx, message.dados);
  if (message.tipo === 'lgpd-desvincular-cozinha') return pedirEsquecimento(tx, message.dados);
  const { pedidoId } = message;
  if (pedidoId === null) throw new Error(`message ${message.id} is about no pedido`);
  switch (message.tipo) {
    case 'preparacao-solicitada':
      return receberComanda(tx, { pedidoId, ...message.dados });
    case 'preparacao-alterada':
      return convergirComanda(tx, pedidoId, message.dados.estado, message.dados.movimentos);
    case 'preparacao-cancelada':
      await cancelarComanda(tx, pedidoId);
      return;
    default:
      throw new Error(`cozinha does not know ${message.tipo}`);
  }
}
