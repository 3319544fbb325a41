import { anosAntes } from '@foodious/kernel/instant.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Transact } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/**
 * Deletes the pedidos the law no longer wants kept, with all that hangs on them: nothing has happened to them for years. The
 * reports of their days go with them.
 */
export const prunePedidos =
  (db: Kysely<Database>, transact: Transact<Database>, anos: number): Prune =>
  async (_, limit) => {
    const antes = anosAntes(new Date(), anos).getTime();
    const primeiros = await db
      .selectFrom('pedido')
      .select(['id', 'criado_em', 'mudou_em'])
      .orderBy('id')
      .limit(limit)
      .execute();
    const ids = primeiros.filter((row) => Math.max(row.criado_em, row.mudou_em) < antes).map(({ id }) => id);
    if (ids.length === 0) return 0;
    await transact(async (trx) => {
      for (const table of ['item', 'email', 'idempotencia', 'estorno'] as const)
        await trx.deleteFrom(table).where('pedido_id', 'in', ids).execute();
      await trx.deleteFrom('pedido').where('id', 'in', ids).execute();
    });
    return ids.length;
  };
