import { bucketOf } from '@foodious/contracts/resources.ts';
import { acesso, alcances, scopes } from '@foodious/contracts/scopes.ts';
import { messagingMigrations } from '@foodious/messaging/sql.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { operationRoutes } from '@foodious/operation/routes.ts';
import { remoteVerifier } from '@foodious/platform/auth.ts';
import { s3Client, s3Objects } from '@foodious/platform/aws.ts';
import { openSql } from '@foodious/platform/database.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { allReady } from '@foodious/platform/ready.ts';
import { type Composition, serviceLogger } from '@foodious/platform/service.ts';
import { serviceMigrations } from '@foodious/platform/sql.ts';
import { revelarComSharp } from './adapters/imagem/sharp.ts';
import { migrations } from './db/migrations.ts';
import { produtos } from './db/produtos.ts';
import type { Database } from './db/schema.ts';
import { cardapioEmMemoria } from './http/cardapio-em-memoria.ts';
import { routes } from './http/routes.ts';
import { carregarCardapio } from './seed/seed.ts';
import type { ProdutoSettings } from './settings.ts';

/** The produto service: the catalogue, and the news of it. */
export async function compose(settings: ProdutoSettings, parentLog: Logger): Promise<Composition> {
  const log = serviceLogger(parentLog, 'produto');
  const sql = await openSql<Database>(settings, 'produto', [messagingMigrations, serviceMigrations(migrations)]);
  const { db } = sql;
  const { messaging, inTransaction } = sqlMessaging({
    service: 'produto',
    sql,
    settings,
    log,
  });
  const { streams, tail } = messaging;
  const objects = s3Objects(s3Client(settings), bucketOf('imagens', settings));
  const imagens = { objects, revelar: revelarComSharp() };
  const deps = { db, inTransaction, imagens, streams, cardapio: cardapioEmMemoria(db, tail) };
  const issuer = remoteVerifier(settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, settings.GATEWAY_INTERNAL_URL);
  return {
    name: 'produto',
    host: settings.SERVICES_HOST,
    port: settings.PRODUTO_PORT,
    log,
    http: {
      verify: issuer.verify,
      scopes,
      alcances,
      metrics: acesso('operacao:ler'),
      ready: () => allReady({ 'o banco de dados': () => produtos(db).hasAny(), 'as chaves do emissor': issuer.ready }),
    },
    routes(app) {
      routes(app, deps);
      operationRoutes(app, messaging);
    },
    migrate: sql.migrate,
    jobs: [messaging, { start: () => carregarCardapio({ db, inTransaction, objects }) }],
    consumers: [],
    close: () => db.destroy(),
  };
}
