import { randomUUID } from 'node:crypto';
import type { Trails } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { sqlTransaction } from '@foodious/messaging/sql.ts';
import type { Database } from '@foodious/pedido/db/schema.ts';
import { pularNumeros } from '@foodious/pedido/use-cases/recuperacao/pular-numeros.ts';
import { repedirPagamentos } from '@foodious/pedido/use-cases/recuperacao/repedir-pagamentos.ts';
import { openSql } from '@foodious/platform/database.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { z } from 'zod';
import { lock } from './lock.ts';
import { houseSettings } from './settings.ts';

const AJUDA = `npm run recuperar -- --desde <instant, ISO 8601> [--data-dir <folder>]

Run once on databases that were restored, before anybody orders; --desde is the instant of the earliest of them.
- Numbers of pedidos and clientes, and senhas, that may have been given since are skipped: messages, tokens and people
  elsewhere still go by them.
- For every pedido that waits for a pagamento, or was paid by one, and moved since then, pagamento is asked again: its
  database may be of an earlier instant, and have forgotten. What it still knows changes nothing. The requests are left
  in pedido's outbox and leave when pedido runs.
It may be run again. A data folder nothing is running on, or the server of MYSQL_URL.
`;

const settings = {
  ...houseSettings,
  DESDE: z.iso.datetime({ offset: true }).describe('The instant of the earliest of the restored databases'),
};
/** Nobody here sends: the outbox is read by pedido itself. */
const ninguem = { wake() {} };

if (process.argv.includes('--help')) process.stdout.write(AJUDA);
else
  await run(
    settings,
    async ({ DESDE, ...onde }) => {
      const unlock = onde.MYSQL_URL ? () => {} : lock(onde.DATA_DIR);
      const { db, transact } = await openSql<Database>(onde, 'pedido', []);
      try {
        const inTransaction = sqlTransaction<Database, Trails['pedido']>(transact, { relay: ninguem, tail: ninguem });
        const story = newStory(randomUUID(), new Date(), 'operador');
        await inTransaction(story, pularNumeros);
        const quantos = await repedirPagamentos(inTransaction, story, new Date(DESDE));
        process.stdout.write(`numbers skipped; asked again for the pagamento of ${quantos} pedidos\n`);
      } finally {
        await db.destroy();
        unlock();
      }
      return { async stop() {} };
    },
    () => createLogger('silent'),
  );
