import { type Context, within } from '@foodious/kernel/context.ts';
import { BadAnswer } from '@foodious/kernel/refusal.ts';
import { type Pagamento, prazoDe, rejeitar } from '../domain/pagamento.ts';
import type { Cobranca, PagamentoStore, Provedores } from '../ports.ts';
import { seguir } from './conciliar.ts';
import { devolver } from './devolver.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { passosDe } from './passos.ts';

/** How many are looked at in one round. */
const RODADA = 20;

/**
 * Does what is due: calls off what was not paid in time, and asks again for refunds that are not done. Those of one pagamento that
 * fail do not keep back the others; the first error is thrown at the end.
 * @returns how many were due, 20 at most
 */
export async function fazerOQueVenceu(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
): Promise<number> {
  const due = await store.listDue(context.agora, RODADA);
  const results = await Promise.allSettled(
    due.map(async ({ pagamento }) => {
      const story = within(context, pagamento.traceparent);
      const prazo = prazoDe(pagamento);
      if (prazo !== null && prazo <= context.agora.getTime()) await vencer(store, provedores, story, pagamento);
      else await devolver(store, provedores, story, pagamento.transacaoId);
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return due.length;
}

/**
 * The time of a pagamento is over: its charge is called off; what was paid at the last moment is honoured. What the provider no
 * longer knows, or holds in another way than was asked for, ends as not paid: the reconciliation shows it.
 */
export async function vencer(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  pagamento: Pagamento,
): Promise<Pagamento> {
  const { pedidoId, meio, cobranca, transacaoId } = pagamento;
  if (!cobranca) return pagamento;
  const passos = passosDe(store, context, pedidoId);
  const provedor = provedores[meio];
  const onde = await passos.chamar('obter', () => provedor.obter(cobranca.id));
  const fim =
    onde?.estado === 'pendente' ? await passos.chamar('cancelar', () => provedor.cancelar(cobranca.id)) : onde;
  return mudarPagamento(
    store,
    context,
    transacaoId,
    (lido) => {
      // We call it off, but only because its time is over: that is what the cliente is told.
      const motivo = onde?.estado === 'pendente' ? 'expirado' : (fim?.motivo ?? 'expirado');
      const mudanca = fim ? seguir(lido, { ...fim, motivo }, context.agora) : { pagamento: lido, fatos: [] };
      return mudanca.pagamento.estado === 'PENDENTE' ? rejeitar(lido, context.agora, 'expirado') : mudanca;
    },
    { passos: passos.take() },
  );
}

/** Throws BadAnswer for a charge the provider made, and does not know any more. */
export function conhecida(cobranca: Cobranca | undefined, id: string): Cobranca {
  if (!cobranca) throw new BadAnswer(`the provider does not know the charge ${id}`);
  return cobranca;
}
