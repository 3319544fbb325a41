import { escreverCarta } from '@foodious/kernel/carta.ts';
import type { Aviso, TipoEmail } from '@foodious/kernel/estados.ts';
import { brl } from '@foodious/kernel/money.ts';

/** An e-mail to send, by ids: the address is looked up when it leaves, so that an erased cliente is written to no more. */
export type NovoEmail =
  | { tipo: Aviso; pedidoId: number; clienteId: number; totalCentavos: number | null }
  | { tipo: 'lgpd-protocolo'; para: string; protocolo: string };

/** What an e-mail tells beyond its pedido, as it was when it was written. */
export type DadosEmail = { totalCentavos?: number | null; protocolo?: string };

/** What an e-mail may tell. `nome` is a first name; money in centavos. Never a CPF. */
export type Assunto = {
  nome: string;
  pedidoId: number | null;
  senha: number | null;
  lanchonete: string;
} & DadosEmail;

type Texto = { assunto: string; paragrafos: string[] };

const textos: Record<TipoEmail, (a: Assunto) => Texto> = {
  'pagamento-confirmado': ({ pedidoId, senha, totalCentavos }) => ({
    assunto: `Pagamento confirmado: sua senha é ${senha}`,
    paragrafos: [
      `Recebemos o pagamento de ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} e ele já foi para a cozinha.`,
      `Sua senha é ${senha}. Acompanhe pelo painel: avisamos quando estiver pronto.`,
    ],
  }),
  'pagamento-rejeitado': ({ pedidoId, totalCentavos }) => ({
    assunto: 'Pagamento não aprovado: você pode tentar de novo',
    paragrafos: [
      `O pagamento de ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} não foi aprovado, e nada foi cobrado.`,
      'Seu pedido continua guardado. Volte ao totem, ajuste os itens se quiser e gere um novo QR Code Pix.',
    ],
  }),
  'pedido-pronto': ({ pedidoId, senha }) => ({
    assunto: `Seu pedido está pronto: senha ${senha}`,
    paragrafos: [`O pedido ${pedidoId} está pronto. Retire no balcão com a senha ${senha}. Bom apetite!`],
  }),
  'pedido-cancelado': ({ pedidoId }) => ({
    assunto: `Pedido ${pedidoId} cancelado`,
    paragrafos: [`O pedido ${pedidoId} foi cancelado. O que tiver sido pago será devolvido pela mesma conta Pix.`],
  }),
  'pagamento-estornado': ({ pedidoId, totalCentavos }) => ({
    assunto: `Devolvemos ${brl(totalCentavos ?? 0)}`,
    paragrafos: [
      `Devolvemos ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} para a conta que pagou o Pix. O banco pode levar alguns minutos para mostrar.`,
    ],
  }),
  'lgpd-protocolo': ({ protocolo }) => ({
    assunto: 'Seus dados foram apagados',
    paragrafos: [
      `Apagamos seus dados pessoais. O protocolo é ${protocolo}.`,
      'Os pedidos e pagamentos ficam guardados por obrigação fiscal, sem nada que leve a você.',
    ],
  }),
};

/** Writes an e-mail in pt-BR, as text and as HTML. */
export function compor(tipo: TipoEmail, a: Assunto): { subject: string; text: string; html: string } {
  const saudacao = a.nome ? `Olá, ${a.nome}!` : 'Olá!';
  return escreverCarta({ ...textos[tipo](a), saudacao, assinatura: a.lanchonete });
}
