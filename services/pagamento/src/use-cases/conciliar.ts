import { type Context, within } from '@foodious/kernel/context.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { Cobranca, PagamentoNote, PagamentoStore, Provedor } from '../ports.ts';
import { moverPagamento } from './mover-pagamento.ts';
import { passosDe } from './passos.ts';

/**
 * Brings a pagamento to where its charge stands at the provider; a pending one stays.
 * @param passos what led to it, noted with the change
 */
export async function conciliar(
  store: PagamentoStore,
  provedor: Provedor,
  context: Context,
  pagamento: Pagamento,
  cobranca: Cobranca,
  passos: readonly PagamentoNote[] = [],
): Promise<Pagamento> {
  if (cobranca.estado === 'pendente') return pagamento;
  const { transacaoId } = pagamento;
  const pago = cobranca.estado === 'aprovada' || cobranca.estado === 'estornada';
  return pago
    ? moverPagamento(store, provedor, context, { transacaoId, acao: 'confirmar', passos })
    : moverPagamento(store, provedor, context, { transacaoId, acao: 'rejeitar', motivo: cobranca.motivo, passos });
}

/**
 * Settles pagamentos whose Pix code ended and of whom the provider told us nothing: asks it, and calls off what is still open.
 * @returns how many there were, 20 at most
 */
export async function conciliarExpirados(
  store: PagamentoStore,
  provedor: Provedor,
  context: Context,
  before: Date,
): Promise<number> {
  const expired = await store.listExpired(before, 20);
  for (const { pagamento } of expired) {
    if (!pagamento.cobranca) continue;
    const { id } = pagamento.cobranca;
    const story = within(context, pagamento.traceparent);
    const passos = passosDe(store, story, pagamento.pedidoId);
    const cobranca = await passos.chamar('obter', () => provedor.obter(id));
    if (cobranca.estado !== 'pendente') await conciliar(store, provedor, story, pagamento, cobranca, passos.take());
    // We call it off, but only because its time is over: that is what the cliente is told.
    else {
      const cancelada = await passos.chamar('cancelar', () => provedor.cancelar(id));
      const vencida: Cobranca = { ...cancelada, motivo: 'expirado' };
      await conciliar(store, provedor, story, pagamento, vencida, passos.take());
    }
  }
  return expired.length;
}
