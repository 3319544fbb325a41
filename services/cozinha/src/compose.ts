import { acesso, alcances, scopes } from '@foodious/contracts/scopes.ts';
import { messagingMigrations } from '@foodious/messaging/sql.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { operationRoutes } from '@foodious/operation/routes.ts';
import { remoteVerifier } from '@foodious/platform/auth.ts';
import { openSql } from '@foodious/platform/database.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { allReady } from '@foodious/platform/ready.ts';
import { type Composition, serviceLogger } from '@foodious/platform/service.ts';
import { ping, serviceMigrations } from '@foodious/platform/sql.ts';
import { pruneEsquecimentos } from './db/esquecimentos.ts';
import { migrations } from './db/migrations.ts';
import { pruneComandas } from './db/retencao.ts';
import type { Database } from './db/schema.ts';
import { routes } from './http/routes.ts';
import { esquecimento } from './jobs/esquecer.ts';
import { recolhimento } from './jobs/recolher.ts';
import { cozinhaHandler } from './queue/handlers.ts';
import type { CozinhaSettings } from './settings.ts';

/** The cozinha service: the comandas of what is paid. */
export async function compose(settings: CozinhaSettings, parentLog: Logger): Promise<Composition> {
  const log = serviceLogger(parentLog, 'cozinha');
  const sql = await openSql<Database>(settings, 'cozinha', [messagingMigrations, serviceMigrations(migrations)]);
  const { db } = sql;
  const { messaging, inTransaction } = sqlMessaging({
    service: 'cozinha',
    sql,
    settings,
    prunes: [pruneEsquecimentos(db), pruneComandas(db, settings.RETENCAO_FISCAL_ANOS)],
    log,
  });
  const esquecer = esquecimento({ db, inTransaction, scrub: sql.scrub, care: messaging.care, log });
  const issuer = remoteVerifier(settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, settings.GATEWAY_INTERNAL_URL);
  return {
    name: 'cozinha',
    host: settings.SERVICES_HOST,
    port: settings.COZINHA_PORT,
    log,
    http: {
      verify: issuer.verify,
      scopes,
      alcances,
      metrics: acesso('operacao:ler'),
      ready: () => allReady({ 'o banco de dados': () => ping(db), 'as chaves do emissor': issuer.ready }),
    },
    routes(app) {
      routes(app, { db, inTransaction, streams: messaging.streams });
      operationRoutes(app, messaging);
    },
    migrate: sql.migrate,
    jobs: [messaging, recolhimento({ db }, inTransaction, log), esquecer],
    consumers: [messaging.consumer(cozinhaHandler(inTransaction, esquecer))],
    close: () => db.destroy(),
  };
}
