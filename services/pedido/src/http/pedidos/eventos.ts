import type { Topic } from '@foodious/messaging/streams.ts';
import { iso } from '../../domain/instante.ts';
import { EstadoPedido, type MudouDeEstado } from '../../domain/pedido.ts';

/** What the cliente who follows a pedido is told. */
export const eventosDoPedido: Topic = {
  name: 'pedido',
  project({ tipo, em, dados }) {
    if (tipo !== 'estado') return undefined;
    const { para: estado, senha } = dados as MudouDeEstado;
    return {
      event: 'estado',
      data: { estado, estadoPedido: EstadoPedido[estado], senha, em: iso(em) },
    };
  },
};
