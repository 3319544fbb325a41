import type { InTransaction } from '@foodious/messaging/sql.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';

/** What the routes are given. */
export type Deps = { db: Kysely<Database>; inTransaction: InTransaction<Database>; streams: Streams };
