import type { Kysely } from 'kysely';
import { AJUSTES, type Ajustes } from '../domain/ajustes.ts';
import type { Database } from './schema.ts';

/** What the restaurant has set, and how often it was changed. */
export type AjustesGuardados = { ajustes: Ajustes; versao: number };

/** What the restaurant has set, all of it in one row. */
export const ajustes = (db: Kysely<Database>) => ({
  async get(): Promise<AjustesGuardados> {
    const row = await db.selectFrom('ajustes').selectAll().where('id', '=', 1).executeTakeFirst();
    return row
      ? { ajustes: JSON.parse(row.documento) as Ajustes, versao: row.versao }
      : { ajustes: AJUSTES, versao: 0 };
  },
  /** Replaces that version of them, or any when none is named; false when it is not the current one, and nothing changed. */
  async update(ajustes: Ajustes, versao?: number): Promise<boolean> {
    await db
      .insertInto('ajustes')
      .orIgnore()
      .values({ id: 1, documento: JSON.stringify(AJUSTES), versao: 0 })
      .execute();
    const { numUpdatedRows } = await db
      .updateTable('ajustes')
      .set((eb) => ({ documento: JSON.stringify(ajustes), versao: eb('versao', '+', 1) }))
      .where('id', '=', 1)
      .$if(versao !== undefined, (query) => query.where('versao', '=', Number(versao)))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
});
