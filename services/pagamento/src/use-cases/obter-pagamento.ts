import { alcanca, type Quem } from '@foodious/contracts/dono.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { PagamentoStore } from '../ports.ts';

/**
 * The pagamento of a pedido, for who reaches that: of one transacao where it is named, else the latest. Throws Refusal
 * `not-found`, also for who does not.
 */
export async function obterPagamento(
  store: Pick<PagamentoStore, 'get' | 'getLatest'>,
  quem: Quem,
  pedidoId: number,
  transacaoId: string | undefined,
): Promise<Pagamento> {
  const read = transacaoId ? await store.get(transacaoId) : await store.getLatest(pedidoId);
  if (read?.pagamento.pedidoId !== pedidoId || !alcanca(quem, read.pagamento))
    throw new Refusal('not-found', `Pagamento não encontrado para o pedido ${pedidoId}`);
  return read.pagamento;
}
