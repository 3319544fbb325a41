import type { Kysely } from 'kysely';
import { AJUSTES, type Ajustes } from '../domain/ajustes.ts';
import type { Database } from './database.ts';

/** What the restaurant has set. */
export const ajustes = (db: Kysely<Database>) => ({
  async get(): Promise<Ajustes> {
    const row = await db.selectFrom('ajustes').select('documento').where('id', '=', 1).executeTakeFirst();
    return row ? (JSON.parse(row.documento) as Ajustes) : AJUSTES;
  },
  async guardar(ajustes: Ajustes): Promise<void> {
    const documento = JSON.stringify(ajustes);
    await db.insertInto('ajustes').orIgnore().values({ id: 1, documento }).execute();
    await db.updateTable('ajustes').set({ documento }).where('id', '=', 1).execute();
  },
});
