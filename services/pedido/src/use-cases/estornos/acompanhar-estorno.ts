import type { Data } from '@foodious/contracts/messages.ts';
import { estornos } from '../../db/estornos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { concluirEstorno, type Estorno, jaContado, recusarEstorno } from '../../domain/estorno.ts';
import type { Capa } from '../../domain/pedido.ts';
import { escreverEmail } from '../emails/escrever-email.ts';
import { travarCapa } from '../pedidos/obter-pedido.ts';

/** Money of a pedido went back: asked for here, or not. It is kept, and its cliente told, once. */
export async function saberFeito(tx: PedidoTx, pedidoId: number, dito: Data<'pagamento-estornado'>): Promise<void> {
  const { transacaoId, totalCentavos, inteiro } = dito;
  const id = dito.estornoId ?? transacaoId; // a pagamento of before knows one refund, without a name
  const pedido = await travarCapa(tx, pedidoId);
  const conhecido = await estornos(tx.db).get(id);
  // One from before they were kept goes by its transacao, until it is told what it is called.
  const antigo = await estornos(tx.db).get(transacaoId);
  const semNome = antigo?.feitoEm === null && antigo.centavos === totalCentavos ? antigo : undefined;
  const estorno = conhecido ?? (semNome && { ...semNome, id }) ?? alheio(tx, pedido, { ...dito, estornoId: id });
  if (!conhecido && !semNome && jaContado(pedido, await estornos(tx.db).listByPedido(pedidoId), estorno)) return;
  const feito = concluirEstorno(estorno, tx.agora.getTime());
  if (!feito) return;
  if (conhecido) await estornos(tx.db).update(feito);
  else {
    if (semNome) await estornos(tx.db).delete(semNome.id);
    await estornos(tx.db).insert(feito);
  }
  const { clienteId, transacaoPaga } = pedido;
  if (clienteId === null) return;
  // Only what was paid by a code can come for a pedido it does not pay.
  const meio = transacaoId === transacaoPaga ? pedido.meio : 'pix';
  await escreverEmail(tx, { tipo: 'pagamento-estornado', pedidoId, clienteId, totalCentavos, inteiro, meio });
}

/** A refund will not be done: its money may be given back in another way. */
export async function saberRecusado(tx: PedidoTx, pedidoId: number, dito: Data<'estorno-recusado'>): Promise<void> {
  const pedido = await travarCapa(tx, pedidoId);
  const conhecido = await estornos(tx.db).get(dito.estornoId);
  const recusado = recusarEstorno(conhecido ?? alheio(tx, pedido, dito), dito.motivo);
  if (!recusado) return;
  if (conhecido) await estornos(tx.db).update(recusado);
  else await estornos(tx.db).insert(recusado);
  // Somebody else was faster with a part of it: of a pedido that was cancelled the rest goes back all the same.
  const { transacaoId, motivo } = dito;
  if (recusado.causa === 'cancelamento' && motivo === 'valor')
    tx.announce('estorno-solicitado', { pedidoId }, { transacaoId, causa: 'cancelamento', estorno: null });
}

/** A refund this service has not asked for by name. */
function alheio(
  tx: PedidoTx,
  { id: pedidoId, transacaoPaga, estado }: Capa,
  {
    transacaoId,
    totalCentavos,
    estornoId,
    causa,
  }: Pick<Data<'pagamento-estornado'>, 'transacaoId' | 'totalCentavos' | 'causa'> & { estornoId: string },
): Estorno {
  const provavel = transacaoId !== transacaoPaga ? 'tardio' : estado === 'CANCELADO' ? 'cancelamento' : 'provedor';
  return {
    id: estornoId,
    pedidoId,
    transacaoId,
    centavos: totalCentavos,
    itens: null,
    causa: causa ?? provavel,
    motivo: null,
    por: null,
    estado: 'PEDIDO',
    pedidoEm: tx.agora.getTime(),
    feitoEm: null,
    erro: null,
  };
}
