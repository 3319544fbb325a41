import type { FormaDoBalcao, Motivo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

/** What somebody did at the counter: who, in which papel, and when (ISO 8601). */
export type Ato = { em: string; por: string; papel: string | null };

/** Money given back at the counter: asked for, and handed over by somebody (null: not yet). */
export type Devolucao = { id: string; centavos: number; pedidaEm: string; entregue: Ato | null };

/** A charge to be paid at the counter, in the counter's own book. Money in centavos, instants ISO 8601. */
export type CobrancaDoBalcao = {
  /** The transacao it is for, of which there is one charge. */
  id: string;
  valorCentavos: number;
  estado: 'pendente' | 'aprovada' | 'cancelada';
  motivo: Motivo | null;
  criadaEm: string;
  expiraEm: string;
  /** How it was paid, and the key of the request that said so: a repeat of it gets the same answer. */
  recebida:
    | (Ato & {
        pedidoId: number;
        forma: FormaDoBalcao;
        entregueCentavos: number;
        trocoCentavos: number;
        chave: string | null;
      })
    | null;
  devolucoes: readonly Devolucao[];
  mexidaEm: string;
  /** When its pagamento is to be brought to where it stands, unless whoever moved it has done so; null once that is done. */
  levarEm: string | null;
};

/** How long who moved a charge has to bring its pagamento along, before somebody else does, in milliseconds. */
const LEVAR_MS = 5_000;

/** A charge that waits at the counter. */
export const novaNoBalcao = (id: string, valorCentavos: number, expiraEm: Date, agora: Date): CobrancaDoBalcao => ({
  id,
  valorCentavos,
  estado: 'pendente',
  motivo: null,
  criadaEm: agora.toISOString(),
  expiraEm: expiraEm.toISOString(),
  recebida: null,
  devolucoes: [],
  mexidaEm: agora.toISOString(),
  levarEm: null,
});

/** Calls a charge off, for its time is over or before that; what is settled stays. */
export function cancelarNoBalcao(cobranca: CobrancaDoBalcao, agora: Date): CobrancaDoBalcao {
  if (cobranca.estado !== 'pendente') return cobranca;
  const motivo = vencida(cobranca, agora) ? 'expirado' : 'cancelado';
  return { ...cobranca, estado: 'cancelada', motivo, mexidaEm: agora.toISOString() };
}

const vencida = ({ expiraEm }: CobrancaDoBalcao, agora: Date) => Date.parse(expiraEm) <= agora.getTime();

/** Money taken at the counter, always the whole. `entregueCentavos`: the cash handed over; null: exactly what is due. */
export type Recebimento = {
  pedidoId: number;
  forma: FormaDoBalcao;
  entregueCentavos: number | null;
  chave: string | null;
};

/**
 * Somebody takes the money. Repeated with the same chave by the same person it changes nothing. Throws Refusal `conflict` for what
 * is no longer open, `invalid` for too little cash, or for another amount than the card machine took.
 */
export function receberNoBalcao(
  cobranca: CobrancaDoBalcao,
  { pedidoId, forma, entregueCentavos, chave }: Recebimento,
  ato: Ato,
): CobrancaDoBalcao {
  const { recebida, valorCentavos: total } = cobranca;
  const entregue = entregueCentavos ?? total;
  if (recebida && chave !== null && recebida.chave === chave && recebida.por === ato.por) return cobranca;
  if (recebida) throw new Refusal('conflict', 'Este pagamento já foi recebido no balcão');
  const agora = new Date(ato.em);
  if (cobranca.estado === 'cancelada' || vencida(cobranca, agora))
    throw new Refusal('conflict', 'Este pagamento não pode mais ser recebido: o cliente fecha o pedido de novo');
  if (entregue < total) throw new Refusal('invalid', 'O valor entregue é menor que o total', { campo: 'entregue' });
  if (forma === 'cartao' && entregue !== total)
    throw new Refusal('invalid', 'No cartão se cobra exatamente o total', { campo: 'entregue' });
  return {
    ...cobranca,
    estado: 'aprovada',
    recebida: { ...ato, pedidoId, forma, entregueCentavos: entregue, trocoCentavos: entregue - total, chave },
    mexidaEm: ato.em,
    levarEm: depoisDe(agora),
  };
}

/** What of a charge may still be given back, in centavos: neither given back nor waiting to be. */
export const devolvivelDe = ({ estado, valorCentavos, devolucoes }: CobrancaDoBalcao): number =>
  estado === 'aprovada' ? valorCentavos - devolucoes.reduce((soma, { centavos }) => soma + centavos, 0) : 0;

/** Money is to be handed over at the counter; a repeat of the same id changes nothing. The caller has looked whether there is so much. */
export function pedirDevolucao(
  cobranca: CobrancaDoBalcao,
  { id, centavos }: Pick<Devolucao, 'id' | 'centavos'>,
  agora: Date,
): CobrancaDoBalcao {
  if (cobranca.devolucoes.some((each) => each.id === id)) return cobranca;
  const pedida = { id, centavos, pedidaEm: agora.toISOString(), entregue: null };
  return { ...cobranca, devolucoes: [...cobranca.devolucoes, pedida], mexidaEm: pedida.pedidaEm };
}

/** Somebody hands money over that was to be given back. Throws Refusal `not-found`, or `conflict` where somebody did already. */
export function entregarDevolucao(cobranca: CobrancaDoBalcao, id: string, ato: Ato): CobrancaDoBalcao {
  const devolucao = cobranca.devolucoes.find((each) => each.id === id);
  if (!devolucao) throw new Refusal('not-found', `Devolução não encontrada: ${id}`);
  if (devolucao.entregue) throw new Refusal('conflict', 'Esta devolução já foi entregue');
  const devolucoes = cobranca.devolucoes.map((each) => (each === devolucao ? { ...each, entregue: ato } : each));
  return { ...cobranca, devolucoes, mexidaEm: ato.em, levarEm: depoisDe(new Date(ato.em)) };
}

const depoisDe = (agora: Date) => new Date(agora.getTime() + LEVAR_MS).toISOString();
