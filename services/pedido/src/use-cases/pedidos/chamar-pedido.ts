import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { chamar } from '../../domain/pedido.ts';
import { travarCapa } from './obter-pedido.ts';

/** The counter calls a senha once more: on the painel, with no second e-mail. Throws Refusal `not-found`, or as {@link chamar}. */
export async function chamarPedido(tx: PedidoTx, id: number): Promise<void> {
  const pedido = chamar(await travarCapa(tx, id), tx.agora.getTime());
  await pedidos(tx.db).update(pedido);
  const { senha, recebidoEm } = pedido;
  if (senha === null) throw new Error(`pedido ${id} is ready without a senha`);
  tx.note('chamado', aboutPedido(id), { senha, recebidoEm });
}
