import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { canceladoAntes } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedor } from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { devolverTardio } from './devolver-tardio.ts';
import { moverPagamento } from './mover-pagamento.ts';
import { recebida } from './notas.ts';
import { passarRepetida } from './passar-repetida.ts';
import { passosDe } from './passos.ts';

/** Sees that no money of a pagamento stays with us: refunds what was paid, calls off what is pending. Repeatable. */
export async function estornarPagamento(
  store: PagamentoStore,
  provedor: Provedor,
  delivery: Delivery,
  transacaoId: string,
  pedidoId: number,
): Promise<void> {
  const chegou = recebida(delivery);
  const read = await store.get(transacaoId);
  if (!read) {
    // Two queues have no common order: the request to charge may still be on its way, and must find this mark.
    const mark = canceladoAntes(transacaoId, pedidoId, delivery.traceparent);
    if (!(await store.insert(mark, [chegou])))
      throw new Error(`pagamento ${transacaoId} appeared meanwhile: to be tried again`);
    return;
  }
  const { cobranca, estado: antes } = read.pagamento;
  if (!cobranca) return passarRepetida(store, delivery);
  if (antes === 'ESTORNADO') {
    await devolverTardio(store, provedor, delivery, read.pagamento); // the try before may have ended before it came to this
    return passarRepetida(store, delivery);
  }
  const passos = passosDe(store, delivery, pedidoId);
  // A try that failed half-way has noted it already.
  const conhecida = (await store.trail.ofSubject(aboutPedido(pedidoId))).some(
    ({ tipo, dados }) => tipo === 'mensagem-recebida' && dados.mensagemId === delivery.causa,
  );
  if (!conhecida) passos.add(chegou);
  if (antes === 'REJEITADO') return store.trail.append(passos.take());
  const resposta = await passos.chamar('cancelar', () => provedor.cancelar(cobranca.id));
  const { estado } =
    antes === 'PENDENTE'
      ? await conciliar(store, provedor, delivery, read.pagamento, resposta, passos.take())
      : read.pagamento;
  if (estado !== 'CONFIRMADO') return;
  // Staff may have confirmed what the provider never saw paid: then there is nothing to give back, only to call off.
  const pago = resposta.estado === 'aprovada';
  if (pago) await passos.chamar('estornar', () => provedor.estornar(cobranca.id));
  const estornado = await moverPagamento(store, provedor, delivery, {
    transacaoId,
    acao: 'estornar',
    passos: passos.take(),
  });
  if (!pago) await devolverTardio(store, provedor, delivery, estornado);
}
