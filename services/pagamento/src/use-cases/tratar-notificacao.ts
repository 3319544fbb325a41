import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import { noteOf } from '@foodious/messaging/trail.ts';
import type { Notificacao, PagamentoNote, PagamentoStore, Provedor, ResultadoDaNotificacao } from '../ports.ts';
import { conciliar, divergencia, seguir } from './conciliar.ts';
import { chamado } from './notas.ts';

/** What came of a notification, and of which pagamento it was. */
export type Tratada = Pick<Notificacao, 'transacaoId' | 'pedidoId'> & { resultado: ResultadoDaNotificacao };

const semPagamento = (resultado: ResultadoDaNotificacao): Tratada => ({ resultado, transacaoId: null, pedidoId: null });

/**
 * Handles a notification that names a charge: asks the provider for the truth, compares it with what we charged, and follows it.
 * Repeatable: what is known already changes nothing. Throws Unavailable or BadAnswer while the provider or the store does not
 * answer.
 */
export async function tratarNotificacao(
  store: Pick<PagamentoStore, 'get' | 'update' | 'trail'>,
  provedor: Pick<Provedor, 'obter'>,
  context: Context,
  { id: notificacaoId, cobrancaId }: Pick<Notificacao, 'id' | 'cobrancaId'>,
): Promise<Tratada> {
  if (cobrancaId === null) return semPagamento('malformada');
  const [began, em] = [performance.now(), Date.now()];
  const cobranca = await provedor.obter(cobrancaId);
  const duracaoMs = Math.round(performance.now() - began);
  const read = cobranca?.referencia ? await store.get(cobranca.referencia) : undefined;
  // A mark without a charge is no transaction of the provider's yet.
  if (!cobranca || !read?.pagamento.cobranca) return semPagamento('desconhecida');
  const { pagamento } = read;
  const { transacaoId, pedidoId, traceparent } = pagamento;
  const story = within(context, traceparent);
  const passos = (resultado: ResultadoDaNotificacao): PagamentoNote[] => [
    { ...chamado(story, pedidoId, { chamada: 'obter', resultado: cobranca.estado, duracaoMs }), em },
    noteOf(story, 'notificacao', aboutPedido(pedidoId), { notificacaoId, resultado }),
  ];
  if (seguir(pagamento, cobranca, story.agora).pagamento !== pagamento) {
    await conciliar(store, story, pagamento, cobranca, { passos: passos('aplicada') });
    return { resultado: 'aplicada', transacaoId, pedidoId };
  }
  const diverge = divergencia(pagamento, cobranca);
  // Told before, or asked for: no news, and not worth a note.
  if (diverge === null) return { resultado: 'repetida', transacaoId, pedidoId };
  await store.trail.append(passos(diverge));
  return { resultado: diverge, transacaoId, pedidoId };
}
