import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { PagamentoStore, Provedores, Simulador } from './ports.ts';
import type { Livros } from './use-cases/balcao/caixa.ts';
import type { Reparos } from './use-cases/reparar-divergencia.ts';

/** What the routes are given. */
export type Deps = {
  store: PagamentoStore;
  provedores: Provedores;
  simulador: Simulador;
  conciliacao: Reparos;
  livros: Livros;
  streams: Streams<TrailOf<'pagamento'>>;
};
