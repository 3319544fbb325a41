import { bucketOf } from '@foodious/contracts/resources.ts';
import { acesso, alcances, scopes } from '@foodious/contracts/scopes.ts';
import { dayIn, hourIn } from '@foodious/kernel/day.ts';
import { messagingMigrations } from '@foodious/messaging/sql.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { sqsClient, sqsForeignQueue } from '@foodious/messaging/sqs.ts';
import { operationRoutes } from '@foodious/operation/routes.ts';
import { remoteVerifier } from '@foodious/platform/auth.ts';
import { s3Client, s3Keys, s3Objects } from '@foodious/platform/aws.ts';
import { openSql } from '@foodious/platform/database.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { publicAddress } from '@foodious/platform/network.ts';
import { allReady } from '@foodious/platform/ready.ts';
import { type Composition, serviceLogger } from '@foodious/platform/service.ts';
import { sesClient, sesMailer } from '@foodious/platform/ses.ts';
import { ping, serviceMigrations } from '@foodious/platform/sql.ts';
import { httpCatalogue } from './adapters/catalogo/http.ts';
import { httpCozinha } from './adapters/cozinha/http.ts';
import { httpPagamento } from './adapters/pagamento/http.ts';
import { pruneCodigos } from './db/codigos.ts';
import { pruneEmails } from './db/emails.ts';
import { pruneRespostas } from './db/idempotencia.ts';
import { migrations } from './db/migrations.ts';
import { pruneNavegadores } from './db/navegadores.ts';
import { prunePedidos } from './db/retencao.ts';
import type { Database } from './db/schema.ts';
import type { Deps } from './deps.ts';
import { routes } from './http/routes.ts';
import { emailSender } from './jobs/emails.ts';
import { esquecimento } from './jobs/esquecer.ts';
import { painelEmMemoria } from './jobs/painel.ts';
import { stuckOrdersReport } from './jobs/parados.ts';
import { conclusaoDosProtocolos } from './jobs/protocolos.ts';
import { recolhimento } from './jobs/recolher.ts';
import { refazimento } from './jobs/refazer.ts';
import { retornosDeEmail } from './jobs/retornos.ts';
import { pedidoHandler } from './queue/handlers.ts';
import type { PedidoSettings } from './settings.ts';
import { listarParados } from './use-cases/gerencia/listar-parados.ts';
import { conhecerProdutos } from './use-cases/pedidos/conhecer-produtos.ts';
import { idempotencia } from './use-cases/pedidos/uma-vez.ts';

/** The pedido service: clientes, pedidos and their e-mails. */
export async function compose(settings: PedidoSettings, parentLog: Logger): Promise<Composition> {
  const log = serviceLogger(parentLog, 'pedido');
  const sql = await openSql<Database>(settings, 'pedido', [messagingMigrations, serviceMigrations(migrations)]);
  const { db } = sql;
  const { messaging, inTransaction } = sqlMessaging({
    service: 'pedido',
    sql,
    settings,
    log,
    prunes: [
      pruneRespostas(db),
      pruneCodigos(db),
      pruneEmails(db),
      pruneNavegadores(db),
      prunePedidos(db, sql.transact, settings.RETENCAO_FISCAL_ANOS),
    ],
  });
  const esquecer = esquecimento(sql.scrub, log);
  const protocolos = conclusaoDosProtocolos({ db, inTransaction, scrub: sql.scrub, log });
  const mailer = sesMailer(sesClient(settings), settings);
  const emails = emailSender({
    sql,
    inTransaction,
    mailer,
    esquecer: {
      wake() {
        esquecer.wake();
        protocolos.wake();
      },
    },
    meusDados: `${publicAddress(settings)}/meus-dados`,
    log,
  });
  const retornos = settings.SES_EVENTS_QUEUE
    ? [
        retornosDeEmail({
          db,
          inTransaction,
          fila: sqsForeignQueue(sqsClient(settings), settings.SES_EVENTS_QUEUE),
          log,
        }),
      ]
    : [];
  const hoje = dayIn(settings.FUSO);
  const painel = painelEmMemoria(db, messaging.tail, hoje);
  const s3 = s3Client(settings);
  const baldeDosRecibos = bucketOf('protocolos', settings);
  const objects = s3Objects(s3, baldeDosRecibos);
  const refazer = refazimento({
    db,
    inTransaction,
    recibos: { ...objects, keys: () => s3Keys(s3, baldeDosRecibos) },
    log,
    refeitas() {
      esquecer.wake();
      emails.wake();
    },
  });
  const validadeMs = { pix: settings.PAGAMENTO_EXPIRA_S * 1_000, balcao: settings.BALCAO_EXPIRA_S * 1_000 };
  const deps: Deps = {
    db,
    inTransaction,
    log,
    emails,
    esquecer,
    protocolos,
    retencaoAnos: settings.RETENCAO_FISCAL_ANOS,
    streams: messaging.streams,
    painel,
    objects,
    conhecerProdutos: conhecerProdutos({ db }, httpCatalogue(settings.PRODUTO_URL)),
    listarParados: listarParados({
      db,
      temPagamento: httpPagamento(settings.PAGAMENTO_URL),
      listComandas: httpCozinha(settings.COZINHA_URL),
      validadeMs,
    }),
    umaVez: idempotencia(),
    hoje,
    hora: hourIn(settings.FUSO),
  };
  const issuer = remoteVerifier(settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, settings.GATEWAY_INTERNAL_URL);
  return {
    name: 'pedido',
    host: settings.SERVICES_HOST,
    port: settings.PEDIDO_PORT,
    log,
    http: {
      verify: issuer.verify,
      scopes,
      alcances,
      metrics: acesso('operacao:ler'),
      ready: () => allReady({ 'o banco de dados': () => ping(db), 'as chaves do emissor': issuer.ready }),
    },
    routes(app) {
      routes(app, deps);
      operationRoutes(app, messaging);
    },
    migrate: sql.migrate,
    jobs: [
      messaging,
      esquecer,
      protocolos,
      refazer,
      emails,
      painel,
      recolhimento({ db }, inTransaction, log),
      stuckOrdersReport({ db }, validadeMs),
    ],
    consumers: [messaging.consumer(pedidoHandler(deps)), ...retornos],
    close: () => db.destroy(),
  };
}
