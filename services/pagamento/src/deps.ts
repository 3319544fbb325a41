import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { PagamentoStore, Provedores, Simulador } from './ports.ts';

/** What the routes are given. */
export type Deps = {
  store: PagamentoStore;
  provedores: Provedores;
  simulador: Simulador;
  streams: Streams<TrailOf<'pagamento'>>;
};
