import type { PedidoTx } from '../../db/schema.ts';
import { novoPedido, type Pedido } from '../../domain/pedido.ts';
import { conferirCliente } from '../clientes/conferir-cliente.ts';
import { guardarNovo } from './guardar.ts';

/** Opens an empty pedido. Throws Refusal `invalid` for a cliente who does not exist. */
export async function criarPedido(
  tx: PedidoTx,
  campos: Pick<Pedido, 'clienteId' | 'dono' | 'dataInicio' | 'ativo' | 'codigo'>,
): Promise<Pedido> {
  await conferirCliente(tx, campos.clienteId);
  return guardarNovo(tx, { pedido: novoPedido(campos, tx.agora), fatos: [] });
}
