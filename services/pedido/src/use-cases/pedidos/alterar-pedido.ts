import { Refusal } from '@foodious/kernel/refusal.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { cancelar, type Estado, ehPreparo, type Mudanca, moverPreparo, type Pedido } from '../../domain/pedido.ts';
import { conferirCliente } from '../clientes/conferir-cliente.ts';
import { guardar } from './guardar.ts';

/** What a request may set on an existing pedido; a field left undefined stays. */
type CamposAlteraveis = {
  clienteId?: number | null | undefined;
  ativo?: boolean | undefined;
  estado?: Estado | undefined;
  motivo?: string | undefined;
};

/**
 * Changes cliente and ativo while the pagamento is pending, or takes the action that leads to another estado.
 * Throws Refusal `conflict` by the table of states, `invalid` for a cliente who does not exist.
 */
export async function alterarPedido(tx: PedidoTx, atual: Pedido, campos: CamposAlteraveis): Promise<Pedido> {
  const { clienteId = atual.clienteId, ativo = atual.ativo, estado = atual.estado } = campos;
  if (clienteId !== atual.clienteId || ativo !== atual.ativo) {
    if (atual.estado !== 'PAGAMENTO_PENDENTE')
      throw new Refusal('conflict', `O pedido ${atual.id} está em ${atual.estado}: cliente e ativo não mudam mais`);
    await conferirCliente(tx, clienteId);
  }
  const pedido = { ...atual, clienteId, ativo };
  const mudanca = estado === atual.estado ? { pedido, fatos: [] } : levarA(pedido, estado);
  if (mudanca.pedido.estado === 'CANCELADO' && atual.estado !== 'CANCELADO')
    await pedidos(tx.db).updateMotivo(atual.id, campos.motivo || 'Cancelado pela gerência');
  return guardar(tx, atual, mudanca);
}

function levarA(pedido: Pedido, estado: Estado): Mudanca {
  if (estado === 'CANCELADO') return cancelar(pedido);
  if (ehPreparo(estado)) return moverPreparo(pedido, estado);
  throw new Refusal('conflict', `Nenhuma ação leva o pedido ${pedido.id} de ${pedido.estado} a ${estado} por aqui`);
}
