import type { ServiceName } from './services.ts';
import type { soDaCasa, TrailOf } from './trail.ts';

/** What every step of a timeline says. Instants are ISO 8601, UTC. */
type Step = {
  em: string;
  instancia: string | null;
  /** Who acted: a role, a device or a service; never a person. */
  por: string;
  /** The request or message that made it happen. */
  causa: string;
  correlacao: string;
  fila: string | null;
  mensagemId: string | null;
  /** The type of the message it is about. */
  mensagem: string | null;
  duracaoMs: number | null;
};

/** A step as the gateway hands it on, whatever a service wrote. */
export type AnyPasso = Step & { servico: string; tipo: string; detalhes: Record<string, unknown> };

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
