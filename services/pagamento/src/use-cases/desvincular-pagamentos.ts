import { type Data, stamp } from '@foodious/contracts/messages.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { type DeadCare, redactDead, without } from '@foodious/messaging/forget.ts';
import type { Messaging } from '@foodious/messaging/messaging.ts';
import type { Divergencia, DivergenciaStore, PagamentoStore } from '../ports.ts';
import { MAIS_ABERTAS, mudarDivergencia } from './conciliar-dia.ts';
import { recebida } from './notas.ts';

/** How long a checkout that is on its way is waited for, in milliseconds. */
const PACIENCIA_MS = 24 * 60 * 60 * 1000;

const semPessoa = without(['dono', 'clienteId'], null);

/**
 * Somebody was erased: their pagamentos stay, without whose they were, and that is told. Repeatable: it is done and told again
 * until the message is gone, and needs no inbox. Throws Unavailable while the checkout of one is still on its way here.
 */
export async function desvincularPagamentos(
  store: PagamentoStore & { divergencias: DivergenciaStore },
  { answer, care }: Pick<Messaging, 'answer'> & { care: DeadCare },
  delivery: Delivery,
  { protocolo, mordida, pedidos }: Data<'lgpd-desvincular-pagamento'>,
): Promise<void> {
  const grupos = new Set(pedidos.map(({ id }) => String(id)));
  const mortas = grupos.size > 0 ? await redactDead(care, 'solicitar-pagamento-req', grupos, semPessoa) : grupos;
  const achadas = new Set(await store.unlink(pedidos.map(({ id }) => id)));
  for (const { id } of pedidos) await calarMotivos(store.divergencias, id);
  const aCaminho = pedidos.some(
    ({ id, transacaoId }) => transacaoId !== null && !achadas.has(transacaoId) && !mortas.has(String(id)),
  );
  if (aCaminho && delivery.waitedMs < PACIENCIA_MS) throw new Unavailable('a checkout of who was erased is on its way');
  await store.scrub();
  const feita = { protocolo, mordida, parte: 'pagamento', contagem: achadas.size } as const;
  await answer(stamp('lgpd-parte-apagada', { group: protocolo }, feita, delivery));
  await store.trail.append([recebida(delivery)]);
}

/** Why somebody repaired something may say whose it was: what is kept of a pedido's divergências is that they were repaired. */
async function calarMotivos(divergencias: DivergenciaStore, pedidoId: number): Promise<void> {
  const suas = await divergencias.list('pedido', { de: `${pedidoId}`, ate: `${pedidoId} `, limite: MAIS_ABERTAS });
  for (const { id } of suas.filter((each) => calada(each) !== each)) await mudarDivergencia(divergencias, id, calada);
}

const calada = (antes: Divergencia): Divergencia =>
  antes.motivo === null && (antes.emCurso?.motivo ?? null) === null
    ? antes
    : { ...antes, motivo: null, emCurso: antes.emCurso && { ...antes.emCurso, motivo: null } };
