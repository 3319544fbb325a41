import { randomUUID } from 'node:crypto';
import { brl, reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { cardapio } from '../../db/cardapio.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { fazerCheckout, type ItemPedido, montar, novoPedido, type Pedido, somar } from '../../domain/pedido.ts';
import { conferirCliente } from '../clientes/conferir-cliente.ts';
import { guardarNovo } from './guardar.ts';

/** A whole order in one call. */
export type PedidoInteiro = Pick<Pedido, 'clienteId' | 'dono' | 'dataInicio' | 'consumo' | 'codigo'> & {
  itens: readonly ItemPedido[];
  /** Whether it is checked out at once. */
  checkout: boolean;
  /** The total the cliente was shown, centavos; undefined when the caller does not say. */
  totalEsperado: number | undefined;
};

/**
 * Makes a whole order, checked out if wanted, in the one transaction it runs in. Throws Refusal `invalid` for a cliente or
 * produto that does not exist, `conflict` for what is sold out, or when the total is not what the cliente was shown.
 */
export async function fazerPedido(tx: PedidoTx, pedida: PedidoInteiro): Promise<Pedido> {
  const { clienteId, dono, dataInicio, consumo, codigo, checkout, totalEsperado } = pedida;
  await conferirCliente(tx, clienteId);
  const produtos = await cardapio(tx.db).get(pedida.itens.map(({ produtoId }) => produtoId));
  const itens = montar(pedida.itens, produtos);
  const total = somar(itens);
  if (totalEsperado !== undefined && totalEsperado !== total)
    throw new Refusal('conflict', `Os preços mudaram: o total é ${brl(total)}`, {
      codigo: 'precos-mudaram',
      campo: 'totalEsperado',
      total: reais(total),
    });
  const pedido = novoPedido({ clienteId, dono, dataInicio, consumo, codigo, itens }, tx.agora);
  return guardarNovo(tx, checkout ? fazerCheckout(pedido, produtos, randomUUID()) : { pedido, fatos: [] });
}
