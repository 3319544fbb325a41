import type { EstadoPedido } from '@foodious/kernel/estados.ts';

const DEVOLVE = 'o que foi pago é devolvido inteiro';
const AVISA = 'se o cliente se identificou, ele recebe um e-mail';

/** Whether a pedido was paid, so that its cancellation gives money back. */
export const foiPago = (estado: EstadoPedido): boolean => ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'].includes(estado);

/** What a cancellation does, told before it is done; null where a pedido can no longer be cancelled. */
export function oQueAcontece(estado: EstadoPedido): string | null {
  switch (estado) {
    case 'RECEBIDO':
      return `O pedido já foi pago: ${DEVOLVE}, a comanda sai da cozinha e, ${AVISA}.`;
    case 'EM_PREPARACAO':
      return `A cozinha já está preparando este pedido e é avisada na hora para parar: ${DEVOLVE} e, ${AVISA}.`;
    case 'PRONTO':
      return `O pedido já está pronto: a senha sai do painel, a cozinha é avisada para não entregar, ${DEVOLVE} e, ${AVISA}.`;
    case 'CHECKOUT':
      return 'O pagamento ainda não foi feito: a cobrança é cancelada. Se o dinheiro chegar nesse meio-tempo, é devolvido.';
    case 'PAGAMENTO_PENDENTE':
      return 'Nada foi pago: o pedido só deixa de valer.';
    default:
      return null;
  }
}
