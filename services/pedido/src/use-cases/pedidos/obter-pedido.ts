import { Refusal } from '@foodious/kernel/refusal.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx, Reader } from '../../db/schema.ts';
import type { Capa, Pedido } from '../../domain/pedido.ts';

/** A pedido with its itens. Throws Refusal `not-found`. */
export const obterPedido = async ({ db }: Reader, id: number): Promise<Pedido> =>
  existente(id, await pedidos(db).get(id));

/** A pedido without its itens. Throws Refusal `not-found`. */
export const obterCapa = async ({ db }: Reader, id: number): Promise<Capa> =>
  existente(id, await pedidos(db).getCapa(id));

/** A pedido nobody else changes until this transaction ends. Throws Refusal `not-found`. */
export const travarPedido = async ({ db }: PedidoTx, id: number): Promise<Pedido> =>
  existente(id, await pedidos(db).lock(id));

/** A pedido without its itens, which nobody else changes until this transaction ends. Throws Refusal `not-found`. */
export const travarCapa = async ({ db }: PedidoTx, id: number): Promise<Capa> =>
  existente(id, await pedidos(db).lockCapa(id));

function existente<P>(id: number, pedido: P | undefined): P {
  if (pedido === undefined) throw pedidoDesconhecido(id);
  return pedido;
}

/** What is said of a pedido that does not exist, or not for who asks. */
export const pedidoDesconhecido = (id: number): Refusal =>
  new Refusal('not-found', `Pedido não encontrado: ${id}`, { codigo: 'pedido-desconhecido' });
