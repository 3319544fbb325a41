import { type Context, within } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { adiar, type Pagamento, prazoDe, rejeitar } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedores } from '../ports.ts';
import { cadaUm } from './cada-um.ts';
import { seguir } from './conciliar.ts';
import { devolver } from './devolver.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { passosDe } from './passos.ts';

/** How many are looked at in one round. */
const RODADA = 20;

/**
 * A charge that could not be ended is tried again after as long as it is over already, but not before the first of these and not
 * after the last; while the provider is away, after the middle one at the latest. In milliseconds.
 */
const ESPERA_MS = { aoMenos: 2_000, foraDoAr: 30_000, noMaximo: 3_600_000 };

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
  await cadaUm(due, async ({ pagamento }) => {
    const story = within(context, pagamento.traceparent);
    if (pagamento.estado !== 'PENDENTE') return devolver(store, provedores, story, pagamento.transacaoId);
    try {
      await vencer(store, provedores, story, pagamento);
    } catch (error) {
      const ate = maisTarde(pagamento, context.agora, error);
      await mudarPagamento(store, story, pagamento.transacaoId, (lido) => ({
        pagamento: adiar(lido, ate),
        fatos: [],
      }));
      throw error;
    }
  });
  return due.length;
}

function maisTarde(pagamento: Pagamento, agora: Date, error: unknown): Date {
  const { aoMenos, foraDoAr, noMaximo } = ESPERA_MS;
  const passados = agora.getTime() - (prazoDe(pagamento) ?? agora.getTime());
  const espera = Math.min(Math.max(passados, aoMenos), error instanceof Unavailable ? foraDoAr : noMaximo);
  return new Date(agora.getTime() + espera);
}

/**
 * The time of a pagamento is over: its charge is called off; what was paid at the last moment is honoured. What the provider no
 * longer knows, or holds in another way than was asked for, ends as not paid: the reconciliation shows it.
 */
async function vencer(
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
