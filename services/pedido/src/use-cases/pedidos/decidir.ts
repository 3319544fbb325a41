import type { PedidoTx } from '../../db/schema.ts';
import { senhas } from '../../db/senhas.ts';
import type { Mudanca, Pedido } from '../../domain/pedido.ts';
import { guardar } from './guardar.ts';
import { travarPedido } from './obter-pedido.ts';

/**
 * Decides on a pedido that a message is about, and keeps the outcome; who is received gets a senha of the day `hoje`.
 * A message about a pedido that does not exist is a bug: it throws.
 */
export async function decidir(
  tx: PedidoTx,
  id: number,
  decisao: (pedido: Pedido) => Mudanca,
  hoje: string,
): Promise<void> {
  const atual = await travarPedido(tx, id);
  const { pedido, fatos } = decisao(atual);
  if (pedido === atual && fatos.length === 0) return;
  const recebido = fatos.some(({ tipo }) => tipo === 'preparacao-solicitada');
  const senha = recebido ? await senhas(tx.db).next(hoje) : pedido.senha;
  await guardar(tx, atual, { pedido: { ...pedido, senha }, fatos });
}
