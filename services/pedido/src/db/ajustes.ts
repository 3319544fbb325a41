import { type Kysely, sql } from 'kysely';
import { AJUSTES, type Ajustes } from '../domain/ajustes.ts';
import type { Database } from './schema.ts';

/** What the restaurant has set, all of it in one row. */
export const ajustes = (db: Kysely<Database>) => ({
  async get(): Promise<Ajustes> {
    const row = await db.selectFrom('ajustes').select('documento').where('id', '=', 1).executeTakeFirst();
    const guardados: Ajustes = row ? JSON.parse(row.documento) : AJUSTES;
    // What was kept before there was more to set says nothing of it.
    return { ...AJUSTES, ...guardados, cozinha: { ...AJUSTES.cozinha, ...guardados.cozinha } };
  },
  /** Keeps what was set. @returns how many times that was done, which tells the newest */
  async update(ajustes: Ajustes): Promise<number> {
    const documento = JSON.stringify(ajustes);
    await db.insertInto('ajustes').orIgnore().values({ id: 1, documento, versao: 0 }).execute();
    const set = { documento, versao: sql<number>`versao + 1` };
    await db.updateTable('ajustes').set(set).where('id', '=', 1).execute();
    return (await db.selectFrom('ajustes').select('versao').where('id', '=', 1).executeTakeFirstOrThrow()).versao;
  },
});
