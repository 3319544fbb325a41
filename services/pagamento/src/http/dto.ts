import type { EventsOf, PagamentoComCodigo, Pagamento as PagamentoNaApi } from '@foodious/contracts/events.ts';
import { EstadoPagamento } from '@foodious/kernel/estados.ts';
import { reais } from '@foodious/kernel/money.ts';
import { qrPng } from '@foodious/pix/qr.ts';
import type { z } from 'zod';
import type { Pagamento } from '../domain/pagamento.ts';

/** A pagamento as v1 tells it. */
export const pagamentoDto = (pagamento: Pagamento): z.infer<typeof PagamentoNaApi> => ({
  id: pagamento.transacaoId,
  pedidoId: pagamento.pedidoId,
  transacaoId: pagamento.transacaoId,
  estadoPagamento: EstadoPagamento[pagamento.estado],
  total: reais(pagamento.totalCentavos),
  dataHoraPagamento: pagamento.pagoEm,
});

/** A pagamento with its Pix code, and the code as a picture. */
export function comCodigo(pagamento: Pagamento): z.infer<typeof PagamentoComCodigo> {
  const { pixCopiaECola = null, expiraEm = null } = pagamento.estado === 'PENDENTE' ? (pagamento.cobranca ?? {}) : {};
  const qrCode = pixCopiaECola && `data:image/png;base64,${qrPng(pixCopiaECola).toString('base64')}`;
  return { pagamento: pagamentoDto(pagamento), qrCode, pixCopiaECola, expiraEm };
}

/** A pagamento for who waits before the QR code: a code that can no longer be paid is not drawn again. */
export const aoVivo = (pagamento: Pagamento): EventsOf<'pagamento'>['pagamento'] => ({
  ...(pagamento.estado === 'PENDENTE'
    ? comCodigo(pagamento)
    : { pagamento: pagamentoDto(pagamento), qrCode: null, pixCopiaECola: null, expiraEm: null }),
  motivo: pagamento.motivo,
});
