import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import { type Falhas, MEMORIA_MS } from '../domain/espera.ts';
import type { Database } from './schema.ts';

const NENHUMA: Falhas = { vezes: 0, ultimaEm: 0 };
/** What the keys of PINs begin with: those are remembered until the palavra-passe is told. */
export const DO_PIN = 'pin:';

/** Failures to come in, by key. */
export const falhas = (db: Kysely<Database>) => {
  const das = (chave: string) => db.selectFrom('falha').select(['vezes', 'ultima_em']).where('chave', '=', chave);
  const de = (row: { vezes: number; ultima_em: number } | undefined): Falhas =>
    row ? { vezes: row.vezes, ultimaEm: row.ultima_em } : NENHUMA;
  return {
    get: async (chave: string): Promise<Falhas> => de(await das(chave).executeTakeFirst()),
    /** The failures of a key, which no other transaction counts until this one ends. */
    async lock(chave: string): Promise<Falhas> {
      const held = () => das(chave).forUpdate().executeTakeFirst();
      const there = await held(); // an insert that finds a row shares it first: many at once would stop one another
      if (there) return de(there);
      await db.insertInto('falha').orIgnore().values({ chave, vezes: 0, ultima_em: 0 }).execute();
      return de(await held());
    },
    async update(chave: string, { vezes, ultimaEm }: Falhas): Promise<void> {
      await db.updateTable('falha').set({ vezes, ultima_em: ultimaEm }).where('chave', '=', chave).execute();
    },
    async delete(chave: string): Promise<void> {
      await db.deleteFrom('falha').where('chave', '=', chave).execute();
    },
  };
};

/** What is forgotten: failures after an hour, but not those of PINs. */
export const pruneFalhas =
  (db: Kysely<Database>): Prune =>
  (_, limit) =>
    removeFound(
      db
        .selectFrom('falha')
        .select('chave as key')
        .where('ultima_em', '<', Date.now() - MEMORIA_MS)
        .where('chave', 'not like', `${DO_PIN}%`)
        .limit(limit),
      (keys) => db.deleteFrom('falha').where('chave', 'in', keys),
    );
