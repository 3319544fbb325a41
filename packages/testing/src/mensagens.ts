import { randomUUID } from 'node:crypto';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import type { QueueName } from '@foodious/contracts/resources.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';

export const FILA: QueueName = 'preparacao-pedido-res';

/** A message about a pedido, of a story of its own. */
export const umaMensagem = ({ pedidoId = 1, contexto = newStory(randomUUID(), new Date(), 'teste') } = {}): Outgoing =>
  soUma(stamp('preparo-mudou', { pedidoId }, { estado: 'PRONTO', movimentos: 0 }, contexto));

/** The one message of a fact that has one receiver. */
export function soUma([message, ...others]: readonly Outgoing[]): Outgoing {
  if (!message || others.length > 0) throw new Error(`${others.length + 1} messages`);
  return message;
}

/** What the trail tells of a message that was handed to its queue at once. */
export const partida = ({ envelope: { id, tipo, ocorridoEm } }: Outgoing): MessagingTrail['mensagem-enviada'] => ({
  mensagemId: id,
  mensagem: tipo,
  ocorridoEm,
  esperaMs: 0,
});

export const idsDe = (messages: readonly Outgoing[]): string[] => messages.map(({ envelope }) => envelope.id);
