import { daEquipe } from '@foodious/contracts/scopes.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { Aviso, PagamentoStore, Provedores, Simulador } from '../ports.ts';
import { conciliar, conhecida } from './conciliar.ts';
import { notificadoPorGente } from './mudar-pagamento.ts';
import { passosDe } from './passos.ts';

/**
 * Decides a payment in its payer's place at the simulated bank, and then follows the bank. Throws Refusal `not-found`, or `invalid`
 * for a rejection of what is confirmed.
 */
export async function decidirNoBanco(
  store: PagamentoStore,
  provedores: Provedores,
  simulador: Simulador,
  context: Context,
  aviso: Aviso,
): Promise<Pagamento> {
  const read = await store.get(aviso.transacaoId);
  const { pagamento } = read ?? {};
  // A mark without a charge is no transaction of the provider's yet: it tells us again. What is paid at the counter never is.
  if (!pagamento?.cobranca || pagamento.meio !== 'pix')
    throw new Refusal('not-found', `Transação não encontrada: ${aviso.transacaoId}`);
  const { pedidoId, cobranca, meio } = pagamento;
  if (aviso.acao === 'rejeitar' && (pagamento.estado === 'CONFIRMADO' || pagamento.estado === 'ESTORNADO'))
    throw new Refusal('invalid', `O pagamento está ${pagamento.estado} e não permite rejeitar`, {
      campo: 'estadoPagamento',
    });
  await simulador.decidir(aviso);
  const story = within(context, pagamento.traceparent);
  const passos = passosDe(store, story, pedidoId);
  const onde = await passos.chamar('obter', async () =>
    conhecida(await provedores[meio].obter(cobranca.id), cobranca.id),
  );
  return conciliar(store, story, pagamento, onde, {
    passos: passos.take(),
    ...(daEquipe(context.papel) && { auditar: notificadoPorGente }),
  });
}
