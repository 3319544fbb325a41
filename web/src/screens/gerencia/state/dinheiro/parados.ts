import type { Parado } from './api.ts';

type Dito = { nome: string; significa: string; acao: string; onde: string };

const tipos: Readonly<Record<string, (parado: Parado) => Dito>> = {
  'sem-pagamento': () => ({
    nome: 'O pagamento não começou',
    significa: 'O cliente quis pagar, e a cobrança não chegou a ser criada.',
    acao: 'Ver as filas',
    onde: '/filas/solicitar-pagamento-req',
  }),
  vencido: ({ pedidoId }) => ({
    nome: 'O prazo de pagar acabou',
    significa: 'A cobrança já devia ter sido encerrada no banco, e continua aberta.',
    acao: 'Ver o pagamento',
    onde: `/pedidos/${pedidoId}`,
  }),
  'fora-da-cozinha': () => ({
    nome: 'Pago, e não está na cozinha',
    significa: 'O cliente pagou e espera, mas a cozinha ainda não viu a comanda.',
    acao: 'Ver as filas',
    onde: '/filas/preparacao-pedido-req',
  }),
  'pronto-ha-muito': ({ pedidoId }) => ({
    nome: 'Pronto, e ninguém buscou',
    significa: 'Chame a senha de novo. Se ninguém vier, cancele o pedido, ou devolva o dinheiro.',
    acao: 'Abrir o pedido',
    onde: `/pedidos/${pedidoId}`,
  }),
};

/** Why a pedido is stuck, what that means, and where something can be done about it. */
export const dizerParado = (parado: Parado): Dito =>
  (Object.hasOwn(tipos, parado.tipo) ? tipos[parado.tipo]?.(parado) : undefined) ?? {
    nome: parado.tipo,
    significa: 'Está parado há mais tempo do que devia.',
    acao: 'Abrir o pedido',
    onde: `/pedidos/${parado.pedidoId}`,
  };
