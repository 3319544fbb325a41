import { randomUUID } from 'node:crypto';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import type { Transact } from '@foodious/platform/sql.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Database, GatewayTx } from '../src/db/schema.ts';

/** An empty database of the gateway; `outra` opens it as another instance would. Commands run at an instant, now by default. */
export async function umBancoDoGateway(t: { after(end: () => unknown): void }) {
  const { db, transact, outra } = await umBanco<Database>(t, messagingMigrations, migrations);
  return { db, ...transacoes(transact), outra };
}

/** How commands run in a database. */
export function transacoes(transact: Transact<Database>) {
  const inTransaction = sqlTransaction<Database, TrailOf<'gateway'>>(transact, {
    relay: { wake() {} },
    tail: { wake() {} },
  });
  return {
    inTransaction,
    fazer: <T>(work: (tx: GatewayTx) => Promise<T>, agora = new Date()): Promise<T> =>
      inTransaction(newStory(randomUUID(), agora, 'teste'), work),
  };
}
