import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Kysely } from 'kysely';

/** The tables of the gateway: who may come in. Instants are epoch milliseconds, secrets are kept as hashes. */
export type Database = MessagingTables;

/** What a command works in: one transaction of the gateway. */
export type GatewayTx = Tx<Database, TrailOf<'gateway'>>;
export type GatewayInTransaction = InTransaction<Database, TrailOf<'gateway'>>;

/** What a query reads from: a transaction, or the gateway's own database outside of one. */
export type Reader = { db: Kysely<Database> };
