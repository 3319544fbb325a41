import type { Subject } from '@foodious/kernel/subject.ts';

/** A pedido, as what a message, an entry of the trail, a stream or a log line is about. */
export const aboutPedido = (id: number): Subject & { readonly kind: 'pedido' } => ({ kind: 'pedido', id });
