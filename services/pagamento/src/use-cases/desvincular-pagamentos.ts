import { type Data, stamp } from '@foodious/contracts/messages.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { type DeadCare, redactDead, without } from '@foodious/messaging/forget.ts';
import type { Messaging } from '@foodious/messaging/messaging.ts';
import type { PagamentoStore } from '../ports.ts';
import { recebida } from './notas.ts';

/** How long a checkout that is on its way is waited for, in milliseconds. */
const PACIENCIA_MS = 24 * 60 * 60 * 1000;

const semPessoa = without(['dono', 'clienteId'], null);

/**
 * Somebody was erased: their pagamentos stay, without whose they were, and that is told. Repeatable: it is done and told again
 * until the message is gone, and needs no inbox. Throws Unavailable while the checkout of one is still on its way here.
 */
export async function desvincularPagamentos(
  store: PagamentoStore,
  { answer, care }: Pick<Messaging, 'answer'> & { care: DeadCare },
  delivery: Delivery,
  { protocolo, mordida, pedidos }: Data<'lgpd-desvincular-pagamento'>,
): Promise<void> {
  const grupos = new Set(pedidos.map(({ id }) => String(id)));
  const mortas = grupos.size > 0 ? await redactDead(care, 'solicitar-pagamento-req', grupos, semPessoa) : grupos;
  const achadas = new Set(await store.unlink(pedidos.map(({ id }) => id)));
  const aCaminho = pedidos.some(
    ({ id, transacaoId }) => transacaoId !== null && !achadas.has(transacaoId) && !mortas.has(String(id)),
  );
  if (aCaminho && delivery.waitedMs < PACIENCIA_MS) throw new Unavailable('a checkout of who was erased is on its way');
  await store.scrub();
  const feita = { protocolo, mordida, parte: 'pagamento', contagem: achadas.size } as const;
  await answer(stamp('lgpd-parte-apagada', { group: protocolo }, feita, delivery));
  await store.trail.append([recebida(delivery)]);
}
