import { type Context, within } from '@foodious/kernel/context.ts';
import { BadAnswer } from '@foodious/kernel/refusal.ts';
import { type Pagamento, prazoDe } from '../domain/pagamento.ts';
import type { Cobranca, PagamentoStore, Provedores } from '../ports.ts';
import { conciliar, seguir } from './conciliar.ts';
import { devolver } from './devolver.ts';
import { passosDe } from './passos.ts';

/** How many are looked at in one round. */
const RODADA = 20;
/** How long one is left alone that is due still after all was done, by how often it was, in milliseconds; at the most the last. */
const DESCANSOS_MS = [1_000, 5_000, 20_000, 60_000];

/**
 * Pagamentos that are due and cannot be helped just now, as where the provider's charge is not what we asked for: how often they
 * were tried, and until when they rest, epoch milliseconds. An instance remembers it by itself.
 */
export type Descanso = Map<string, { vezes: number; ate: number }>;

/**
 * Does what is due: calls off what was not paid in time, and asks again for refunds that are not done. Those of one pagamento that
 * fail do not keep back the others; the first error is thrown at the end.
 * @param descanso of those that were due before, to be handed in again
 * @returns how many were due, 20 at most, without those that rest
 */
export async function fazerOQueVenceu(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  descanso: Descanso = new Map(),
): Promise<number> {
  const agora = context.agora.getTime();
  const todos = await store.listDue(context.agora, RODADA + descanso.size);
  for (const id of descanso.keys())
    if (!todos.some(({ pagamento }) => pagamento.transacaoId === id)) descanso.delete(id);
  const due = todos.filter(({ pagamento }) => !descansa(descanso, pagamento.transacaoId, agora)).slice(0, RODADA);
  const results = await Promise.allSettled(
    due.map(async ({ pagamento }) => {
      const { transacaoId, traceparent } = pagamento;
      const story = within(context, traceparent);
      const { vezes } = descanso.get(transacaoId) ?? { vezes: 0 };
      const pausa = DESCANSOS_MS[Math.min(vezes, DESCANSOS_MS.length - 1)] as number;
      descanso.set(transacaoId, { vezes: vezes + 1, ate: agora + pausa }); // forgotten once it is due no more
      const prazo = prazoDe(pagamento);
      if (prazo !== null && prazo <= agora) await vencer(store, provedores, story, pagamento);
      else await devolver(store, provedores, story, transacaoId);
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return due.length;
}

/** A clock that was set back is no reason to rest for longer. */
function descansa(descanso: Descanso, transacaoId: string, agora: number): boolean {
  const ate = descanso.get(transacaoId)?.ate ?? 0;
  return agora < ate && ate - agora <= (DESCANSOS_MS.at(-1) as number);
}

/** The time of a pagamento is over: its charge is called off; what was paid at the last moment is honoured. */
export async function vencer(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  pagamento: Pagamento,
): Promise<Pagamento> {
  const { pedidoId, meio, cobranca } = pagamento;
  if (!cobranca) return pagamento;
  const passos = passosDe(store, context, pedidoId);
  const provedor = provedores[meio];
  let onde = await passos.chamar('obter', async () => conhecida(await provedor.obter(cobranca.id), cobranca.id));
  if (onde.estado === 'pendente') {
    const cancelada = await passos.chamar('cancelar', () => provedor.cancelar(cobranca.id));
    // We call it off, but only because its time is over: that is what the cliente is told.
    onde = { ...cancelada, motivo: 'expirado' };
  }
  // Where nothing comes of it, it will be due again and again: not worth a note each time.
  if (seguir(pagamento, onde, context.agora).pagamento === pagamento) return pagamento;
  return conciliar(store, context, pagamento, onde, { passos: passos.take() });
}

/** Throws BadAnswer for a charge the provider made, and does not know any more. */
export function conhecida(cobranca: Cobranca | undefined, id: string): Cobranca {
  if (!cobranca) throw new BadAnswer(`the provider does not know the charge ${id}`);
  return cobranca;
}
