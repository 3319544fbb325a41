import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { PagamentoStore, Provedores, Simulador } from './ports.ts';
import type { Livros } from './use-cases/balcao/caixa.ts';

/** What the routes are given. */
export type Deps = {
  store: PagamentoStore;
  provedores: Provedores;
  simulador: Simulador;
  livros: Livros;
  streams: Streams<TrailOf<'pagamento'>>;
};
