import { anosAntes } from '@foodious/kernel/instant.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Deletes the comandas of what the law no longer wants kept: nothing has happened to them for years. */
export const pruneComandas =
  (db: Kysely<Database>, anos: number): Prune =>
  async (_, limit) => {
    const antes = anosAntes(new Date(), anos).getTime();
    const primeiras = await db
      .selectFrom('comanda')
      .select(['pedido_id', 'mudou_em', 'recebida_em'])
      .orderBy('pedido_id')
      .limit(limit)
      .execute();
    const ids = primeiras
      .filter((row) => Math.max(row.mudou_em, row.recebida_em) < antes)
      .map(({ pedido_id }) => pedido_id);
    if (ids.length > 0) await db.deleteFrom('comanda').where('pedido_id', 'in', ids).execute();
    return ids.length;
  };
