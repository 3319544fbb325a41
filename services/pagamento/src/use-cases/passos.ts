import type { Chamada } from '@foodious/contracts/trail.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { startSpan } from '@foodious/platform/telemetry.ts';
import type { Cobranca, PagamentoNote, PagamentoStore } from '../ports.ts';
import { chamado } from './notas.ts';

/**
 * Gathers the steps on the way to one change of a pedido's pagamento, to be noted with it. A call to the provider that fails
 * is noted at once.
 */
export function passosDe(store: Pick<PagamentoStore, 'trail'>, context: Context, pedidoId: number) {
  let notes: PagamentoNote[] = [];
  return {
    add: (note: PagamentoNote) => void notes.push(note),
    /** The steps gathered so far, for who writes them. */
    take(): readonly PagamentoNote[] {
      const taken = notes;
      notes = [];
      return taken;
    },
    /** Asks the provider something. */
    async chamar<C extends Cobranca | undefined>(chamada: Chamada, call: () => Promise<C>): Promise<C> {
      const [began, em] = [performance.now(), Date.now()];
      const { traceparent } = context;
      const span = startSpan({ name: `provedor ${chamada}`, kind: 'client', service: 'pagamento', traceparent });
      const note = (resultado: string): PagamentoNote => ({
        ...chamado(context, pedidoId, { chamada, resultado, duracaoMs: Math.round(performance.now() - began) }),
        em,
      });
      try {
        const answer = await call();
        span.end();
        notes.push(note(answer?.estado ?? 'nenhuma'));
        return answer;
      } catch (error) {
        span.end(error);
        const failed = note(error instanceof Error ? error.name : 'erro');
        await Promise.allSettled([store.trail.append([failed])]); // what the provider said matters more than its record
        throw error;
      }
    },
  };
}
