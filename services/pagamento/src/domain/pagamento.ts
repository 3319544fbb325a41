import type { EstadoPagamento, Motivo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

export type Estado = EstadoPagamento;
export type Acao = 'confirmar' | 'rejeitar' | 'estornar';

/** The whole life of a pagamento. What is confirmed is never rejected; what was rejected may still be approved late. */
export const transicoes: Record<Estado, Partial<Record<Acao, Estado>>> = {
  PENDENTE: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO' },
  REJEITADO: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO' },
  CONFIRMADO: { confirmar: 'CONFIRMADO', estornar: 'ESTORNADO' },
  ESTORNADO: { confirmar: 'ESTORNADO', estornar: 'ESTORNADO' },
};

/** One attempt to pay one checkout. Instants are ISO 8601, UTC. */
export type Pagamento = {
  /** Unguessable; also the identity of the document. */
  transacaoId: string;
  pedidoId: number;
  /** Who made the pedido, and of which cliente it was at the checkout: null where nobody said, or the cliente was erased. */
  dono: string | null;
  clienteId: number | null;
  /** Which checkout of the pedido it pays; 0 when it was called off before it was asked for. */
  tentativa: number;
  estado: Estado;
  motivo: Motivo | null;
  totalCentavos: number;
  /** The provider's id of the charge, and its Pix code; null when it was called off before there was one. */
  cobranca: { id: string; pixCopiaECola: string; expiraEm: string } | null;
  pagoEm: string | null;
  /** The trace of the checkout it pays: what happens to it goes on there. */
  traceparent: string;
};

export type Fato = 'pagamento-confirmado' | 'pagamento-rejeitado' | 'pagamento-estornado';
export type Mudanca = { pagamento: Pagamento; fatos: readonly Fato[] };

const fatoDe: Record<Acao, Fato> = {
  confirmar: 'pagamento-confirmado',
  rejeitar: 'pagamento-rejeitado',
  estornar: 'pagamento-estornado',
};

/**
 * Moves a pagamento. A repeat changes nothing and tells nobody.
 * Throws Refusal `invalid` where the table has no cell: rejecting what is confirmed, refunding what is not; and for a
 * confirmation of what was called off before anything was charged.
 */
export function mover(pagamento: Pagamento, acao: Acao, agora: Date, motivo: Motivo | null = null): Mudanca {
  const estado = transicoes[pagamento.estado][acao];
  if (!estado || (acao === 'confirmar' && !pagamento.cobranca))
    throw new Refusal('invalid', `O pagamento está ${pagamento.estado} e não permite ${acao}`, {
      campo: 'estadoPagamento',
    });
  if (estado === pagamento.estado) return { pagamento, fatos: [] };
  const pagoEm = acao === 'confirmar' ? agora.toISOString() : pagamento.pagoEm;
  return {
    pagamento: { ...pagamento, estado, motivo: acao === 'rejeitar' ? motivo : null, pagoEm },
    fatos: [fatoDe[acao]],
  };
}

/** When a pending pagamento ends, epoch milliseconds; null once it is settled. */
export const prazoDe = ({ estado, cobranca }: Pagamento): number | null =>
  estado === 'PENDENTE' && cobranca ? new Date(cobranca.expiraEm).getTime() : null;

/** The mark of a pagamento that was called off before it was asked for: when it is asked for, nothing will be charged. */
export const canceladoAntes = (transacaoId: string, pedidoId: number, traceparent: string): Pagamento => ({
  transacaoId,
  pedidoId,
  dono: null,
  clienteId: null,
  tentativa: 0,
  estado: 'REJEITADO',
  motivo: 'cancelado',
  totalCentavos: 0,
  cobranca: null,
  pagoEm: null,
  traceparent,
});
