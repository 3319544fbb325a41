import type { EstadoPedido } from '@foodious/kernel/estados.ts';

/** What a cancellation does, told before it is done; null where a pedido can no longer be cancelled. */
export function oQueAcontece(estado: EstadoPedido): string | null {
  switch (estado) {
    case 'RECEBIDO':
      return 'O pedido já foi pago: o Pix é devolvido inteiro, a comanda sai da cozinha e, se o cliente se identificou, ele recebe um e-mail.';
    case 'CHECKOUT':
      return 'O pagamento ainda não foi feito: a cobrança é cancelada. Se o Pix chegar nesse meio-tempo, é devolvido.';
    case 'PAGAMENTO_PENDENTE':
      return 'Nada foi pago: o pedido só deixa de valer.';
    default:
      return null;
  }
}
