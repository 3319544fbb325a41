import { randomUUID } from 'node:crypto';
import type { Meio } from '@foodious/kernel/estados.ts';
import { ajustes } from '../../db/ajustes.ts';
import { cardapio } from '../../db/cardapio.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { escolherMeio } from '../../domain/ajustes.ts';
import {
  conferirTotal,
  fazerCheckout,
  type ItemPedido,
  montar,
  novoPedido,
  type Pedido,
  somar,
} from '../../domain/pedido.ts';
import { conferirCliente } from '../clientes/conferir-cliente.ts';
import { guardarNovo } from './guardar.ts';

/** A whole order in one call. */
export type PedidoInteiro = Pick<Pedido, 'clienteId' | 'dono' | 'dataInicio' | 'consumo' | 'codigo'> & {
  itens: readonly ItemPedido[];
  /** Whether it is checked out at once. */
  checkout: boolean;
  /** The total the cliente was shown, centavos; undefined when the caller does not say. */
  totalEsperado: number | undefined;
  /** By which it is to be paid; undefined: as the restaurant has it first. */
  meio?: Meio | undefined;
};

/**
 * Makes a whole order, checked out if wanted, in the one transaction it runs in. Throws Refusal `invalid` for a cliente or
 * produto that does not exist, `conflict` for what is sold out or a meio that is not offered, or when the total is not what the cliente was shown.
 */
export async function fazerPedido(tx: PedidoTx, pedida: PedidoInteiro): Promise<Pedido> {
  const { clienteId, dono, dataInicio, consumo, codigo, checkout, totalEsperado } = pedida;
  await conferirCliente(tx, clienteId);
  const produtos = await cardapio(tx.db).get(pedida.itens.map(({ produtoId }) => produtoId));
  const itens = montar(pedida.itens, produtos);
  conferirTotal(somar(itens), totalEsperado);
  const meio = escolherMeio((await ajustes(tx.db).get()).ajustes.meios, pedida.meio);
  const pedido = novoPedido({ clienteId, dono, dataInicio, consumo, codigo, itens, meio }, tx.agora);
  return guardarNovo(tx, checkout ? fazerCheckout(pedido, produtos, randomUUID(), meio) : { pedido, fatos: [] });
}
