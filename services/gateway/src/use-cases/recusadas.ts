import { type QueueName, sendersOf } from '@foodious/contracts/resources.ts';
import type { Party } from '@foodious/contracts/services.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { RecusadaDto } from '@foodious/operation/dto.ts';
import { z } from 'zod';
import type { Upstreams } from '../ports.ts';
import { askAll } from './ask-all.ts';

type Recusada = z.infer<typeof RecusadaDto>;
const Recusadas = z.object({ recusadas: z.array(RecusadaDto) });

/**
 * What a queue refused for good, of all who write it, the oldest first, each with who keeps it.
 * Throws Unavailable while one of them does not answer.
 */
export async function recusadasDe(
  upstreams: Upstreams,
  fila: QueueName,
  authorization: string | undefined,
): Promise<(Recusada & { quem: Party })[]> {
  const caminho = () => `/v2/gerencia/filas/${fila}/recusadas`;
  const guardam = sendersOf(fila).map(async (quem) => {
    const { answers, faltam } = await askAll(upstreams, [quem], caminho, Recusadas, authorization);
    if (faltam.length > 0) throw new Unavailable(`${quem} does not answer`);
    return answers.flatMap(({ recusadas }) => recusadas.map((recusada) => ({ ...recusada, quem })));
  });
  // Version 7 ids: in their order the messages were made.
  return (await Promise.all(guardam)).flat().sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Who keeps a message its queue refused. Throws Refusal `not-found`, or Unavailable while one who may does not answer. */
export async function quemGuarda(
  upstreams: Upstreams,
  fila: QueueName,
  id: string | null,
  authorization: string | undefined,
): Promise<Party> {
  const [so, ...outros] = sendersOf(fila);
  if (so && outros.length === 0) return so; // it answers for itself
  const guardada = (await recusadasDe(upstreams, fila, authorization)).find((recusada) => recusada.id === id);
  if (!guardada) throw new Refusal('not-found', `Mensagem recusada não encontrada: ${id}`, { campo: 'id' });
  return guardada.quem;
}
