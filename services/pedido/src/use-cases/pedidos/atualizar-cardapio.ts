import type { Data } from '@foodious/contracts/messages.ts';
import { cardapio } from '../../db/cardapio.ts';
import type { PedidoTx } from '../../db/schema.ts';

/** Keeps what produto told of a product, unless something newer of it is known. */
export const atualizarCardapio = (tx: PedidoTx, produto: Data<'produto-alterado'>): Promise<void> =>
  cardapio(tx.db).update(produto);
