import type { Kysely } from 'kysely';
import { AJUSTES, type Ajustes } from '../domain/ajustes.ts';
import type { Database } from './schema.ts';

/** What the restaurant has set, all of it in one row. */
export const ajustes = (db: Kysely<Database>) => ({
  async get(): Promise<Ajustes> {
    const row = await db.selectFrom('ajustes').select('documento').where('id', '=', 1).executeTakeFirst();
    return row ? (JSON.parse(row.documento) as Ajustes) : AJUSTES;
  },
  async update(ajustes: Ajustes): Promise<void> {
    const documento = JSON.stringify(ajustes);
    await db.insertInto('ajustes').orIgnore().values({ id: 1, documento }).execute();
    await db.updateTable('ajustes').set({ documento }).where('id', '=', 1).execute();
  },
});
