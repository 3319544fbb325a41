import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** How long a browser stays known at which a cliente comes in no more: as long as browsers keep a cookie. */
const VALIDADE_MS = 400 * 24 * 60 * 60 * 1000;

/** Browsers at which clientes have proved their e-mail, by the hash of the token their cookie holds. */
export const navegadores = (db: Kysely<Database>) => ({
  async has(tokenHash: string, clienteId: number): Promise<boolean> {
    const row = await db
      .selectFrom('navegador')
      .select('visto_em')
      .where('cliente_id', '=', clienteId)
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row !== undefined;
  },
  async put(tokenHash: string, clienteId: number, agora: Date): Promise<void> {
    const row = { token_hash: tokenHash, cliente_id: clienteId, visto_em: agora.getTime() };
    await db.deleteFrom('navegador').where('cliente_id', '=', clienteId).where('token_hash', '=', tokenHash).execute();
    await db.insertInto('navegador').values(row).execute();
  },
});

export const pruneNavegadores =
  (db: Kysely<Database>): Prune =>
  (_, limit) => {
    const antes = Date.now() - VALIDADE_MS;
    return removeFound(
      db
        .selectFrom('navegador')
        .select('token_hash as key')
        .where('visto_em', '<', antes)
        .orderBy('visto_em')
        .limit(limit),
      (keys) => db.deleteFrom('navegador').where('token_hash', 'in', keys).where('visto_em', '<', antes),
    );
  };
