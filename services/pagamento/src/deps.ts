import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Messaging } from '@foodious/messaging/messaging.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { Tratador } from './jobs/notificacoes.ts';
import type { NotificacaoStore, PagamentoStore, Provedores, Simulador } from './ports.ts';
import type { Livros } from './use-cases/balcao/caixa.ts';
import type { recebedor } from './use-cases/receber-notificacao.ts';
import type { Reparos } from './use-cases/reparar-divergencia.ts';

/** What the routes are given. */
export type Deps = {
  store: PagamentoStore & { notificacoes: NotificacaoStore };
  provedores: Provedores;
  conciliacao: Reparos;
  livros: Livros;
  /** Null where the money is real. */
  simulador: Simulador | null;
  recebedor: ReturnType<typeof recebedor>;
  tratador: Tratador;
  answer: Messaging['answer'];
  streams: Streams<TrailOf<'pagamento'>>;
};
