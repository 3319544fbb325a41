import type { Motivo } from '@foodious/kernel/estados.ts';
import { centavos, hasCents, reais } from '@foodious/kernel/money.ts';
import { z } from 'zod';
import type { Cobranca } from '../../../ports.ts';

/** An amount in reais, which is whole centavos or no amount we understand. */
const dinheiro = z.number().refine(hasCents).transform(centavos);
/** Numbers in the Payments API, texts in its younger one. */
const id = z.union([z.int(), z.string().min(1)]).transform(String);
/** An instant with its offset, as ISO 8601 in UTC. */
const instante = z
  .string()
  .refine((texto) => !Number.isNaN(Date.parse(texto)))
  .transform((texto) => new Date(texto).toISOString());

/** One refund of a payment: what of its answer we read. */
export const Refund = z.object({
  id,
  amount: dinheiro,
  status: z.string().nullish(),
  date_created: instante.nullish(),
});
type Refund = z.infer<typeof Refund>;

/** A payment: what of its answer we read. Of who paid, nothing. */
export const Payment = z.object({
  id,
  status: z.string(),
  status_detail: z.string().nullish(),
  external_reference: z.string().nullish(),
  transaction_amount: dinheiro,
  currency_id: z.string(),
  date_created: instante,
  date_last_updated: instante.nullish(),
  date_of_expiration: instante.nullish(),
  date_approved: instante.nullish(),
  fee_details: z.array(z.object({ amount: dinheiro, fee_payer: z.string().nullish() })).nullish(),
  refunds: z.array(Refund).nullish(),
  point_of_interaction: z.object({ transaction_data: z.object({ qr_code: z.string().nullish() }).nullish() }).nullish(),
});
export type Payment = z.infer<typeof Payment>;

/** A page of a search. */
export const Busca = z.object({
  paging: z.object({ total: z.int().nonnegative() }),
  results: z.array(Payment),
});

/** What the provider says when it refuses; the code of each cause, a number or a text, is what we go by. */
export const Recusa = z.object({
  message: z.string().nullish(),
  cause: z.array(z.object({ code: z.union([z.number(), z.string()]).transform(String).nullish() })).nullish(),
});

/** The provider's states, as the port speaks of them. Both spellings of a cancelled one are about. */
const estados: Readonly<Record<string, Cobranca['estado']>> = {
  pending: 'pendente',
  in_process: 'pendente',
  authorized: 'pendente',
  approved: 'aprovada',
  refunded: 'estornada',
  rejected: 'rejeitada',
  cancelled: 'rejeitada',
  canceled: 'rejeitada',
  charged_back: 'contestada',
  in_mediation: 'contestada',
};

/** Why a payment came to nothing: refused, out of time (`expired`), or called off by either side (`by_collector`, `by_payer`). */
function motivoDe({ status, status_detail }: Payment): Motivo | null {
  if (estados[status] !== 'rejeitada') return null;
  if (status === 'rejected') return 'recusado';
  return status_detail === 'expired' ? 'expirado' : 'cancelado';
}

/** A refund that will not come about is none. */
export const negado = ({ status }: Refund): boolean => ['rejected', 'cancelled', 'canceled'].includes(status ?? '');

/**
 * A payment of the provider as the port knows it.
 * @param nosso a refund that has just been asked for: our id of it, and what was answered
 */
export function cobrancaDe(pagamento: Payment, nosso?: { id: string; refund: Refund }): Cobranca {
  const { id: cobrancaId, status, date_created: criadaEm, fee_details: taxas, refunds } = pagamento;
  const pagas = taxas?.filter(({ fee_payer }) => (fee_payer ?? 'collector') === 'collector');
  // The payment may not tell yet what has just been done to it.
  const todos = [...(nosso ? [nosso.refund] : []), ...(refunds ?? [])];
  const estornos = [...new Map(todos.map((refund) => [refund.id, refund])).values()].filter((each) => !negado(each));
  return {
    id: cobrancaId,
    referencia: pagamento.external_reference || null,
    estado: estados[status] ?? 'desconhecida',
    motivo: motivoDe(pagamento),
    valorCentavos: pagamento.transaction_amount,
    moeda: pagamento.currency_id,
    taxaCentavos: pagas?.length ? pagas.reduce((soma, { amount }) => soma + amount, 0) : null,
    entrada: null,
    pixCopiaECola: pagamento.point_of_interaction?.transaction_data?.qr_code || null,
    criadaEm,
    expiraEm: pagamento.date_of_expiration ?? criadaEm,
    aprovadaEm: pagamento.date_approved ?? null,
    estornos: estornos.map((refund) => ({
      id: refund.id,
      nosso: refund.id === nosso?.refund.id ? nosso.id : null,
      centavos: refund.amount,
      feito: (refund.status ?? 'approved') === 'approved',
      em: refund.date_created ?? criadaEm,
    })),
  };
}

/** An instant as the provider wants it: ISO 8601 with milliseconds and an offset, not `Z`. */
export const noFormatoDeles = (em: Date): string => em.toISOString().replace('Z', '+00:00');

/** When the provider lets a charge end by itself: after half an hour, and within thirty days. A minute is for clocks apart. */
const ESPERA_MINIMA_MS = 31 * 60_000;
const ESPERA_MAXIMA_MS = 30 * 86_400_000 - 60_000;

/** When the provider is to end a charge: well after we do, but as late as it takes at the most. */
const fimDe = (expiraEm: Date, agora: number): Date =>
  new Date(Math.min(Math.max(expiraEm.getTime(), agora) + ESPERA_MINIMA_MS, agora + ESPERA_MAXIMA_MS));

/**
 * What asks for a charge: nothing of the cliente. The same for every repeat that comes in time; we call it off ourselves, long
 * before the provider would.
 */
export const pedidoDe = (
  { transacaoId, valorCentavos, expiraEm }: { transacaoId: string; valorCentavos: number; expiraEm: Date },
  { email, notificarEm, agora }: { email: string; notificarEm: string | undefined; agora: Date },
) => ({
  transaction_amount: reais(valorCentavos),
  payment_method_id: 'pix',
  payer: { email },
  description: 'Pedido na lanchonete',
  external_reference: transacaoId,
  date_of_expiration: noFormatoDeles(fimDe(expiraEm, agora.getTime())),
  ...(notificarEm && { notification_url: notificarEm }),
});
