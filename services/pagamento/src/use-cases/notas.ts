import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { type Delivery, receipt } from '@foodious/messaging/consumer.ts';
import { noteOf } from '@foodious/messaging/trail.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { PagamentoNote } from '../ports.ts';

/** A message was handled now. */
export const recebida = (delivery: Delivery): PagamentoNote => noteOf(delivery, ...receipt(delivery, true));

/** A message came whose work had been done before. */
export const repetida = (delivery: Delivery): PagamentoNote => noteOf(delivery, ...receipt(delivery, false));

/** A pagamento was asked for. */
export const criado = (context: Context, { pedidoId, estado, tentativa }: Pagamento): PagamentoNote =>
  noteOf(context, 'estado', aboutPedido(pedidoId), { de: null, para: estado, tentativa });

/** What of a pagamento is no longer as it was: its estado, and each of its refunds. */
export function mudancas(context: Context, antes: Pagamento, depois: Pagamento): PagamentoNote[] {
  const { pedidoId, estado: para, tentativa, motivo } = depois;
  const about = aboutPedido(pedidoId);
  const de = antes.estado;
  const notes: PagamentoNote[] = de === para ? [] : [noteOf(context, 'estado', about, { de, para, tentativa, motivo })];
  for (const { id: estornoId, estado, centavos, causa } of depois.estornos)
    if (antes.estornos.find(({ id }) => id === estornoId)?.estado !== estado)
      notes.push(noteOf(context, 'estorno', about, { estornoId, estado, centavos, causa }));
  return notes;
}

/** The provider was asked something: what it answered, or the kind of error it was. */
export const chamado = (context: Context, pedidoId: number, dados: TrailOf<'pagamento'>['provedor']): PagamentoNote =>
  noteOf(context, 'provedor', aboutPedido(pedidoId), dados);
