import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** How long a key is remembered, in milliseconds. */
export const VALIDADE_MS = 24 * 60 * 60 * 1000;

/** An answer that was given, by the key and the body that asked for it, both as hashes. */
type RespostaGuardada = { chave: string; corpo: string; resposta: string; pedidoId: number; criadoEm: number };

/** Answers of orders made in one call, kept for {@link VALIDADE_MS} so that a repeat gets the first one again. */
export const respostas = (db: Kysely<Database>) => ({
  /** The newest of those kept by any of these keys. */
  async get(...chaves: string[]): Promise<RespostaGuardada | undefined> {
    const row = await db
      .selectFrom('idempotencia')
      .selectAll()
      .where('chave', 'in', chaves)
      .orderBy('criado_em', 'desc')
      .executeTakeFirst();
    return (
      row && {
        chave: row.chave,
        corpo: row.corpo,
        resposta: row.resposta,
        pedidoId: row.pedido_id,
        criadoEm: row.criado_em,
      }
    );
  },
  async insert({ chave, corpo, resposta, pedidoId, criadoEm }: RespostaGuardada): Promise<void> {
    await db
      .insertInto('idempotencia')
      .values({ chave, corpo, resposta, pedido_id: pedidoId, criado_em: criadoEm })
      .execute();
  },
  async delete(chave: string): Promise<void> {
    await db.deleteFrom('idempotencia').where('chave', '=', chave).execute();
  },
});

/** Forgets the keys whose time is over. */
export const pruneRespostas =
  (db: Kysely<Database>): Prune =>
  (_, limit) =>
    removeFound(
      db
        .selectFrom('idempotencia')
        .select('chave as key')
        .where('criado_em', '<=', Date.now() - VALIDADE_MS)
        .orderBy('criado_em')
        .limit(limit),
      (keys) => db.deleteFrom('idempotencia').where('chave', 'in', keys),
    );
