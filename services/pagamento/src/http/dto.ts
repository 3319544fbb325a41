import type { EventsOf, PagamentoComCodigo, Pagamento as PagamentoNaApi } from '@foodious/contracts/events.ts';
import {
  CAUSAS_DE_ESTORNO,
  ESTADOS_DO_ESTORNO,
  EstadoPagamento,
  FORMAS_DO_BALCAO,
  MEIOS,
  MOTIVOS,
  nomes,
} from '@foodious/kernel/estados.ts';
import { reais } from '@foodious/kernel/money.ts';
import { qrPng } from '@foodious/pix/qr.ts';
import { z } from 'zod';
import { CONTAS, type Conta, FATOS_DO_LIVRO, saldos } from '../domain/livro.ts';
import { estornadoDe, type Pagamento } from '../domain/pagamento.ts';

/** A pagamento as v1 tells it. */
export const pagamentoDto = (pagamento: Pagamento): z.infer<typeof PagamentoNaApi> => ({
  id: pagamento.transacaoId,
  pedidoId: pagamento.pedidoId,
  transacaoId: pagamento.transacaoId,
  estadoPagamento: EstadoPagamento[pagamento.estado],
  total: reais(pagamento.totalCentavos),
  dataHoraPagamento: pagamento.pagoEm,
});

/** Whether the code of a pagamento may still be paid. */
const seAindaSePaga = ({ estado, cobranca }: Pagamento, agora: Date) =>
  estado === 'PENDENTE' && cobranca && Date.parse(cobranca.expiraEm) > agora.getTime() ? cobranca : null;

/** A pagamento as v1 tells it, with its Pix code, and the code as a picture: empty texts once nobody is to pay it any more. */
export function comCodigo(pagamento: Pagamento, agora: Date): z.infer<typeof PagamentoComCodigo> {
  const cobranca = seAindaSePaga(pagamento, agora);
  const codigo = cobranca ? codigoDe(cobranca.pixCopiaECola) : { qrCode: '', pixCopiaECola: '' };
  return { pagamento: pagamentoDto(pagamento), ...codigo, expiraEm: cobranca?.expiraEm ?? null };
}

/** A pagamento for who waits before the QR code: null in the place of a code that can no longer be paid. */
export function aoVivo(pagamento: Pagamento, agora: Date): EventsOf<'pagamento'>['pagamento'] {
  const cobranca = seAindaSePaga(pagamento, agora);
  return {
    pagamento: pagamentoDto(pagamento),
    ...codigoDe(cobranca?.pixCopiaECola ?? null),
    expiraEm: cobranca?.expiraEm ?? null,
    motivo: pagamento.motivo,
  };
}

const codigoDe = (pixCopiaECola: string | null) => ({
  qrCode: pixCopiaECola && `data:image/png;base64,${qrPng(pixCopiaECola).toString('base64')}`,
  pixCopiaECola,
});

const instante = z.iso.datetime();
const dinheiro = z.number().describe('Reais, duas casas');

/** All that is known of the money of a pedido, for the gerência. */
export const PagamentosDoPedido = z
  .object({
    pedidoId: z.int(),
    pagamentos: z
      .array(
        z.object({
          transacaoId: z.string(),
          tentativa: z.int().describe('0: cancelado antes de ser cobrado'),
          meio: z.enum(MEIOS),
          forma: z.enum(FORMAS_DO_BALCAO).nullable().describe('Como se pagou no balcão'),
          estado: z.enum(nomes(EstadoPagamento)),
          motivo: z.enum(MOTIVOS).nullable().describe('Por que foi rejeitado'),
          total: dinheiro,
          estornado: dinheiro,
          taxa: dinheiro.describe('O que o provedor fica para si'),
          criadoEm: instante,
          pagoEm: instante.nullable(),
          expiraEm: instante.nullable(),
          cobrancaId: z.string().nullable().describe('O id da cobrança no provedor'),
          estornos: z.array(
            z.object({
              id: z.string(),
              valor: dinheiro,
              causa: z.enum(CAUSAS_DE_ESTORNO),
              estado: z.enum(ESTADOS_DO_ESTORNO),
              pedidoEm: instante,
              feitoEm: instante.nullable(),
              tentativas: z.int().describe('Quantas vezes o provedor não o fez'),
              proximaEm: instante.nullable().describe('Quando se pede de novo'),
              erro: z.string().nullable().describe('O que o provedor disse por último: um código'),
            }),
          ),
          livro: z.array(
            z.object({
              em: instante,
              fato: z.enum(FATOS_DO_LIVRO),
              debito: z.enum(CONTAS),
              credito: z.enum(CONTAS),
              valor: dinheiro,
            }),
          ),
        }),
      )
      .describe('A última tentativa primeiro'),
    saldos: z.record(z.enum(CONTAS), dinheiro).describe('De cada conta, o que se debitou menos o que se creditou'),
  })
  .meta({ id: 'PagamentosDoPedido' });

export const pagamentosDoPedido = (
  pedidoId: number,
  pagamentos: readonly Pagamento[],
): z.infer<typeof PagamentosDoPedido> => ({
  pedidoId,
  pagamentos: pagamentos.map((pagamento) => {
    const { transacaoId, tentativa, meio, forma, estado, motivo, criadoEm, pagoEm, cobranca, livro } = pagamento;
    return {
      transacaoId,
      tentativa,
      meio,
      forma,
      estado,
      motivo,
      total: reais(pagamento.totalCentavos),
      estornado: reais(estornadoDe(pagamento)),
      taxa: reais(saldos(livro).taxa),
      criadoEm,
      pagoEm,
      expiraEm: cobranca?.expiraEm ?? null,
      cobrancaId: cobranca?.id ?? null,
      estornos: pagamento.estornos.map(({ centavos, noProvedor: _, ...estorno }) => ({
        ...estorno,
        valor: reais(centavos),
      })),
      livro: livro.map(({ em, fato, debito, credito, centavos }) => ({
        em,
        fato,
        debito,
        credito,
        valor: reais(centavos),
      })),
    };
  }),
  saldos: Object.fromEntries(
    Object.entries(saldos(pagamentos.flatMap(({ livro }) => livro))).map(([conta, saldo]) => [conta, reais(saldo)]),
  ) as Record<Conta, number>,
});
