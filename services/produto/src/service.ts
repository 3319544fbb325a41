import { operationRoutes } from '@foodious/messaging/routes.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { s3Client, s3Objects } from '@foodious/platform/aws.ts';
import { createHttp } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { listenOn, type Settings } from '@foodious/platform/settings.ts';
import { openSql } from '@foodious/platform/sql.ts';
import { migrations } from './db/migrations.ts';
import { produtos } from './db/produtos.ts';
import type { Database } from './db/schema.ts';
import { cardapioEmMemoria } from './http/cardapio-em-memoria.ts';
import { routes } from './http/routes.ts';
import { carregarCardapio } from './seed/seed.ts';

/** The bucket of the products' images. */
export const IMAGENS = 'foodious-imagens';

/** Builds and starts the produto service: the catalogue, and the news of it. */
export async function startProduto(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'produto');
  const sql = await openSql<Database>(settings, 'produto', migrations);
  const { db } = sql;
  const { messaging, inTransaction } = await sqlMessaging({ service: 'produto', sql, settings, log });
  const objects = s3Objects(s3Client(settings), IMAGENS);
  const { streams, tail } = messaging;
  const deps = { db, inTransaction, objects, cardapio: cardapioEmMemoria(db, tail), streams };
  await carregarCardapio(deps);

  const http = await createHttp({
    name: 'produto',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => produtos(db).hasAny(),
  });
  routes(http, deps);
  operationRoutes(http, messaging);
  await http.listen(listenOn(settings, settings.PRODUTO_PORT));
  return {
    http,
    async stop() {
      await http.close();
      await messaging.stop();
      await db.destroy();
    },
  };
}
