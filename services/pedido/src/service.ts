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
import { httpCatalogue, knowProducts } from './catalogue.ts';
import { type Database, migrations } from './db/database.ts';
import { sesMailer, startEmails } from './email/sender.ts';
import { acompanhamentoRoutes } from './http/acompanhamento.ts';
import { ajustesRoutes } from './http/ajustes.ts';
import { clienteRoutes } from './http/cliente.ts';
import { gerenciaRoutes } from './http/gerencia.ts';
import { pedidoRoutes } from './http/pedido.ts';
import { pedidoV2Routes } from './http/pedido-v2.ts';
import { apagarChaves } from './idempotencia.ts';
import { reportStuckOrders } from './metrics.ts';
import { painelEmMemoria } from './painel.ts';
import { pedidoHandler } from './queue/handlers.ts';

/** The bucket of the LGPD receipts. */
export const PROTOCOLOS = 'foodious-protocolos';

/** Builds and starts the pedido service: clientes, pedidos and their e-mails. */
export async function startPedido(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'pedido');
  const sql = await openSql<Database>(settings, 'pedido', migrations);
  const { db } = sql;
  const { messaging, inTransaction } = await sqlMessaging({
    ...{ service: 'pedido', sql, settings, log },
    prunes: [apagarChaves(db)],
  });
  const ses = new SESv2Client(awsConfig(settings.SES_ENDPOINT, settings.AWS_REGION));
  const emails = startEmails({ sql, inTransaction, mailer: sesMailer(ses, settings.EMAIL_REMETENTE), log });
  const hoje = dayIn(settings.FUSO);
  const world = {
    db,
    log,
    emails,
    inTransaction,
    streams: messaging.streams,
    painel: await painelEmMemoria(db, messaging.tail, hoje),
    objects: s3Objects(s3Client(settings), PROTOCOLOS),
    conhecer: knowProducts(db, httpCatalogue(settings.PRODUTO_URL)),
    hoje,
    hora: hourIn(settings.FUSO),
  };

  const http = await createHttp({
    name: 'pedido',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => ping(db),
  });
  clienteRoutes(http, world);
  pedidoRoutes(http, world);
  pedidoV2Routes(http, world);
  acompanhamentoRoutes(http, world);
  ajustesRoutes(http, world);
  gerenciaRoutes(http, world);
  operationRoutes(http, messaging);
  await http.listen(listenOn(settings, settings.PEDIDO_PORT));

  messaging.consume(pedidoHandler(world));
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
