import { type Context, within } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { adiar, type Pagamento, prazoDe } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedores } from '../ports.ts';
import { conciliar, conhecida } from './conciliar.ts';
import { devolver } from './devolver.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { passosDe } from './passos.ts';

/** How many are looked at in one round. */
const RODADA = 20;

/**
 * The end of a charge that the provider does not settle is tried again after as long as it is over already, but not before the first
 * of these and not after the last; while the provider is away, after the middle one at the latest. In milliseconds.
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
  const results = await Promise.allSettled(
    due.map(({ pagamento }) => {
      const story = within(context, pagamento.traceparent);
      return pagamento.estado === 'PENDENTE'
        ? vencer(store, provedores, story, pagamento)
        : devolver(store, provedores, story, pagamento.transacaoId);
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return due.length;
}

/**
 * The time of a pagamento is over: its charge is called off; what was paid at the last moment is honoured. One that the provider does
 * not settle is kept for later.
 */
async function vencer(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  pagamento: Pagamento,
): Promise<void> {
  const { transacaoId, pedidoId, meio, cobranca } = pagamento;
  if (!cobranca) return;
  const maisTarde = async (noMaximo: number) => {
    const agora = context.agora.getTime();
    const espera = Math.min(Math.max(agora - (prazoDe(pagamento) ?? agora), ESPERA_MS.aoMenos), noMaximo);
    const ate = new Date(agora + espera);
    await mudarPagamento(store, context, transacaoId, (lido) => ({ pagamento: adiar(lido, ate), fatos: [] }));
  };
  const passos = passosDe(store, context, pedidoId);
  const provedor = provedores[meio];
  try {
    let onde = await passos.chamar('obter', async () => conhecida(await provedor.obter(cobranca.id), cobranca.id));
    if (onde.estado === 'pendente') {
      const cancelada = await passos.chamar('cancelar', () => provedor.cancelar(cobranca.id));
      // We call it off, but only because its time is over: that is what the cliente is told.
      onde = { ...cancelada, motivo: 'expirado' };
    }
    const { estado } = await conciliar(store, context, pagamento, onde, { passos: passos.take() });
    if (estado === 'PENDENTE') await maisTarde(ESPERA_MS.noMaximo);
  } catch (error) {
    await maisTarde(error instanceof Unavailable ? ESPERA_MS.foraDoAr : ESPERA_MS.noMaximo);
    throw error;
  }
}
