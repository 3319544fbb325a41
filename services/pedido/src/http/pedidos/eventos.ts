import type { EventsOf } from '@foodious/contracts/events.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { EstadoPedido } from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import type { Topic } from '@foodious/messaging/streams.ts';

/** What is told of one pedido, to the cliente who made it and to whoever follows it by its code. */
export const eventosDoPedido: Topic<TrailOf<'pedido'>, EventsOf<'pedido'> | EventsOf<'seguir'>> = {
  name: 'pedido',
  project({ tipo, em, dados }) {
    if (tipo !== 'estado') return undefined;
    const { para: estado, senha } = dados;
    return { event: 'estado', data: { estado, estadoPedido: EstadoPedido[estado], senha, em: iso(em) } };
  },
};
