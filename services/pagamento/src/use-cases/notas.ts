import type { Context } from '@foodious/kernel/context.ts';
import { type Delivery, receipt } from '@foodious/messaging/consumer.ts';
import { type Note, noteOf } from '@foodious/messaging/trail.ts';
import type { Estado, Pagamento } from '../domain/pagamento.ts';

/** A message was handled now. */
export const recebida = (delivery: Delivery): Note => noteOf(delivery, ...receipt(delivery, true));

/** A message came whose work had been done before. */
export const repetida = (delivery: Delivery): Note => noteOf(delivery, ...receipt(delivery, false));

/** A pagamento was asked for. */
export const criado = (context: Context, { pedidoId, estado, tentativa }: Pagamento): Note =>
  noteOf(context, 'estado', pedidoId, { de: null, para: estado, tentativa });

/** A pagamento has moved on from where it stood. */
export const mudou = (context: Context, de: Estado, { pedidoId, estado, tentativa, motivo }: Pagamento): Note =>
  noteOf(context, 'estado', pedidoId, { de, para: estado, tentativa, motivo });

/** The provider was asked something: what it answered, or the kind of error it was. */
export const chamado = (
  context: Context,
  pedidoId: number,
  dados: { chamada: string; resultado: string; duracaoMs: number },
): Note => noteOf(context, 'provedor', pedidoId, dados);
