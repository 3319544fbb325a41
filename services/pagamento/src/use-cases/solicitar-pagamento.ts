import type { Meio } from '@foodious/kernel/estados.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { sagaDuration } from '@foodious/messaging/metrics.ts';
import { defeitoDoCodigo } from '@foodious/pix/brcode.ts';
import { EM_ABERTO, idDaDivergencia } from '../domain/conciliacao.ts';
import { novoPagamento, type Pagamento } from '../domain/pagamento.ts';
import type { Cobranca, Divergencia, DivergenciaStore, PagamentoStore, Provedores } from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { criado, recebida } from './notas.ts';
import { passarRepetida } from './passar-repetida.ts';
import { passosDe } from './passos.ts';

/** What a checkout asks for. */
type Pedida = Pick<
  Pagamento,
  'transacaoId' | 'pedidoId' | 'dono' | 'clienteId' | 'tentativa' | 'totalCentavos' | 'meio'
>;

/** How long a checkout may be paid, in milliseconds, by its meio; and the restaurant's day of an instant. */
type Casa = { validadeMs: Record<Meio, number>; diaDe(instante: Date): string };

type Store = PagamentoStore & { divergencias: DivergenciaStore };

/**
 * Asks the provider for a charge and keeps the pagamento PENDENTE; one whose Pix code must not be shown is called off and REJEITADO,
 * and the gerência is told. Repeatable: the transacao is the idempotency key, and the expiry counts from the checkout, so that a
 * repeat asks for the very same charge.
 */
export async function solicitarPagamento(
  store: Store,
  provedores: Provedores,
  delivery: Delivery,
  pedida: Pedida,
  pedidoEm: Date,
  { validadeMs, diaDe }: Casa,
): Promise<void> {
  const { transacaoId, pedidoId, totalCentavos, meio } = pedida;
  const provedor = provedores[meio];
  const known = await store.get(transacaoId);
  if (known?.pagamento.cobranca) {
    await recusarSemCodigo(store, provedores, delivery, known.pagamento); // the try before may have ended before it came to this
    return passarRepetida(store, delivery);
  }
  const passos = passosDe(store, delivery, pedidoId);
  passos.add(recebida(delivery));
  const expiraEm = new Date(pedidoEm.getTime() + validadeMs[meio]);
  const aberta = await passos.chamar('criar', () =>
    provedor.criar({ transacaoId, valorCentavos: totalCentavos, expiraEm }),
  );
  const pixCopiaECola = codigoQueSeMostra(pedida, aberta);
  if (meio === 'pix' && pixCopiaECola === null && aberta.estado === 'pendente')
    await store.divergencias.insert(codigoInvalido(pedida, aberta, delivery.agora, diaDe));
  const cobranca = { id: aberta.id, pixCopiaECola, expiraEm: expiraEm.toISOString() };
  const novo = novoPagamento({ ...pedida, cobranca, traceparent: delivery.traceparent }, delivery.agora);
  const ateAqui = passos.take();
  if (!known && (await store.insert(novo, [...ateAqui, criado(delivery, novo)]))) {
    sagaDuration.observe({ saga: 'checkout_pendente' }, Math.max(0, Date.now() - pedidoEm.getTime()) / 1000);
    return recusarSemCodigo(store, provedores, delivery, novo);
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

/** The code by which a charge is paid: null where there is none, or it does not charge what the pedido says, in the form it must have. */
const codigoQueSeMostra = ({ totalCentavos }: Pedida, { pixCopiaECola }: Cobranca): string | null =>
  pixCopiaECola !== null && defeitoDoCodigo(pixCopiaECola, totalCentavos) === null ? pixCopiaECola : null;

/** What the gerência is told of a charge whose code must not be shown. */
const codigoInvalido = (
  { transacaoId, pedidoId, totalCentavos, meio }: Pedida,
  { id, valorCentavos, estado }: Cobranca,
  agora: Date,
  diaDe: Casa['diaDe'],
): Divergencia => ({
  id: idDaDivergencia('codigo-invalido', meio, { cobrancaId: id, transacaoId }),
  dia: diaDe(agora),
  tipo: 'codigo-invalido',
  meio,
  cobrancaId: id,
  transacaoId,
  pedidoId,
  nossoCentavos: totalCentavos,
  deleCentavos: valorCentavos,
  nossoEstado: null,
  deleEstado: estado,
  vistaEm: agora.toISOString(),
  ...EM_ABERTO,
});

/** A Pix charge without a code to show cannot be paid: it is called off, and the cliente is told to try again. */
async function recusarSemCodigo(
  store: PagamentoStore,
  provedores: Provedores,
  delivery: Delivery,
  pagamento: Pagamento,
): Promise<void> {
  const { pedidoId, estado, meio, cobranca } = pagamento;
  if (estado !== 'PENDENTE' || meio !== 'pix' || !cobranca || cobranca.pixCopiaECola !== null) return;
  const passos = passosDe(store, delivery, pedidoId);
  const cancelada = await passos.chamar('cancelar', () => provedores[meio].cancelar(cobranca.id));
  await conciliar(store, delivery, pagamento, { ...cancelada, motivo: 'recusado' }, { passos: passos.take() });
}
