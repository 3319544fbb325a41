import { migrations as cozinha } from '@foodious/cozinha/db/database.ts';
import { openStore } from '@foodious/pagamento/store/open.ts';
import { migrations as pedido } from '@foodious/pedido/db/migrations.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/service.ts';
import { openSql } from '@foodious/platform/sql.ts';
import { migrations as produto } from '@foodious/produto/db/database.ts';

// npm run migrate: brings every schema up to date, where the settings say the data is. Every service does it at its start, too.
await run(
  async (settings) => {
    for (const [service, migrations] of Object.entries({ produto, pedido, cozinha })) {
      const { db } = await openSql(settings, service, migrations);
      await db.destroy();
      process.stdout.write(`${service}: up to date\n`);
    }
    await (await openStore(settings)).close();
    process.stdout.write('pagamento: up to date\n');
    return { async stop() {} };
  },
  () => createLogger('silent'),
);
