import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { type Delivery, receipt } from '@foodious/messaging/consumer.ts';
import { noteOf } from '@foodious/messaging/trail.ts';
import type { Estado, Pagamento } from '../domain/pagamento.ts';
import type { PagamentoNote } from '../ports.ts';

/** A message was handled now. */
export const recebida = (delivery: Delivery): PagamentoNote => noteOf(delivery, ...receipt(delivery, true));

/** A message came whose work had been done before. */
export const repetida = (delivery: Delivery): PagamentoNote => noteOf(delivery, ...receipt(delivery, false));

/** A pagamento was asked for. */
export const criado = (context: Context, { pedidoId, estado, tentativa }: Pagamento): PagamentoNote =>
  noteOf(context, 'estado', aboutPedido(pedidoId), { de: null, para: estado, tentativa });

/** A pagamento has moved on from where it stood. */
export const mudou = (
  context: Context,
  de: Estado,
  { pedidoId, estado, tentativa, motivo }: Pagamento,
): PagamentoNote => noteOf(context, 'estado', aboutPedido(pedidoId), { de, para: estado, tentativa, motivo });

/** The provider was asked something: what it answered, or the kind of error it was. */
export const chamado = (context: Context, pedidoId: number, dados: TrailOf<'pagamento'>['provedor']): PagamentoNote =>
  noteOf(context, 'provedor', aboutPedido(pedidoId), dados);
