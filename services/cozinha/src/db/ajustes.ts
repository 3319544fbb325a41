import { PRAZOS_DO_PREPARO, type PrazosDoPreparo } from '@foodious/kernel/estados.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What the gerência has set for a preparation: the cozinha's own copy. */
export const ajustes = (db: Kysely<Database>) => ({
  async get(): Promise<PrazosDoPreparo> {
    const row = await db
      .selectFrom('ajustes')
      .select(['voltar_min as voltarMin', 'recolher_min as recolherMin'])
      .where('id', '=', 1)
      .executeTakeFirst();
    return row ?? PRAZOS_DO_PREPARO;
  },
  /** Keeps what was set, unless something newer was heard before. */
  async update({ versao, voltarMin, recolherMin }: PrazosDoPreparo & { versao: number }): Promise<void> {
    const novos = { versao, voltar_min: voltarMin, recolher_min: recolherMin };
    await db
      .insertInto('ajustes')
      .orIgnore()
      .values({ id: 1, ...novos })
      .execute();
    await db.updateTable('ajustes').set(novos).where('id', '=', 1).where('versao', '<', versao).execute();
  },
});
