import { type QueueName, queueNames, queues, senderOf } from '@foodious/contracts/resources.ts';
import { serviceNames } from '@foodious/contracts/services.ts';
import { FilasDto } from '@foodious/operation/dto.ts';
import type { z } from 'zod';
import type { Upstreams } from '../ports.ts';
import { askAll } from './ask-all.ts';

/** What one service counts of a queue, or of the dead letters behind it. */
type Contada = z.infer<typeof FilasDto>['mortas'][number];

/** Every queue, with what waits as its sender counts it and what died as its reader does; null where who knows is away. */
export async function contarFilas(upstreams: Upstreams, authorization: string | undefined) {
  const { answers, faltam } = await askAll(
    upstreams,
    serviceNames,
    (name) => `/v2/filas/${name}`,
    FilasDto,
    authorization,
  );
  const vivas = answers.flatMap((answer) => answer.filas);
  const mortas = answers.flatMap((answer) => answer.mortas);
  const filas = queueNames.map((name) => ({
    fila: name,
    de: senderOf(name),
    para: queues[name].to,
    ...contagem(vivas, name),
    mortas: contagem(mortas, name),
    recusadas: vivas.find(({ fila }) => fila === name)?.recusadas ?? null,
  }));
  return { filas, faltam };
}

function contagem(contadas: readonly Contada[], name: QueueName) {
  const contada = contadas.find(({ fila }) => fila === name);
  return {
    esperando: contada?.esperando ?? null,
    emVoo: contada?.emVoo ?? null,
    maisAntigaEm: contada?.maisAntigaEm ?? null,
  };
}
