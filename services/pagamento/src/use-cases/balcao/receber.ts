import type { Context } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Recebimento, receberNoBalcao } from '../../domain/balcao.ts';
import type { Pagamento } from '../../domain/pagamento.ts';
import { mudarNoLivro } from '../../store/balcao.ts';
import { type Levar, levar } from './levar.ts';

/** A pagamento whose money was taken at the counter, in centavos. */
export type Recebido = { pagamento: Pagamento; entregueCentavos: number; trocoCentavos: number };

/**
 * Somebody of the staff takes the whole of a pagamento: written into the counter's book first, of two at once by one, and then its
 * pagamento follows. Throws Refusal `not-found` for none that waits at the counter, `conflict` for one that no longer does, `invalid`
 * for too little cash.
 */
export async function receber(
  deps: Levar,
  context: Context,
  transacaoId: string,
  recebimento: Omit<Recebimento, 'pedidoId'>,
): Promise<Recebido> {
  const { pagamento } = (await deps.store.get(transacaoId)) ?? {};
  const cobranca = pagamento?.meio === 'balcao' ? pagamento.cobranca : null;
  if (!pagamento || !cobranca) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
  const { pedidoId } = pagamento;
  const { agora, por, papel } = context;
  const ato = { em: agora.toISOString(), por, papel };
  const depois = await mudarNoLivro(deps.balcao, cobranca.id, (atual) =>
    receberNoBalcao(atual, { ...recebimento, pedidoId }, ato),
  );
  if (!depois?.recebida) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
  const { entregueCentavos, trocoCentavos } = depois.recebida;
  return { pagamento: await levar(deps, context, cobranca.id), entregueCentavos, trocoCentavos };
}
