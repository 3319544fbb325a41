import { diasDepois } from '@foodious/kernel/day.ts';
import type { FormaDoBalcao } from '@foodious/kernel/estados.ts';
import type { Ato, CobrancaDoBalcao } from './balcao.ts';

/** What went into the drawer or the card machine (`entrada`), or out of it. Money in centavos above zero, instants ISO 8601. */
export type Movimento = {
  /** What it is known by: its tipo, and the charge or refund it is of. */
  id: string;
  em: string;
  tipo: 'entrada' | 'troco' | 'devolucao';
  pedidoId: number;
  forma: FormaDoBalcao;
  centavos: number;
  por: string;
};

/** The count at the end of a day; a day is closed once. Money in centavos. */
export type Fechamento = Omit<Ato, 'em'> & {
  /** The business day, `YYYY-MM-DD`. */
  dia: string;
  fechadoEm: string;
  /** The cash the drawer began the day with. */
  fundoCentavos: number;
  /** In the drawer with its fundo, and by the card machine; what there should be, and what was counted. */
  esperado: { dinheiro: number; cartao: number };
  contado: { dinheiro: number; cartao: number };
  /** All that was closed with it: what is not here belongs to a later day. */
  movimentos: readonly Movimento[];
  /** The id of the message that tells the audit log, and whether it was sent. */
  auditoriaId: string;
  auditado: boolean;
};

/** The money of a day: in, out, and what there should be of it, without the fundo. */
export type Caixa = Record<FormaDoBalcao, { entradas: number; troco: number; devolucoes: number; esperado: number }>;

/** What a charge moved at the counter, in the order in which it did. */
export function movimentosDe({ id, recebida, devolucoes }: CobrancaDoBalcao): Movimento[] {
  if (!recebida) return [];
  const { em, por, pedidoId, forma, entregueCentavos, trocoCentavos } = recebida;
  const da = { pedidoId, forma };
  return [
    { ...da, id: `entrada:${id}`, tipo: 'entrada' as const, em, por, centavos: entregueCentavos },
    { ...da, id: `troco:${id}`, tipo: 'troco' as const, em, por, centavos: trocoCentavos },
    ...devolucoes.flatMap(({ id: qual, centavos, entregue }) =>
      entregue
        ? [
            {
              ...da,
              id: `devolucao:${qual}`,
              tipo: 'devolucao' as const,
              em: entregue.em,
              por: entregue.por,
              centavos,
            },
          ]
        : [],
    ),
  ].filter(({ centavos }) => centavos > 0);
}

/** What the movimentos of a day come to. */
export function somar(movimentos: readonly Movimento[]): Caixa {
  const de = (forma: FormaDoBalcao, tipo: Movimento['tipo']) =>
    movimentos
      .filter((each) => each.forma === forma && each.tipo === tipo)
      .reduce((soma, { centavos }) => soma + centavos, 0);
  const daForma = (forma: FormaDoBalcao) => {
    const [entradas, troco, devolucoes] = [de(forma, 'entrada'), de(forma, 'troco'), de(forma, 'devolucao')];
    return { entradas, troco, devolucoes, esperado: entradas - troco - devolucoes };
  };
  return { dinheiro: daForma('dinheiro'), cartao: daForma('cartao') };
}

/**
 * The day a movimento belongs to: the one it happened on, or, where that was closed without it, the first one after it that was not.
 * @param fechamentos the closings, by their day
 */
export function diaDoMovimento(
  movimento: Pick<Movimento, 'id'>,
  dia: string,
  fechamentos: ReadonlyMap<string, Pick<Fechamento, 'movimentos'>>,
): string {
  const fechamento = fechamentos.get(dia);
  if (!fechamento || fechamento.movimentos.some((each) => each.id === movimento.id)) return dia;
  return diaDoMovimento(movimento, diasDepois(dia, 1), fechamentos);
}
