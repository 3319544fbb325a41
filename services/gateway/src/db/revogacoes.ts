import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Tokens made before `desde` (epoch milliseconds) that stand on `base` are refused; said at the instant `em`. */
export type Revogacao = { base: string; desde: number; em: number };

/** How long a revocation is kept: longer than any token lives that it is about, and than clocks disagree. */
export const GUARDADA_MS = 60 * 60 * 1000;

/** All that still matter are read each time: ids of transactions that committed late would be missed by whoever counts on. */
export const revogadas = (db: Kysely<Database>) => ({
  async insert(revogacao: Revogacao): Promise<void> {
    await db.insertInto('revogacao').values(revogacao).execute();
  },
  list: (): Promise<Revogacao[]> => db.selectFrom('revogacao').select(['base', 'desde', 'em']).execute(),
});

/** Forgets the revocations of tokens that have ended by themselves. */
export const pruneRevogacoes =
  (db: Kysely<Database>): Prune =>
  (_, limit) =>
    removeFound(
      db
        .selectFrom('revogacao')
        .select('id as key')
        .where('em', '<', Date.now() - GUARDADA_MS)
        .orderBy('id')
        .limit(limit),
      (keys) => db.deleteFrom('revogacao').where('id', 'in', keys),
    );
