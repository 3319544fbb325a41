import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { PagamentoStore } from '../ports.ts';

/** The pagamento of a pedido: of one transacao where it is named, else the latest. Throws Refusal `not-found`. */
export async function obterPagamento(
  store: Pick<PagamentoStore, 'get' | 'getLatest'>,
  pedidoId: number,
  transacaoId: string | undefined,
): Promise<Pagamento> {
  const read = transacaoId ? await store.get(transacaoId) : await store.getLatest(pedidoId);
  if (read?.pagamento.pedidoId !== pedidoId)
    throw new Refusal('not-found', `Pagamento não encontrado para o pedido ${pedidoId}`);
  return read.pagamento;
}
