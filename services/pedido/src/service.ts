import { SESv2Client } from '@aws-sdk/client-sesv2';
import { dayIn, hourIn } from '@foodious/kernel/day.ts';
import { operationRoutes } from '@foodious/messaging/routes.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { awsConfig, s3Client, s3Objects } from '@foodious/platform/aws.ts';
import { createHttp } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { listenOn, type Settings } from '@foodious/platform/settings.ts';
import { openSql, ping } from '@foodious/platform/sql.ts';
import { httpCatalogue } from './adapters/catalogo/http.ts';
import { sesMailer } from './adapters/email/ses.ts';
import { pruneRespostas } from './db/idempotencia.ts';
import { migrations } from './db/migrations.ts';
import type { Database } from './db/schema.ts';
import type { Deps } from './deps.ts';
import { idempotencia } from './http/idempotencia.ts';
import { routes } from './http/routes.ts';
import { startEmails } from './jobs/emails.ts';
import { painelEmMemoria } from './jobs/painel.ts';
import { reportStuckOrders } from './jobs/parados.ts';
import { pedidoHandler } from './queue/handlers.ts';
import { conhecerProdutos } from './use-cases/pedidos/conhecer-produtos.ts';

/** The bucket of the LGPD receipts. */
export const PROTOCOLOS = 'foodious-protocolos';

/** Builds and starts the pedido service: clientes, pedidos and their e-mails. */
export async function startPedido(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'pedido');
  const sql = await openSql<Database>(settings, 'pedido', migrations);
  const { db } = sql;
  const prunes = [pruneRespostas(db)];
  const { messaging, inTransaction } = await sqlMessaging({ service: 'pedido', sql, settings, log, prunes });
  const ses = new SESv2Client(awsConfig(settings.SES_ENDPOINT, settings.AWS_REGION));
  const emails = startEmails({ sql, inTransaction, mailer: sesMailer(ses, settings.EMAIL_REMETENTE), log });
  const hoje = dayIn(settings.FUSO);
  const deps: Deps = {
    db,
    inTransaction,
    log,
    emails,
    streams: messaging.streams,
    painel: await painelEmMemoria(db, messaging.tail, hoje),
    objects: s3Objects(s3Client(settings), PROTOCOLOS),
    conhecerProdutos: conhecerProdutos({ db }, httpCatalogue(settings.PRODUTO_URL)),
    umaVez: idempotencia(),
    hoje,
    hora: hourIn(settings.FUSO),
  };

  const http = await createHttp({
    name: 'pedido',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => ping(db),
  });
  routes(http, deps);
  operationRoutes(http, messaging);

  await http.listen(listenOn(settings, settings.PEDIDO_PORT));
  messaging.consume(pedidoHandler(deps));
  const forgetStuck = reportStuckOrders(db, settings.PAGAMENTO_EXPIRA_S);
  return {
    http,
    async stop() {
      await http.close();
      forgetStuck();
      await messaging.stop();
      await emails.stop();
      await db.destroy();
    },
  };
}
