import type { Delivery } from '@foodious/messaging/consumer.ts';
import { inboxRepeats } from '@foodious/messaging/metrics.ts';
import type { PagamentoStore } from '../ports.ts';
import { repetida } from './notas.ts';

/** Passes over a message whose work is done already. */
export async function passarRepetida(store: Pick<PagamentoStore, 'trail'>, delivery: Delivery): Promise<void> {
  inboxRepeats.inc({ service: delivery.service, queue: delivery.queue });
  await store.trail.append([repetida(delivery)]);
}
