import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { PagamentoStore, Provedor } from './ports.ts';

/** What the routes are given. */
export type Deps = { store: PagamentoStore; provedor: Provedor; streams: Streams<TrailOf<'pagamento'>> };
