import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** The numbers of the painel: each day counts from 1. */
export const senhas = (db: Kysely<Database>) => ({
  /** Gives out the next senha of a day. */
  async next(dia: string): Promise<number> {
    const count = () =>
      db
        .updateTable('senha')
        .set((eb) => ({ ultima: eb('ultima', '+', 1) }))
        .where('dia', '=', dia)
        .executeTakeFirstOrThrow();
    if ((await count()).numUpdatedRows === 0n) {
      await db.insertInto('senha').orIgnore().values({ dia, ultima: 0 }).execute();
      await count();
    }
    return (await db.selectFrom('senha').select('ultima').where('dia', '=', dia).executeTakeFirstOrThrow()).ultima;
  },
});
