import type { CausaDeEstorno, EstadoDoEstorno, FormaDoBalcao, Meio, Motivo } from '@foodious/kernel/estados.ts';
import { dinheiro } from '../../../../ui/format.ts';
import type { Tom } from '../../../../ui/palavras.ts';
import type { EstornoDoPagamento, Lancamento, Pagamento } from './api.ts';

/** Why a payment was not made, as people say it. */
export const motivos: Readonly<Record<string, string>> = {
  recusado: 'recusado pelo banco',
  expirado: 'o prazo acabou',
  cancelado: 'cobrança cancelada',
} satisfies Record<Motivo, string>;

const meios: Readonly<Record<Meio, string>> = { pix: 'Pix', balcao: 'No balcão' };
const formas: Readonly<Record<FormaDoBalcao, string>> = { dinheiro: 'em dinheiro', cartao: 'no cartão' };

/** By which it is, or was, to be paid: `Pix`, `No balcão, em dinheiro`. */
export const comoSePaga = ({ meio, forma }: Pick<Pagamento, 'meio' | 'forma'>): string =>
  [meios[meio] ?? meio, forma && (formas[forma] ?? forma)].filter(Boolean).join(', ');

/** How money goes back to who paid so. */
export const comoVolta = ({ meio, forma }: Pick<Pagamento, 'meio' | 'forma'>): string =>
  meio === 'pix'
    ? 'volta por Pix, para a conta de quem pagou'
    : forma === 'cartao'
      ? 'é estornado na maquininha, no balcão'
      : 'é entregue em dinheiro, no balcão';

/** Why money goes back, as people say it. */
export const causas: Readonly<Record<string, string>> = {
  cancelamento: 'o pedido foi cancelado',
  gerencia: 'pedida pela gerência',
  tardio: 'o pagamento chegou tarde demais',
  conciliacao: 'pedida na conciliação',
  provedor: 'feita direto no banco',
} satisfies Record<CausaDeEstorno, string>;

/** Where a refund stands. */
export const estadosDoEstorno: Readonly<Record<EstadoDoEstorno, { nome: string; tom: Tom }>> = {
  PEDIDO: { nome: 'A caminho', tom: 'espera' },
  FEITO: { nome: 'Devolvido', tom: 'bom' },
  RECUSADO: { nome: 'Recusado', tom: 'mau' },
};

const erros: Readonly<Record<string, string>> = {
  saldo: 'a conta da lanchonete não tinha saldo',
  prazo: 'passou do prazo em que o banco devolve',
  valor: 'o banco não aceitou o valor',
  estado: 'o banco diz que não há o que devolver neste pagamento',
  pendente: 'o banco aceitou, e ainda não terminou',
  'fora-do-ar': 'o banco não respondeu',
  outro: 'o banco não disse por quê',
};

/** Why a refund has not been done yet, or never will be; null where there is nothing to say. */
export const dizerErroDoEstorno = ({ erro }: Pick<EstornoDoPagamento, 'erro'>): string | null =>
  erro === null ? null : Object.hasOwn(erros, erro) ? (erros[erro] ?? erro) : 'o banco não respondeu como se espera';

const contas: Readonly<Record<string, string>> = {
  'a-receber': 'a receber',
  provedor: 'na conta do banco',
  caixa: 'na gaveta',
  maquininha: 'na maquininha',
  taxa: 'tarifas',
  venda: 'vendas',
  'a-devolver': 'a devolver',
};

/** An account of the ledger, as people say it. */
const dizerConta = (conta: string): string => contas[conta] ?? conta;

/** A line of the ledger in plain words, and what it does to what the house has: more, less, or nothing yet. */
export function dizerLancamento({ fato, debito, credito }: Lancamento): { frase: string; sinal: '+' | '−' | '' } {
  switch (fato) {
    case 'cobrado':
      return { frase: 'Cobrado do cliente', sinal: '' };
    case 'baixado':
      return { frase: 'Cobrança encerrada sem pagamento', sinal: '' };
    case 'recebido':
      return { frase: `Recebido, ${dizerConta(debito)}`, sinal: '+' };
    case 'troco':
      return { frase: 'Troco para o cliente', sinal: '−' };
    case 'taxa':
      return { frase: 'Tarifa que o banco ficou', sinal: '−' };
    case 'estorno-pedido':
      return { frase: 'Devolução pedida', sinal: '' };
    case 'estornado':
      return { frase: `Devolvido ao cliente, do que estava ${dizerConta(credito)}`, sinal: '−' };
    case 'estorno-recusado':
      return { frase: 'Devolução recusada: o valor continua com a lanchonete', sinal: '' };
    default:
      return { frase: `${fato}: de ${dizerConta(credito)} para ${dizerConta(debito)}`, sinal: '' };
  }
}

/** Where the money of a pedido is, by the balances of its accounts: `R$ 15,00` `na conta do banco`, `R$ 5,00` `a devolver`. */
export function ondeEsta(saldos: Readonly<Record<string, number>>): { valor: string; onde: string }[] {
  const lugares: [conta: string, sinal: 1 | -1][] = [
    ['provedor', 1],
    ['caixa', 1],
    ['maquininha', 1],
    ['a-receber', 1],
    ['a-devolver', -1],
  ];
  return lugares.flatMap(([conta, sinal]) => {
    const valor = (saldos[conta] ?? 0) * sinal;
    const onde = dizerConta(conta);
    // What a fee took is not there to go back: it came out of other money.
    return valor === 0 ? [] : [{ valor: dinheiro(Math.abs(valor)), onde: valor < 0 ? `a menos ${onde}` : onde }];
  });
}
