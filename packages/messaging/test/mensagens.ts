import { randomUUID } from 'node:crypto';
import { type Outgoing, type QueueName, stamp } from '@foodious/contracts/messages.ts';
import { newStory } from '@foodious/kernel/context.ts';

export const FILA: QueueName = 'preparacao-pedido-res';

/** A message about a pedido, of a story of its own. */
export const umaMensagem = ({ pedidoId = 1, contexto = newStory(randomUUID(), new Date(), 'teste') } = {}): Outgoing =>
  stamp('preparo-mudou', { pedidoId }, { estado: 'PRONTO', movimentos: 0 }, contexto);

export const idsDe = (messages: readonly Outgoing[]): string[] => messages.map(({ envelope }) => envelope.id);
