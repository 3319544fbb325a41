import { type Context, within } from '@foodious/kernel/context.ts';
import { BadAnswer } from '@foodious/kernel/refusal.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedor } from '../ports.ts';
import { conciliar, seguir } from './conciliar.ts';
import { chamado } from './notas.ts';

/** Pending charges looked at in a round, and asked for at once. */
const RODADA = 1_000;
const CONCORRENTES = 8;
/** However long one is pending, it is asked for as often as this, in milliseconds. */
const PASSO_MAXIMO_MS = 60_000;

/**
 * Whether a pending charge is to be asked for again: first when it is as old as a step, then each time its age has grown by a
 * quarter, but every step at the most and every minute at the least.
 * @param perguntadaEm when it was last asked for, epoch milliseconds; undefined: not since we began
 */
export function horaDePerguntar(
  criadaEm: number,
  perguntadaEm: number | undefined,
  agora: number,
  passoMs: number,
): boolean {
  const idade = agora - criadaEm;
  if (perguntadaEm === undefined) return idade >= passoMs;
  // A clock that was set back is no reason to wait.
  return Math.abs(agora - perguntadaEm) >= Math.max(passoMs, Math.min(PASSO_MAXIMO_MS, (perguntadaEm - criadaEm) / 4));
}

/**
 * Asks the provider for pending Pix charges of which no notification has come: each more seldom the longer it is pending. Nothing is
 * written but what has changed; what was asked when, an instance remembers by itself.
 * @param passoMs how old a charge is before it is asked for
 */
export function consultor(store: PagamentoStore, provedor: Pick<Provedor, 'obter'>, passoMs: number) {
  let perguntadas = new Map<string, number>();

  async function consultar(context: Context, { transacaoId, cobranca }: Pagamento): Promise<void> {
    if (!cobranca) return;
    const [began, em] = [performance.now(), Date.now()];
    const onde = await provedor.obter(cobranca.id).catch((error) => {
      if (error instanceof BadAnswer) return undefined; // it is one that is wrong, not the provider that is away
      throw error;
    });
    const read = await store.get(transacaoId);
    if (!onde || !read || seguir(read.pagamento, onde, context.agora).pagamento === read.pagamento) return;
    const { pagamento } = read;
    const story = within(context, pagamento.traceparent);
    const dados = {
      chamada: 'obter',
      resultado: onde.estado,
      duracaoMs: Math.round(performance.now() - began),
    } as const;
    const passos = [{ ...chamado(story, pagamento.pedidoId, dados), em }];
    await conciliar(store, story, pagamento, onde, { passos });
  }

  /** Asks for those whose hour has come. Throws what the first one that failed threw; the others are asked for all the same. */
  return async (context: Context): Promise<void> => {
    const agora = context.agora.getTime();
    // Of what waits at the counter there may be many, and it waits longer: it must not take the place of these.
    const pendentes = await store.listPending(RODADA, 'pix');
    const hora = pendentes.filter(({ transacaoId, criadoEm }) =>
      horaDePerguntar(Date.parse(criadoEm), perguntadas.get(transacaoId), agora, passoMs),
    );
    // Of those no longer pending nothing is remembered.
    perguntadas = new Map(
      pendentes.flatMap(({ transacaoId: id }) => {
        const antes = perguntadas.get(id);
        return antes === undefined ? [] : [[id, antes]];
      }),
    );
    const falhas: unknown[] = [];
    const um = async () => {
      for (let cada = hora.pop(); cada && falhas.length === 0; cada = hora.pop()) {
        perguntadas.set(cada.transacaoId, agora);
        await consultar(context, cada).catch((error) => falhas.push(error));
      }
    };
    await Promise.all(Array.from({ length: CONCORRENTES }, um));
    if (falhas.length > 0) throw falhas[0];
  };
}
