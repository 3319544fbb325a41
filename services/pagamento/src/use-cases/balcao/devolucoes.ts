import type { Context } from '@foodious/kernel/context.ts';
import type { FormaDoBalcao } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type CobrancaDoBalcao, type Devolucao, entregarDevolucao } from '../../domain/balcao.ts';
import type { BalcaoStore } from '../../ports.ts';
import { mudarNoLivro, todasNoLivro } from '../../store/balcao.ts';
import { type Levar, levar } from './levar.ts';

/** How long a refund that was handed over is still known to who asks to hand it over again, in milliseconds. */
const LEMBRADA_MS = 7 * 24 * 60 * 60 * 1000;

/** A refund at the counter. Money in centavos, instants ISO 8601. */
export type DevolucaoNoBalcao = Devolucao & { transacaoId: string; pedidoId: number; forma: FormaDoBalcao };

/** The refunds that wait for somebody to hand them over, the oldest first. */
export async function listarDevolucoes(balcao: BalcaoStore): Promise<DevolucaoNoBalcao[]> {
  const todas: DevolucaoNoBalcao[] = [];
  for await (const cobranca of todasNoLivro(balcao, 'devolverEm', { de: '' }))
    todas.push(...devolucoesDe(cobranca).filter(({ entregue }) => entregue === null));
  return todas.sort((a, b) => Date.parse(a.pedidaEm) - Date.parse(b.pedidaEm));
}

/**
 * Somebody of the staff hands a refund over: cash out of the drawer, or back on the card by the house's own machine. Throws Refusal
 * `not-found`, or `conflict` where somebody did already.
 */
export async function entregar(deps: Levar, context: Context, estornoId: string): Promise<DevolucaoNoBalcao> {
  const id = await ondeEsta(deps.balcao, context.agora, estornoId);
  const { agora, por, papel } = context;
  const ato = { em: agora.toISOString(), por, papel };
  const depois = id && (await mudarNoLivro(deps.balcao, id, (atual) => entregarDevolucao(atual, estornoId, ato)));
  const feita = depois && devolucoesDe(depois).find((each) => each.id === estornoId);
  if (!feita) throw new Refusal('not-found', `Devolução não encontrada: ${estornoId}`);
  await levar(deps, context, feita.transacaoId);
  return feita;
}

const devolucoesDe = ({ id: transacaoId, recebida, devolucoes }: CobrancaDoBalcao): DevolucaoNoBalcao[] =>
  recebida
    ? devolucoes.map((each) => ({ ...each, transacaoId, pedidoId: recebida.pedidoId, forma: recebida.forma }))
    : [];

/** The charge of which a refund is: among those that wait, and those that lately did. */
async function ondeEsta(balcao: BalcaoStore, agora: Date, estornoId: string): Promise<string | undefined> {
  const lembradas = new Date(agora.getTime() - LEMBRADA_MS).toISOString();
  for (const [chave, de] of [
    ['devolverEm', ''],
    ['devolvidaEm', lembradas],
  ] as const)
    for await (const { id, devolucoes } of todasNoLivro(balcao, chave, { de }))
      if (devolucoes.some((each) => each.id === estornoId)) return id;
  return undefined;
}
