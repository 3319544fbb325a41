import type { Context } from '@foodious/kernel/context.ts';
import type { Pagamento } from '../../domain/pagamento.ts';
import type { BalcaoStore, PagamentoStore, Provedores } from '../../ports.ts';
import { cadaUm } from '../cada-um.ts';
import { conciliar, conhecida } from '../conciliar.ts';

/** How many are brought along in one round. */
const RODADA = 20;

/** What brings the pagamentos of the counter to where its book says they stand. */
export type Levar = {
  store: Pick<PagamentoStore, 'get' | 'update' | 'trail'>;
  provedores: Pick<Provedores, 'balcao'>;
  balcao: BalcaoStore;
};

/**
 * Brings a pagamento to where its charge at the counter stands. The book is written before, and says until this is done that it is
 * to be: whoever is stopped in between, the next to look goes on. Repeatable. Throws Refusal `not-found` where there is no pagamento.
 */
export async function levar({ store, provedores, balcao }: Levar, context: Context, id: string): Promise<Pagamento> {
  const lida = await balcao.get(id);
  const cobranca = conhecida(await provedores.balcao.obter(id), id);
  const pagamento = await conciliar(store, context, { transacaoId: id }, cobranca);
  // Who moved it meanwhile brings it along too.
  if (lida && lida.doc.levarEm !== null) await balcao.replace(lida, { ...lida.doc, levarEm: null });
  return pagamento;
}

/**
 * Brings along what who moved it at the counter did not come to. Those that fail do not keep back the others; the first error is
 * thrown at the end.
 * @returns how many there were, 20 at most
 */
export async function levarOsQueFicaram(deps: Levar, context: Context): Promise<number> {
  const ate = context.agora.toISOString();
  const ficaram = await deps.balcao.list('levarEm', { ate, limite: RODADA });
  await cadaUm(ficaram, ({ id }) => levar(deps, context, id));
  return ficaram.length;
}
