import { escreverCarta } from '@foodious/kernel/carta.ts';
import { AVISOS, type Aviso, type Meio, type TipoEmail } from '@foodious/kernel/estados.ts';
import { brl } from '@foodious/kernel/money.ts';

/** An e-mail to send, by ids: the address is looked up when it leaves, so that an erased cliente is written to no more. */
export type NovoEmail =
  | {
      tipo: Aviso;
      pedidoId: number;
      clienteId: number;
      totalCentavos: number | null;
      meio?: Meio;
      inteiro?: boolean;
    }
  | { tipo: 'lgpd-protocolo'; para: string; protocolo: string }
  /** `clienteId` null: whom nobody knows is written to as well, as far as the table, and nobody can tell by the time it takes. */
  | { tipo: 'codigo'; clienteId: number | null; para: string | null; codigo: string; ate: number }
  | { tipo: 'email-alterado'; clienteId: number; para: string };

/**
 * What an e-mail tells beyond its pedido, as it was when it was written; it is forgotten once it was sent. `inteiro`: with this
 * refund all that was paid went back. `ate` is how long it makes sense to send it, epoch milliseconds.
 */
export type DadosEmail = {
  totalCentavos?: number | null;
  meio?: Meio;
  inteiro?: boolean;
  protocolo?: string;
  codigo?: string;
  ate?: number;
};

/** What an e-mail may tell. `nome` is a first name; money in centavos. Never a CPF. */
export type Assunto = {
  nome: string;
  pedidoId: number | null;
  senha: number | null;
  lanchonete: string;
  /** The page where clientes see and change what is kept of them. */
  meusDados: string;
} & DadosEmail;

/** Whether it only tells of a pedido: what people asked for, or must know, is none. */
export const ehAviso = (tipo: TipoEmail): tipo is Aviso => AVISOS.some((aviso) => aviso === tipo);

type Texto = { assunto: string; paragrafos: string[] };

const textos: Record<TipoEmail, (a: Assunto) => Texto> = {
  'pagamento-confirmado': ({ pedidoId, senha, totalCentavos }) => ({
    assunto: `Pagamento confirmado: sua senha é ${senha}`,
    paragrafos: [
      `Recebemos o pagamento de ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} e ele já foi para a cozinha.`,
      `Sua senha é ${senha}. Acompanhe pelo painel: avisamos quando estiver pronto.`,
    ],
  }),
  'pagamento-rejeitado': ({ pedidoId, totalCentavos, meio }) =>
    meio === 'balcao'
      ? {
          assunto: 'Seu pedido não foi pago no balcão: você pode tentar de novo',
          paragrafos: [
            `O pagamento de ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} no balcão não aconteceu, e nada foi cobrado.`,
            'Seu pedido continua guardado. Volte ao totem, ajuste os itens se quiser e escolha de novo como pagar.',
          ],
        }
      : {
          assunto: 'Pagamento não aprovado: você pode tentar de novo',
          paragrafos: [
            `O pagamento de ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} não foi aprovado, e nada foi cobrado.`,
            'Seu pedido continua guardado. Volte ao totem, ajuste os itens se quiser e gere um novo QR Code Pix.',
          ],
        },
  'pedido-pronto': ({ pedidoId, senha }) => ({
    assunto: `Seu pedido está pronto: senha ${senha}`,
    paragrafos: [`O pedido ${pedidoId} está pronto. Retire no balcão com a senha ${senha}. Bom apetite!`],
  }),
  'pedido-cancelado': ({ pedidoId, meio }) => ({
    assunto: `Pedido ${pedidoId} cancelado`,
    paragrafos: [
      `O pedido ${pedidoId} foi cancelado. O que tiver sido pago será devolvido ${meio === 'balcao' ? 'no balcão' : 'pela mesma conta Pix'}.`,
    ],
  }),
  'pagamento-estornado': ({ pedidoId, totalCentavos, meio, inteiro }) => ({
    assunto: `Devolvemos ${brl(totalCentavos ?? 0)}`,
    paragrafos: [
      `Devolvemos ${brl(totalCentavos ?? 0)} do pedido ${pedidoId} ${
        meio === 'balcao'
          ? 'no balcão, em dinheiro ou no cartão que pagou.'
          : 'para a conta que pagou o Pix. O banco pode levar alguns minutos para mostrar.'
      }`,
      ...(inteiro === undefined
        ? [] // written before money went back in parts
        : [inteiro ? 'Com isso, tudo o que foi pago foi devolvido.' : 'É uma parte do que foi pago.']),
    ],
  }),
  'lgpd-protocolo': ({ protocolo }) => ({
    assunto: 'Seus dados foram apagados',
    paragrafos: [
      `Apagamos seus dados pessoais. O protocolo é ${protocolo}.`,
      'Os pedidos e pagamentos ficam guardados por obrigação fiscal, sem nada que leve a você.',
    ],
  }),
  codigo: ({ codigo }) => ({
    assunto: 'Seu código de acesso',
    paragrafos: [
      `Seu código é ${codigo}. Ele vale por 10 minutos, uma vez só.`,
      'Digite-o na página em que o pediu, e não o diga a ninguém: nós nunca perguntamos por ele.',
      'Se você não pediu um código, não faça nada: sem ele ninguém entra.',
    ],
  }),
  'email-alterado': () => ({
    assunto: 'O e-mail do seu cadastro mudou',
    paragrafos: [
      'A partir de agora escrevemos para o novo endereço, confirmado por um código enviado a ele.',
      'Se não foi você, avise o restaurante.',
    ],
  }),
};

/** Writes an e-mail in pt-BR, as text and as HTML. */
export function compor(tipo: TipoEmail, a: Assunto): { subject: string; text: string; html: string } {
  const protocolo = tipo === 'lgpd-protocolo';
  return escreverCarta({
    ...textos[tipo](a),
    saudacao: a.nome ? `Olá, ${a.nome}!` : 'Olá!',
    caminho: {
      texto: protocolo ? 'Consulte o protocolo:' : 'Seus dados e pedidos:',
      endereco: protocolo ? `${a.meusDados}#protocolo=${a.protocolo}` : a.meusDados,
    },
    assinatura: a.lanchonete,
  });
}
