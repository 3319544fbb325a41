import { reais } from '@foodious/kernel/money.ts';
import { qrPng } from '@foodious/pix/qr.ts';
import { z } from 'zod';
import { EstadoPagamento, type Pagamento } from '../domain/pagamento.ts';

const PagamentoDto = z
  .object({
    id: z.string(),
    pedidoId: z.int(),
    transacaoId: z.string(),
    estadoPagamento: z.int().describe(
      Object.entries(EstadoPagamento)
        .map(([nome, n]) => `${n} ${nome}`)
        .join(' · '),
    ),
    total: z.number().describe('Reais, duas casas'),
    dataHoraPagamento: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Pagamento' });

export const ComCodigoDto = z.object({
  pagamento: PagamentoDto,
  qrCode: z.string().nullable().describe('PNG como data URL'),
  pixCopiaECola: z.string().nullable(),
  expiraEm: z.iso.datetime().nullable(),
});

const pagamentoDto = (pagamento: Pagamento): z.infer<typeof PagamentoDto> => ({
  id: pagamento.transacaoId,
  pedidoId: pagamento.pedidoId,
  transacaoId: pagamento.transacaoId,
  estadoPagamento: EstadoPagamento[pagamento.estado],
  total: reais(pagamento.totalCentavos),
  dataHoraPagamento: pagamento.pagoEm,
});

/** A pagamento with its Pix code, and the code as a picture. */
export function comCodigo(pagamento: Pagamento): z.infer<typeof ComCodigoDto> {
  const { pixCopiaECola = null, expiraEm = null } = pagamento.cobranca ?? {};
  const qrCode = pixCopiaECola && `data:image/png;base64,${qrPng(pixCopiaECola).toString('base64')}`;
  return { pagamento: pagamentoDto(pagamento), qrCode, pixCopiaECola, expiraEm };
}

/** A pagamento for who waits before the QR code: a code that can no longer be paid is not drawn again. */
export const aoVivo = (pagamento: Pagamento): z.infer<typeof ComCodigoDto> =>
  pagamento.estado === 'PENDENTE'
    ? comCodigo(pagamento)
    : { pagamento: pagamentoDto(pagamento), qrCode: null, pixCopiaECola: null, expiraEm: null };
