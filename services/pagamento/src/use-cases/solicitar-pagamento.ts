import type { Meio } from '@foodious/kernel/estados.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { sagaDuration } from '@foodious/messaging/metrics.ts';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import { novoPagamento, type Pagamento } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedores } from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { criado, recebida } from './notas.ts';
import { passarRepetida } from './passar-repetida.ts';
import { passosDe } from './passos.ts';

/** What a checkout asks for. */
type Pedida = Pick<
  Pagamento,
  'transacaoId' | 'pedidoId' | 'dono' | 'clienteId' | 'tentativa' | 'totalCentavos' | 'meio'
>;

/**
 * Asks the provider for a charge and keeps the pagamento PENDENTE. Repeatable: the transacao is the idempotency key, and the expiry
 * counts from the checkout, so that a repeat asks for the very same charge.
 * @param validadeMs how long it may be paid, from the checkout on, by its meio
 */
export async function solicitarPagamento(
  store: PagamentoStore,
  provedores: Provedores,
  delivery: Delivery,
  pedida: Pedida,
  pedidoEm: Date,
  validadeMs: Record<Meio, number>,
): Promise<void> {
  const { transacaoId, pedidoId, totalCentavos, meio } = pedida;
  const provedor = provedores[meio];
  const known = await store.get(transacaoId);
  if (known?.pagamento.cobranca) return passarRepetida(store, delivery);
  const passos = passosDe(store, delivery, pedidoId);
  passos.add(recebida(delivery));
  const expiraEm = new Date(pedidoEm.getTime() + validadeMs[meio]);
  const aberta = await passos.chamar('criar', () =>
    provedor.criar({ transacaoId, valorCentavos: totalCentavos, expiraEm }),
  );
  // What is shown to the cliente must charge what the pedido says, whatever the provider answered.
  if (aberta.pixCopiaECola !== null) {
    const { valorCentavos } = parseBrCode(aberta.pixCopiaECola);
    if (valorCentavos !== totalCentavos)
      throw new Error(`${transacaoId}: the Pix code charges ${valorCentavos}, not ${totalCentavos} centavos`);
  }
  const cobranca = { id: aberta.id, pixCopiaECola: aberta.pixCopiaECola, expiraEm: expiraEm.toISOString() };
  const novo = novoPagamento({ ...pedida, cobranca, traceparent: delivery.traceparent }, delivery.agora);
  const ateAqui = passos.take();
  if (!known && (await store.insert(novo, [...ateAqui, criado(delivery, novo)]))) {
    sagaDuration.observe({ saga: 'checkout_pendente' }, Math.max(0, Date.now() - pedidoEm.getTime()) / 1000);
    return;
  }
  for (const passo of ateAqui) passos.add(passo); // not kept: someone else was faster

  // It was called off before or meanwhile. The charge is called off too, and kept: what is paid on it all the same goes back.
  const mark = known ?? (await store.get(transacaoId));
  if (!mark || mark.pagamento.cobranca) return;
  const cancelada = await passos.chamar('cancelar', () => provedor.cancelar(cobranca.id));
  const pagamento: Pagamento = { ...mark.pagamento, ...pedida, cobranca };
  if (!(await store.update(mark, pagamento, [], passos.take())))
    throw new Error(`${transacaoId} changed meanwhile: to be tried again`);
  await conciliar(store, delivery, pagamento, cancelada);
}
