import { z } from 'zod';
import type { ServiceName } from './services.ts';
import type { soDaCasa, TrailOf } from './trail.ts';

/** A step as the gateway hands it on, whatever a service wrote. Instants are ISO 8601, UTC. */
export const PassoDto = z
  .object({
    em: z.iso.datetime(),
    servico: z.string(),
    instancia: z.string().nullable(),
    tipo: z.string(),
    // A role, a device or a service; never a person.
    por: z.string(),
    causa: z.string().describe('A requisição ou mensagem que fez acontecer'),
    correlacao: z.string().describe('A história, e o trace, de que faz parte'),
    fila: z.string().nullable(),
    mensagemId: z.string().nullable(),
    mensagem: z.string().nullable(),
    duracaoMs: z.number().nullable(),
    detalhes: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Passo' });
export type AnyPasso = z.infer<typeof PassoDto>;

/** What every step of a timeline says. */
type Step = Omit<AnyPasso, 'servico' | 'tipo' | 'detalhes'>;

/** What of an entry stands beside its details. */
type Beside = 'mensagemId' | 'mensagem' | 'duracaoMs';
/** What of an entry no timeline tells. */
type Hidden = (typeof soDaCasa)[ServiceName][number];
type Details<D> = D extends object ? Omit<D, Beside | Hidden> : never;

type Entries = {
  [S in ServiceName]: {
    [T in keyof TrailOf<S>]: Step & { servico: S; tipo: T; detalhes: Details<TrailOf<S>[T]> };
  }[keyof TrailOf<S>];
}[ServiceName];

/** A message that was committed and is not yet handed to its queue; the trail has no entry of it. */
type Waiting = Step & { servico: ServiceName; tipo: 'mensagem-aguardando'; detalhes: Record<string, never> };

/** A step of the story of a pedido across the services, as `/v2/pedido/:id/linha-do-tempo` tells it. */
export type Passo = Entries | Waiting;
