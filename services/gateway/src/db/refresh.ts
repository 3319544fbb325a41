import type { PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A refresh token: of a family, which began when somebody signed in; used once, when it has a successor. */
export type Refresh = {
  hash: string;
  familia: string;
  sub: string;
  papel: PapelDaEquipe;
  /** When the family began. */
  desde: number;
  ate: number;
  usadoEm: number | null;
  sucessor: string | null;
};

export const refreshes = (db: Kysely<Database>) => ({
  /** Held until the end of the transaction: of two who bring the same one, one is first. */
  async lock(hash: string): Promise<Refresh | undefined> {
    const row = await db.selectFrom('refresh').selectAll().where('hash', '=', hash).forUpdate().executeTakeFirst();
    if (!row) return undefined;
    const { familia, sub, papel, desde, ate, sucessor } = row;
    return { hash, familia, sub, papel, desde, ate, usadoEm: row.usado_em, sucessor };
  },
  async insert({ usadoEm, ...refresh }: Refresh): Promise<void> {
    await db
      .insertInto('refresh')
      .values({ ...refresh, usado_em: usadoEm })
      .execute();
  },
  async updateUsado(hash: string, usadoEm: number, sucessor: string): Promise<void> {
    await db.updateTable('refresh').set({ usado_em: usadoEm, sucessor }).where('hash', '=', hash).execute();
  },
  /** Forgets those of one family, or of one person, and says whose families they were. */
  async delete(by: { familia: string } | { sub: string }): Promise<string[]> {
    const [[column, value]] = Object.entries(by) as [['familia' | 'sub', string]];
    const familias = new Set<string>();
    for (;;) {
      const rows = await db
        .selectFrom('refresh')
        .select(['hash', 'familia'])
        .where(column, '=', value)
        .forUpdate()
        .execute();
      if (rows.length === 0) return [...familias]; // while one was waited for, it may have got a successor
      for (const { familia } of rows) familias.add(familia);
      const hashes = rows.map(({ hash }) => hash);
      await db.deleteFrom('refresh').where('hash', 'in', hashes).execute();
    }
  },
});

/** Forgets the refresh tokens whose time is over. */
export const pruneRefreshes =
  (db: Kysely<Database>): Prune =>
  (_, limit) =>
    removeFound(db.selectFrom('refresh').select('hash as key').where('ate', '<', Date.now()).limit(limit), (keys) =>
      db.deleteFrom('refresh').where('hash', 'in', keys),
    );
