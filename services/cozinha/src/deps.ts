import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { CozinhaInTransaction, Reader } from './db/schema.ts';

/** What the routes are given. */
export type Deps = Reader & { inTransaction: CozinhaInTransaction; streams: Streams<TrailOf<'cozinha'>> };
