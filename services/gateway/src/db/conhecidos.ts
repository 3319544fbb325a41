import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** How long a browser stays known at which nobody comes in any more: as long as a browser keeps a cookie at most. */
export const CONHECIDO_S = 400 * 24 * 60 * 60;

/** Browsers at which a user has come in before, each by the hash of the token its cookie holds. */
export const conhecidos = (db: Kysely<Database>) => {
  const um = (tokenHash: string) => db.selectFrom('conhecido').select('visto_em').where('token_hash', '=', tokenHash);
  return {
    /** Whether this user has come in there. */
    has: async (tokenHash: string, usuario: string): Promise<boolean> =>
      (await um(tokenHash).where('usuario', '=', usuario).executeTakeFirst()) !== undefined,
    /** Whether anybody has: whether the token is one we gave. */
    hasToken: async (tokenHash: string): Promise<boolean> => (await um(tokenHash).executeTakeFirst()) !== undefined,
    async put(tokenHash: string, usuario: string, agora: Date): Promise<void> {
      await db.deleteFrom('conhecido').where('token_hash', '=', tokenHash).where('usuario', '=', usuario).execute();
      await db.insertInto('conhecido').values({ token_hash: tokenHash, usuario, visto_em: agora.getTime() }).execute();
    },
  };
};

export const pruneConhecidos =
  (db: Kysely<Database>): Prune =>
  (_, limit) => {
    const antes = Date.now() - CONHECIDO_S * 1000;
    return removeFound(
      db.selectFrom('conhecido').select('token_hash as key').where('visto_em', '<', antes).limit(limit),
      (keys) => db.deleteFrom('conhecido').where('token_hash', 'in', keys).where('visto_em', '<', antes),
    );
  };
