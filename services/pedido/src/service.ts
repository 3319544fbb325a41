import { SESv2Client } from '@aws-sdk/client-sesv2';
import { dayIn } from '@foodious/kernel/day.ts';
import { startConsumer } from '@foodious/messaging/consumer.ts';
import { startRelay } from '@foodious/messaging/relay.ts';
import { sqlOutbox, sqlTransaction } from '@foodious/messaging/sql.ts';
import { sqsBroker, sqsClient } from '@foodious/messaging/sqs.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { awsConfig, s3Client, s3Objects } from '@foodious/platform/aws.ts';
import { createHttp } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { dataFile, type Settings } from '@foodious/platform/settings.ts';
import { groupCommit, migrate, openSqlite } from '@foodious/platform/sql.ts';
import { sql } from 'kysely';
import { httpCatalogue } from './catalogue.ts';
import { type Database, migrations } from './db/database.ts';
import { sesMailer, startEmails } from './email/sender.ts';
import { clienteRoutes } from './http/cliente.ts';
import { pedidoRoutes } from './http/pedido.ts';
import { filas, pedidoHandler } from './queue/handlers.ts';

/** The bucket of the LGPD receipts. */
export const PROTOCOLOS = 'foodious-protocolos';

/** Builds and starts the pedido service: clientes, pedidos and their e-mails. */
export async function startPedido(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'pedido');
  const db = openSqlite<Database>(dataFile(settings.DATA_DIR, 'pedido.sqlite'));
  await migrate(db, migrations);
  const transact = groupCommit(db);
  const broker = sqsBroker(sqsClient(settings));
  const relay = startRelay({ outbox: sqlOutbox(db, transact), broker, log });
  const ses = new SESv2Client(awsConfig(settings.SES_ENDPOINT, settings.AWS_REGION));
  const emails = startEmails({ db, mailer: sesMailer(ses, settings.EMAIL_REMETENTE), log });
  const world = {
    db,
    emails,
    inTransaction: sqlTransaction(transact, relay),
    objects: s3Objects(s3Client(settings), PROTOCOLOS),
    catalogue: httpCatalogue(settings.PRODUTO_URL),
    hoje: dayIn(settings.FUSO),
  };

  const http = await createHttp({
    name: 'pedido',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => sql`select 1`.execute(db),
  });
  clienteRoutes(http, world);
  pedidoRoutes(http, world);
  await http.listen({ host: settings.HOST, port: settings.PEDIDO_PORT });

  const handle = pedidoHandler(world);
  const consumers = filas.map((queue) => startConsumer({ broker, queue, handle, log }));
  return {
    http,
    async stop() {
      await http.close();
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await relay.stop();
      await emails.stop();
      await db.destroy();
    },
  };
}
