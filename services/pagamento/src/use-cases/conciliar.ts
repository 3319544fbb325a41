import { randomUUID } from 'node:crypto';
import type { Feito } from '@foodious/contracts/auditoria.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { BadAnswer } from '@foodious/kernel/refusal.ts';
import { saldos } from '../domain/livro.ts';
import {
  acertarTaxa,
  adotarEstorno,
  concluirEstorno,
  confirmar,
  type Mudanca,
  type Pagamento,
  rejeitar,
} from '../domain/pagamento.ts';
import type { Cobranca, PagamentoNote, PagamentoStore, ResultadoDaNotificacao } from '../ports.ts';
import { mudarPagamento } from './mudar-pagamento.ts';

/** Why a charge is not the one a pagamento is waiting for; null where it is. */
export function divergencia(
  { transacaoId, totalCentavos, cobranca }: Pagamento,
  { id, referencia, valorCentavos, moeda, estado }: Cobranca,
): Extract<ResultadoDaNotificacao, 'outro-assunto' | 'valor-diverge' | 'moeda-diverge' | 'estado-desconhecido'> | null {
  // A second charge of the same reference is not this pagamento's: what happens to it must not be taken for what happened to this.
  if (id !== cobranca?.id || (referencia !== transacaoId && !cobranca.vinculada)) return 'outro-assunto';
  if (moeda !== 'BRL') return 'moeda-diverge';
  if (valorCentavos !== totalCentavos) return 'valor-diverge';
  return estado === 'contestada' || estado === 'desconhecida' ? 'estado-desconhecido' : null;
}

/**
 * Which of our refunds one of the provider's is: by what either calls it, or else the first of the same amount that is on its way,
 * whose answer we have not heard.
 */
const correspondente = ({ estornos }: Pagamento, { id, nosso, centavos }: Cobranca['estornos'][number]) =>
  estornos.find((each) => each.estado !== 'RECUSADO' && (each.id === nosso || each.noProvedor === id)) ??
  estornos.find((each) => each.estado === 'PEDIDO' && each.noProvedor === null && each.centavos === centavos);

/**
 * Whether the provider is about to do a refund of ours: by what we call it, or else one of the same amount for each of ours that is
 * on its way. Which of two of one amount it is, makes no difference.
 */
export function jaAnda({ estornos }: Pagamento, id: string, cobranca: Cobranca): boolean {
  const andam = cobranca.estornos.filter(({ feito }) => !feito);
  const chamados = new Set(andam.map(({ nosso }) => nosso));
  if (chamados.has(id)) return true;
  const centavos = estornos.find((each) => each.id === id)?.centavos;
  const iguais = estornos.filter(
    (each) => each.estado === 'PEDIDO' && each.centavos === centavos && !chamados.has(each.id),
  );
  const semNome = andam.filter((each) => each.nosso === null && each.centavos === centavos);
  const qual = iguais.findIndex((each) => each.id === id);
  return qual !== -1 && qual < semNome.length;
}

/** What a charge makes of its pagamento: never less than what is known already. */
export function seguir(pagamento: Pagamento, cobranca: Cobranca, agora: Date): Mudanca {
  const nada: Mudanca = { pagamento, fatos: [] };
  const { estado, motivo, taxaCentavos, entrada } = cobranca;
  const diverge = divergencia(pagamento, cobranca);
  // What nobody can pay any more is over, whatever it was to cost. An answer from before it was approved is old news.
  if (estado === 'rejeitada')
    return diverge === 'outro-assunto' || pagamento.estado !== 'PENDENTE' ? nada : rejeitar(pagamento, agora, motivo);
  if (diverge !== null || estado === 'pendente') return nada;
  let { pagamento: atual, fatos } = confirmar(pagamento, agora, { taxaCentavos, ...entrada });
  // It may tell its fee later than the payment; that it tells another one afterwards, the reconciliation shows.
  if (taxaCentavos !== null && saldos(atual.livro).taxa === 0)
    atual = acertarTaxa(atual, taxaCentavos, agora).pagamento;
  for (const estorno of cobranca.estornos.filter(({ feito }) => feito)) {
    const nosso = correspondente(atual, estorno);
    const mudanca = nosso
      ? concluirEstorno(atual, nosso.id, agora, estorno.id, estorno.ato)
      : adotarEstorno(atual, { centavos: estorno.centavos, noProvedor: estorno.id }, agora, randomUUID);
    atual = mudanca.pagamento;
    fatos = [...fatos, ...mudanca.fatos];
  }
  return { pagamento: atual, fatos };
}

/**
 * Brings a pagamento to where its charge stands at the provider; a pending one stays, and so does one whose charge is not what we
 * asked for.
 * @param passos what led to it, noted with the change
 */
export const conciliar = (
  store: Pick<PagamentoStore, 'get' | 'update' | 'trail'>,
  context: Context,
  { transacaoId }: Pick<Pagamento, 'transacaoId'>,
  cobranca: Cobranca,
  opcoes: {
    passos?: readonly PagamentoNote[];
    auditar?: (antes: Pagamento, depois: Pagamento) => Feito;
  } = {},
): Promise<Pagamento> =>
  mudarPagamento(store, context, transacaoId, (pagamento) => seguir(pagamento, cobranca, context.agora), opcoes);

/** Throws BadAnswer for a charge the provider made, and does not know any more. */
export function conhecida(cobranca: Cobranca | undefined, id: string): Cobranca {
  if (!cobranca) throw new BadAnswer(`the provider does not know the charge ${id}`);
  return cobranca;
}
