import type { Data } from '@foodious/contracts/messages.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { canceladoAntes, estornavelDe, type Mudanca, type Pagamento, pedirEstorno } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedores } from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { devolver } from './devolver.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { recebida } from './notas.ts';
import { passarRepetida } from './passar-repetida.ts';
import { passosDe } from './passos.ts';

/**
 * Money is to go back: a named refund, or whatever is with us of a pagamento, which is called off if it is pending. The refund is
 * kept before the provider is asked, and from then on followed until it is done. Repeatable.
 */
export async function estornarPagamento(
  store: PagamentoStore,
  provedores: Provedores,
  delivery: Delivery,
  pedidoId: number,
  { transacaoId, causa, estorno }: Data<'estorno-solicitado'>,
): Promise<void> {
  const chegou = recebida(delivery);
  const read = await store.get(transacaoId);
  if (!read) {
    // Two queues have no common order: the request to charge may still be on its way, and must find this mark.
    const mark = canceladoAntes(transacaoId, pedidoId, delivery.traceparent, delivery.agora);
    if (!(await store.insert(mark, [chegou])))
      throw new Error(`pagamento ${transacaoId} appeared meanwhile: to be tried again`);
    return;
  }
  let { pagamento } = read;
  const { cobranca, meio } = pagamento;
  if (!cobranca) return passarRepetida(store, delivery);
  // One message asks for one refund, whatever its tries: its id is that of the refund.
  const id = estorno?.id ?? delivery.causa;
  if (pagamento.estornos.some((each) => each.id === id)) {
    await devolver(store, provedores, delivery, transacaoId); // the try before may have ended before it came to this
    return passarRepetida(store, delivery);
  }
  const passos = passosDe(store, delivery, pedidoId);
  // A try that failed half-way has noted it already.
  const conhecida = (await store.trail.ofSubject(aboutPedido(pedidoId))).some(
    ({ tipo, dados }) => tipo === 'mensagem-recebida' && dados.mensagemId === delivery.causa,
  );
  if (!conhecida) passos.add(chegou);
  if (pagamento.estado === 'PENDENTE') {
    const resposta = await passos.chamar('cancelar', () => provedores[meio].cancelar(cobranca.id));
    pagamento = await conciliar(store, delivery, pagamento, resposta, { passos: passos.take() });
  }
  await mudarPagamento(
    store,
    delivery,
    transacaoId,
    (lido) => pedir(lido, { id, centavos: estorno?.centavos ?? estornavelDe(lido), causa }, delivery),
    { passos: passos.take() },
  );
  await devolver(store, provedores, delivery, transacaoId);
}

/** Asks for a refund; one that cannot be is refused at once, and told: who asked counts on it. */
function pedir(
  pagamento: Pagamento,
  pedido: { id: string; centavos: number; causa: Data<'estorno-solicitado'>['causa'] },
  { agora }: Delivery,
): Mudanca {
  if (pedido.centavos === 0 || pagamento.estado === 'REJEITADO') return { pagamento, fatos: [] };
  try {
    return { pagamento: pedirEstorno(pagamento, pedido, agora), fatos: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const recusado = {
      ...pedido,
      estado: 'RECUSADO' as const,
      pedidoEm: agora.toISOString(),
      feitoEm: null,
      noProvedor: null,
      tentativas: 0,
      proximaEm: null,
      erro: 'valor',
    };
    return {
      pagamento: { ...pagamento, estornos: [...pagamento.estornos, recusado] },
      fatos: [{ tipo: 'estorno-recusado', estorno: recusado }],
    };
  }
}
