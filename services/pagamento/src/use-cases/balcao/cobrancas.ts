import type { CobrancaDoBalcao } from '../../domain/balcao.ts';
import type { BalcaoStore, PagamentoStore } from '../../ports.ts';

/** Charges shown to the cashier at most: nobody takes from more at once. */
const MAIS = 200;

/** A charge that waits at the counter, and of which pedido it is. */
export type NoBalcao = CobrancaDoBalcao & { pedidoId: number };

/** The charges that may be paid at the counter now, the oldest first. */
export async function listarCobrancas(
  store: Pick<PagamentoStore, 'get'>,
  balcao: BalcaoStore,
  agora: Date,
): Promise<NoBalcao[]> {
  const pendentes = await balcao.list('pendenteEm', { limite: MAIS });
  const abertas = await Promise.all(
    pendentes
      .filter(({ expiraEm }) => Date.parse(expiraEm) > agora.getTime())
      .map(async (cobranca) => {
        const { pagamento } = (await store.get(cobranca.id)) ?? {};
        return pagamento?.estado === 'PENDENTE' ? [{ ...cobranca, pedidoId: pagamento.pedidoId }] : [];
      }),
  );
  return abertas.flat();
}
