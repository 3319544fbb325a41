import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Tokens made before `desde` (epoch milliseconds) that stand on `base` are refused; said at the instant `em`. */
export type Revogacao = { base: string; desde: number; em: number };

/** How long a revocation is kept: longer than any token lives that it is about, and than clocks disagree. */
export const GUARDADA_MS = 60 * 60 * 1000;

export const revogadas = (db: Kysely<Database>) => ({
  async insert(revogacao: Revogacao): Promise<void> {
    await db.insertInto('revogacao').values(revogacao).execute();
  },
  /** Those after a number, which they got as they were said: one whose transaction took its time turns up behind later ones. */
  list: (depoisDe: number): Promise<(Revogacao & { id: number })[]> =>
    db.selectFrom('revogacao').select(['id', 'base', 'desde', 'em']).where('id', '>', depoisDe).execute(),
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
