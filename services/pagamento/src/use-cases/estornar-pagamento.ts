import type { Data } from '@foodious/contracts/messages.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import {
  canceladoAntes,
  type Estorno,
  estornavelDe,
  type Mudanca,
  negarEstorno,
  type Pagamento,
  pedirEstorno,
} from '../domain/pagamento.ts';
import type { PagamentoStore, Provedores } from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { devolver } from './devolver.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { recebida } from './notas.ts';
import { passarRepetida } from './passar-repetida.ts';
import { passosDe } from './passos.ts';

type Pedido = Pick<Estorno, 'id' | 'causa'>;

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
  const { cobranca, meio, estado, estornos } = read.pagamento;
  if (!cobranca) return passarRepetida(store, delivery);
  // One message asks for one refund, whatever its tries: its id is that of the refund.
  const id = estorno?.id ?? delivery.causa;
  if (estornos.some((each) => each.id === id)) {
    await devolver(store, provedores, delivery, transacaoId); // the try before may have ended before it came to this
    return passarRepetida(store, delivery);
  }
  const passos = passosDe(store, delivery, pedidoId);
  // A try that failed half-way has noted it already.
  const conhecida = (await store.trail.ofSubject(aboutPedido(pedidoId))).some(
    ({ tipo, dados }) => tipo === 'mensagem-recebida' && dados.mensagemId === delivery.causa,
  );
  // Refunds of before they were kept one by one have no id to be known by.
  if (conhecida && !estorno && estado === 'ESTORNADO') return passarRepetida(store, delivery);
  if (!conhecida) passos.add(chegou);
  if (estado === 'PENDENTE' && !estorno) {
    const resposta = await passos.chamar('cancelar', () => provedores[meio].cancelar(cobranca.id));
    await conciliar(store, delivery, { transacaoId }, resposta, { passos: passos.take() });
  }
  await mudarPagamento(
    store,
    delivery,
    transacaoId,
    (lido) =>
      estorno ? pedirOuNegar(lido, { ...estorno, causa }, delivery) : pedirOResto(lido, { id, causa }, delivery),
    { passos: passos.take() },
  );
  await devolver(store, provedores, delivery, transacaoId);
}

/** Asks for a refund that somebody counts on: one that cannot be is refused at once. */
function pedirOuNegar(pagamento: Pagamento, pedido: Pedido & { centavos: number }, { agora }: Delivery): Mudanca {
  try {
    return { pagamento: pedirEstorno(pagamento, pedido, agora), fatos: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return negarEstorno(pagamento, pedido, agora);
  }
}

/** Asks for all of it that is still with us; nothing, where nothing is. */
function pedirOResto(pagamento: Pagamento, pedido: Pedido, { agora }: Delivery): Mudanca {
  const centavos = estornavelDe(pagamento);
  return { pagamento: centavos === 0 ? pagamento : pedirEstorno(pagamento, { ...pedido, centavos }, agora), fatos: [] };
}
