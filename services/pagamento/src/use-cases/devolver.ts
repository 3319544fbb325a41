import type { Context } from '@foodious/kernel/context.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import { adiarEstorno, type Estorno, type Pagamento, recusarEstorno } from '../domain/pagamento.ts';
import { EstornoRecusado, type PagamentoStore, type Provedores } from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { passosDe } from './passos.ts';

/**
 * How long until a refund is asked for again, by how often it was, in milliseconds; after the last, that again and again. An account
 * may lack balance for days.
 */
const ESPERAS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000];

/**
 * Asks the provider for every refund of a pagamento that is due. Repeatable: the id of a refund is its idempotency key. What the
 * provider does not do now is kept for later; what it will never do is refused.
 */
export async function devolver(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  transacaoId: string,
): Promise<Pagamento | undefined> {
  const read = await store.get(transacaoId);
  let pagamento = read?.pagamento;
  for (const estorno of pagamento?.estornos ?? [])
    if (pagamento && estorno.proximaEm !== null && Date.parse(estorno.proximaEm) <= context.agora.getTime())
      pagamento = await devolverUm(store, provedores, context, pagamento, estorno);
  return pagamento;
}

async function devolverUm(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  { transacaoId, pedidoId, meio, cobranca }: Pagamento,
  { id, centavos, tentativas }: Estorno,
): Promise<Pagamento> {
  const passos = passosDe(store, context, pedidoId);
  const mais = (erro: string) => {
    const espera = ESPERAS_MS[Math.min(tentativas, ESPERAS_MS.length - 1)] as number;
    const proxima = new Date(context.agora.getTime() + espera);
    return mudarPagamento(
      store,
      context,
      transacaoId,
      (lido) => ({ pagamento: adiarEstorno(lido, id, proxima, erro), fatos: [] }),
      { passos: passos.take() },
    );
  };
  try {
    const onde = await passos.chamar('estornar', () => provedores[meio].estornar(cobranca?.id ?? '', { id, centavos }));
    const depois = await conciliar(store, context, { transacaoId }, onde, { passos: passos.take() });
    const ainda = depois.estornos.find((each) => each.id === id)?.estado === 'PEDIDO';
    return ainda ? await mais('pendente') : depois;
  } catch (error) {
    if (error instanceof EstornoRecusado && error.codigo !== 'saldo')
      return mudarPagamento(store, context, transacaoId, (lido) =>
        recusarEstorno(lido, id, context.agora, error.codigo),
      );
    if (error instanceof EstornoRecusado) return mais(error.codigo);
    if (error instanceof Unavailable || error instanceof BadAnswer) return mais('fora-do-ar');
    throw error;
  }
}
