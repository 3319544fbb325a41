import { type Feito, mudancas, sobre } from '@foodious/contracts/auditoria.ts';
import { daEquipe } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
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
  const alterado = await guardar(tx, atual, mudanca);
  const feito = daEquipe(tx.papel) ? feitoDe(atual, alterado, campos.motivo) : null;
  if (feito) auditar(tx, feito);
  return alterado;
}

/** What the audit log is told of a change; of the reason, which is in somebody's words, how long it is. Null where nothing changed. */
function feitoDe(atual: Pedido, alterado: Pedido, motivo = ''): Feito | null {
  const mudou = mudancas(auditaveis(atual), auditaveis(alterado));
  if (mudou?.depois.estado !== 'CANCELADO')
    return mudou && { acao: 'pedido-mudado', sobre: sobre('pedido', atual.id), ...mudou };
  const depois = { ...mudou.depois, motivoCaracteres: motivo.length };
  return { acao: 'pedido-cancelado', sobre: sobre('pedido', atual.id), antes: mudou.antes, depois };
}

const auditaveis = ({ estado, ativo, clienteId }: Pedido) => ({ estado, ativo, clienteId });

function levarA(pedido: Pedido, estado: Estado): Mudanca {
  if (estado === 'CANCELADO') return cancelar(pedido);
  if (ehPreparo(estado)) return moverPreparo(pedido, estado);
  throw new Refusal('conflict', `Nenhuma ação leva o pedido ${pedido.id} de ${pedido.estado} a ${estado} por aqui`);
}
