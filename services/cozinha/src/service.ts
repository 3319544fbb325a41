import { operationRoutes } from '@foodious/messaging/routes.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { createHttp } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { listenOn, type Settings } from '@foodious/platform/settings.ts';
import { openSql, ping } from '@foodious/platform/sql.ts';
import { migrations } from './db/migrations.ts';
import type { Database } from './db/schema.ts';
import { routes } from './http/routes.ts';
import { cozinhaHandler } from './queue/handlers.ts';

/** What the trail keeps for the live stream of the cozinha: the ticket itself, with what clientes asked for in their words. */
const SO_DA_COZINHA = ['comanda'];

/** Builds and starts the cozinha service: the comandas of what is paid. */
export async function startCozinha(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'cozinha');
  const sql = await openSql<Database>(settings, 'cozinha', migrations);
  const { db } = sql;
  const { messaging, inTransaction } = await sqlMessaging({ service: 'cozinha', sql, settings, log });

  const http = await createHttp({
    name: 'cozinha',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => ping(db),
  });
  routes(http, { db, inTransaction, streams: messaging.streams });
  operationRoutes(http, messaging, SO_DA_COZINHA);
  await http.listen(listenOn(settings, settings.COZINHA_PORT));

  messaging.consume(cozinhaHandler(inTransaction));
  return {
    http,
    async stop() {
      await http.close();
      await messaging.stop();
      await db.destroy();
    },
  };
}
