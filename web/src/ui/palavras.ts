import type { EstadoPagamento, EstadoPedido, RetornoDeEmail, TipoEmail } from '@foodious/kernel/estados.ts';

/** How what is said looks: neutral, well, badly, wanting care, still to come. */
export type Tom = 'neutro' | 'bom' | 'mau' | 'aviso' | 'espera';

type Dita = { nome: string; tom: Tom };

/** The states of a pedido, in the order of its life, as people say them. */
export const estados: Readonly<Record<EstadoPedido, Dita>> = {
  PAGAMENTO_PENDENTE: { nome: 'Pagamento pendente', tom: 'espera' },
  CHECKOUT: { nome: 'Pagando', tom: 'espera' },
  RECEBIDO: { nome: 'Recebido', tom: 'aviso' },
  EM_PREPARACAO: { nome: 'Em preparação', tom: 'aviso' },
  PRONTO: { nome: 'Pronto', tom: 'bom' },
  FINALIZADO: { nome: 'Finalizado', tom: 'neutro' },
  CANCELADO: { nome: 'Cancelado', tom: 'mau' },
};

/** The states of a pagamento, as people say them. */
export const estadosDoPagamento: Readonly<Record<EstadoPagamento, Dita>> = {
  PENDENTE: { nome: 'Pendente', tom: 'espera' },
  CONFIRMADO: { nome: 'Confirmado', tom: 'bom' },
  REJEITADO: { nome: 'Rejeitado', tom: 'mau' },
  ESTORNADO: { nome: 'Estornado', tom: 'aviso' },
};

/** How a state is said; one told by a service newer than this page, by its own name. */
export const doEstado = <E extends string>(tabela: Readonly<Record<E, Dita>>, estado: E): Dita =>
  Object.hasOwn(tabela, estado) ? tabela[estado] : { nome: estado, tom: 'neutro' };

const emails: Readonly<Record<string, string>> = {
  'pagamento-confirmado': 'Pagamento confirmado',
  'pagamento-rejeitado': 'Pagamento rejeitado',
  'pagamento-estornado': 'Pagamento estornado',
  'pedido-pronto': 'Pedido pronto',
  'pedido-cancelado': 'Pedido cancelado',
  'lgpd-protocolo': 'Protocolo da LGPD',
  codigo: 'Código de acesso',
  'email-alterado': 'E-mail alterado',
} satisfies Record<TipoEmail, string>;

/** What an e-mail is about. */
export const nomeDoEmail = (tipo: string): string => emails[tipo] ?? tipo;

/** What became of an e-mail once it had left. */
export const retornos: Readonly<Record<RetornoDeEmail, Dita>> = {
  atrasado: { nome: 'Atrasado', tom: 'espera' },
  'nao-entregue': { nome: 'Não entregue', tom: 'mau' },
  recusado: { nome: 'Recusado pelo correio', tom: 'mau' },
  devolvido: { nome: 'Devolvido', tom: 'mau' },
  denunciado: { nome: 'Marcado como spam', tom: 'mau' },
};

/** `3 pedidos`, `1 pedido`, `nenhum pedido`. */
export const quantos = (n: number, um: string, varios: string, nenhum = `0 ${varios}`): string =>
  n === 0 ? nenhum : n === 1 ? `1 ${um}` : `${n.toLocaleString('pt-BR')} ${varios}`;

/** What an erasure takes away between a person and so many pedidos, one or more. */
export const ligacao = (pedidos: number): string =>
  pedidos === 1
    ? 'a ligação com o pedido que fez'
    : `a ligação com os ${pedidos.toLocaleString('pt-BR')} pedidos que fez`;
