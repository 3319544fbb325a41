import type { Context } from '@foodious/kernel/context.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedor } from '../ports.ts';
import { passosDe } from './passos.ts';

/**
 * What staff confirmed in the provider's place, and we gave back, the provider may still approve: that money goes back too.
 * Looked at when it tells us, and after the refund for what it told us just before. Repeatable.
 */
export async function devolverTardio(
  store: Pick<PagamentoStore, 'trail'>,
  provedor: Provedor,
  context: Context,
  { pedidoId, cobranca }: Pagamento,
): Promise<void> {
  if (!cobranca) return;
  const passos = passosDe(store, context, pedidoId);
  const { estado } = await passos.chamar('obter', () => provedor.obter(cobranca.id));
  if (estado === 'aprovada') await passos.chamar('estornar', () => provedor.estornar(cobranca.id));
  await store.trail.append(passos.take());
}
