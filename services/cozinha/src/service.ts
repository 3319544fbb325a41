import { startConsumer } from '@foodious/messaging/consumer.ts';
import { startRelay } from '@foodious/messaging/relay.ts';
import { sqlOutbox, sqlTransaction } from '@foodious/messaging/sql.ts';
import { sqsBroker, sqsClient } from '@foodious/messaging/sqs.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { createHttp } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { dataFile, type Settings } from '@foodious/platform/settings.ts';
import { groupCommit, migrate, openSqlite } from '@foodious/platform/sql.ts';
import { sql } from 'kysely';
import { type Database, migrations } from './db/database.ts';
import { cozinhaRoutes } from './http/routes.ts';
import { cozinhaHandler, filas } from './queue/handlers.ts';

/** Builds and starts the cozinha service: the comandas of what is paid. */
export async function startCozinha(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'cozinha');
  const db = openSqlite<Database>(dataFile(settings.DATA_DIR, 'cozinha.sqlite'));
  await migrate(db, migrations);
  const transact = groupCommit(db);
  const broker = sqsBroker(sqsClient(settings));
  const relay = startRelay({ outbox: sqlOutbox(db, transact), broker, log });
  const inTransaction = sqlTransaction(transact, relay);

  const http = await createHttp({
    name: 'cozinha',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => sql`select 1`.execute(db),
  });
  cozinhaRoutes(http, { db, inTransaction });
  await http.listen({ host: settings.HOST, port: settings.COZINHA_PORT });

  const handle = cozinhaHandler(inTransaction);
  const consumers = filas.map((queue) => startConsumer({ broker, queue, handle, log }));
  return {
    http,
    async stop() {
      await http.close();
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await relay.stop();
      await db.destroy();
    },
  };
}
