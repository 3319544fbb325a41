import type { Kysely } from 'kysely';
import { AJUSTES, type Ajustes } from '../domain/ajustes.ts';
import type { Database } from './schema.ts';

/** What the restaurant has set, and how often it was changed. */
export type AjustesGuardados = { ajustes: Ajustes; versao: number };

/** What the restaurant has set, all of it in one row. */
export const ajustes = (db: Kysely<Database>) => ({
  async get(): Promise<AjustesGuardados> {
    const row = await db.selectFrom('ajustes').selectAll().where('id', '=', 1).executeTakeFirst();
    if (!row) return { ajustes: AJUSTES, versao: 0 };
    const guardados: Ajustes = JSON.parse(row.documento);
    // What was kept before there was more to set says nothing of it.
    const ajustes = { ...AJUSTES, ...guardados, cozinha: { ...AJUSTES.cozinha, ...guardados.cozinha } };
    return { ajustes, versao: row.versao };
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
