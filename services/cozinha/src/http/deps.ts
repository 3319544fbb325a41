import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { Kysely } from 'kysely';
import type { CozinhaInTransaction, Database } from '../db/schema.ts';

/** What the routes are given. */
export type Deps = { db: Kysely<Database>; inTransaction: CozinhaInTransaction; streams: Streams<TrailOf<'cozinha'>> };
