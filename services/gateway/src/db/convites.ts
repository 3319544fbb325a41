import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A link by which somebody chooses a palavra-passe, known by the hash of its token. Instants are epoch milliseconds. */
export type Convite = { tokenHash: string; pessoaId: number; ate: number; usadoEm: number | null };

/** Convites of people. Of the one of the first start, only that it was used. */
export const convites = (db: Kysely<Database>) => {
  const um = (tokenHash: string) => db.selectFrom('convite').selectAll().where('token_hash', '=', tokenHash);
  type Row = Awaited<ReturnType<ReturnType<typeof um>['executeTakeFirst']>>;
  const de = (row: Row): Convite | undefined =>
    row && { tokenHash: row.token_hash, pessoaId: row.pessoa_id, ate: row.ate, usadoEm: row.usado_em };
  return {
    get: async (tokenHash: string) => de(await um(tokenHash).executeTakeFirst()),
    lock: async (tokenHash: string) => de(await um(tokenHash).forUpdate().executeTakeFirst()),
    /** Throws the unique violation of one that is there. */
    async insert({ tokenHash, pessoaId, ate, usadoEm }: Convite): Promise<void> {
      const row = { token_hash: tokenHash, pessoa_id: pessoaId, ate, usado_em: usadoEm };
      await db.insertInto('convite').values(row).execute();
    },
    async updateUsado(tokenHash: string, agora: Date): Promise<void> {
      await db.updateTable('convite').set({ usado_em: agora.getTime() }).where('token_hash', '=', tokenHash).execute();
    },
    /** Removes what a person has not used yet. */
    async deleteAbertos(pessoaId: number): Promise<void> {
      await db.deleteFrom('convite').where('pessoa_id', '=', pessoaId).where('usado_em', 'is', null).execute();
    },
  };
};

/** Convites whose time is over; those that were used say so until then. */
export const pruneConvites =
  (db: Kysely<Database>): Prune =>
  (before, limit) =>
    removeFound(
      db.selectFrom('convite').select('token_hash as key').where('ate', '<', before.getTime()).limit(limit),
      (keys) => db.deleteFrom('convite').where('token_hash', 'in', keys),
    );
