import { type QueueName, queueNames, queues, senderOf, sendersOf } from '@foodious/contracts/resources.ts';
import { parties } from '@foodious/contracts/services.ts';
import { FilasDto } from '@foodious/operation/dto.ts';
import type { z } from 'zod';
import type { Upstreams } from '../ports.ts';
import { askAll } from './ask-all.ts';

/** What one service counts of a queue, or of the dead letters behind it. */
type Contada = z.infer<typeof FilasDto>['mortas'][number];
type Viva = z.infer<typeof FilasDto>['filas'][number];

/**
 * Every queue, with what waits as its senders count it and what died as its reader does; null where who knows is away. What
 * was refused, each of its senders keeps.
 */
export async function contarFilas(upstreams: Upstreams, authorization: string | undefined) {
  const { answers, faltam } = await askAll(upstreams, parties, (name) => `/v2/filas/${name}`, FilasDto, authorization);
  const vivas = answers.flatMap((answer) => answer.filas);
  const mortas = answers.flatMap((answer) => answer.mortas);
  const filas = queueNames.map((name) => ({
    fila: name,
    de: senderOf(name),
    para: queues[name].to,
    ...contagem(vivas, name),
    mortas: contagem(mortas, name),
    recusadas: recusadas(vivas, name),
  }));
  return { filas, faltam };
}

function contagem(contadas: readonly Contada[], name: QueueName) {
  const daFila = contadas.filter(({ fila }) => fila === name);
  const [contada] = daFila;
  // Each sender takes all that waits for its own: the oldest is not older than the youngest of what they say.
  const [maisAntigaEm = null] = daFila
    .flatMap((cada) => cada.maisAntigaEm ?? [])
    .toSorted((a, b) => b.localeCompare(a));
  return { esperando: contada?.esperando ?? null, emVoo: contada?.emVoo ?? null, maisAntigaEm };
}

function recusadas(vivas: readonly Viva[], name: QueueName): number | null {
  const contaram = vivas.filter(({ fila }) => fila === name);
  return contaram.length < sendersOf(name).length
    ? null
    : contaram.reduce((soma, { recusadas }) => soma + recusadas, 0);
}
