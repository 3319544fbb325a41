import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A code that was sent to somebody: known by the hash of its id, which only who asked for it has. */
export type Desafio = { idHash: string; pessoaId: number; codigoHash: string; tentativas: number; ate: number };

/** Codes that were sent, and not told yet. */
export const desafios = (db: Kysely<Database>) => ({
  async lock(idHash: string): Promise<Desafio | undefined> {
    const row = await db.selectFrom('desafio').selectAll().where('id_hash', '=', idHash).forUpdate().executeTakeFirst();
    if (!row) return undefined;
    const { pessoa_id: pessoaId, codigo_hash: codigoHash, tentativas, ate } = row;
    return { idHash, pessoaId, codigoHash, tentativas, ate };
  },
  /** How many of a person still hold. */
  async count(pessoaId: number, agora: Date): Promise<number> {
    const { n } = await db
      .selectFrom('desafio')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('pessoa_id', '=', pessoaId)
      .where('ate', '>', agora.getTime())
      .executeTakeFirstOrThrow();
    return Number(n);
  },
  async insert({ idHash, pessoaId, codigoHash, tentativas, ate }: Desafio): Promise<void> {
    const row = { id_hash: idHash, pessoa_id: pessoaId, codigo_hash: codigoHash, tentativas, ate };
    await db.insertInto('desafio').values(row).execute();
  },
  async updateTentativas(idHash: string, tentativas: number): Promise<void> {
    await db.updateTable('desafio').set({ tentativas }).where('id_hash', '=', idHash).execute();
  },
  async delete(idHash: string): Promise<void> {
    await db.deleteFrom('desafio').where('id_hash', '=', idHash).execute();
  },
  /** Those of a person who needs none of them any more. */
  async deleteOf(pessoaId: number): Promise<void> {
    await db.deleteFrom('desafio').where('pessoa_id', '=', pessoaId).execute();
  },
});

export const pruneDesafios =
  (db: Kysely<Database>): Prune =>
  (_, limit) =>
    removeFound(db.selectFrom('desafio').select('id_hash as key').where('ate', '<', Date.now()).limit(limit), (keys) =>
      db.deleteFrom('desafio').where('id_hash', 'in', keys),
    );
