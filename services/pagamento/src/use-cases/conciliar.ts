import { randomUUID } from 'node:crypto';
import type { Feito } from '@foodious/contracts/auditoria.ts';
import type { Context } from '@foodious/kernel/context.ts';
import {
  concluirEstorno,
  confirmar,
  estornavelDe,
  type Fato,
  type Mudanca,
  type Pagamento,
  pedirEstorno,
  rejeitar,
} from '../domain/pagamento.ts';
import type { Cobranca, PagamentoNote, PagamentoStore, ResultadoDaNotificacao } from '../ports.ts';
import { feitosNoBalcao } from './balcao/auditoria.ts';
import { mudarPagamento } from './mudar-pagamento.ts';

/** Why a charge is not the one a pagamento is waiting for; null where it is. */
export function divergencia(
  { transacaoId, totalCentavos }: Pagamento,
  { referencia, valorCentavos, moeda, estado }: Cobranca,
): Extract<ResultadoDaNotificacao, 'outro-assunto' | 'valor-diverge' | 'moeda-diverge' | 'estado-desconhecido'> | null {
  if (referencia !== transacaoId) return 'outro-assunto';
  if (moeda !== 'BRL') return 'moeda-diverge';
  if (valorCentavos !== totalCentavos) return 'valor-diverge';
  return estado === 'contestada' || estado === 'desconhecida' ? 'estado-desconhecido' : null;
}

/**
 * Which of our refunds one of the provider's is: by what either calls it, or else the first of the same amount that is on its way,
 * whose answer we have not heard.
 */
const correspondente = ({ estornos }: Pagamento, { id, nosso, centavos }: Cobranca['estornos'][number]) =>
  estornos.find((each) => each.id === nosso || each.noProvedor === id) ??
  estornos.find((each) => each.estado === 'PEDIDO' && each.noProvedor === null && each.centavos === centavos);

/** What a charge makes of its pagamento: never less than what is known already. */
export function seguir(pagamento: Pagamento, cobranca: Cobranca, agora: Date): Mudanca {
  if (divergencia(pagamento, cobranca) !== null || cobranca.estado === 'pendente') return { pagamento, fatos: [] };
  if (cobranca.estado === 'rejeitada')
    return pagamento.estado === 'PENDENTE' ? rejeitar(pagamento, agora, cobranca.motivo) : { pagamento, fatos: [] }; // an answer from before it was approved is old news
  const { taxaCentavos, entrada } = cobranca;
  let { pagamento: atual, fatos } = confirmar(pagamento, agora, { taxaCentavos, ...entrada });
  const novos: Fato[] = [...fatos];
  for (const estorno of cobranca.estornos.filter(({ feito }) => feito)) {
    let nosso = correspondente(atual, estorno)?.id;
    if (nosso === undefined) {
      nosso = randomUUID();
      if (estorno.centavos > estornavelDe(atual)) continue;
      // Somebody gave it back at the provider's own pages: it is a refund all the same.
      atual = pedirEstorno(atual, { id: nosso, centavos: estorno.centavos, causa: 'provedor' }, agora);
    }
    ({ pagamento: atual, fatos } = concluirEstorno(atual, nosso, agora, estorno.id));
    novos.push(...fatos);
  }
  return { pagamento: atual, fatos: novos };
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
  mudarPagamento(store, context, transacaoId, (pagamento) => seguir(pagamento, cobranca, context.agora), {
    ...opcoes,
    contar: (antes, depois) => feitosNoBalcao(context.lojaId, antes, depois, cobranca),
  });
