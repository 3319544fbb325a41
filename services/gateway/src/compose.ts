import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { bucketOf } from '@foodious/contracts/resources.ts';
import { acesso, alcances, scopes } from '@foodious/contracts/scopes.ts';
import type { ServiceName } from '@foodious/contracts/services.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { messagingMigrations } from '@foodious/messaging/sql.ts';
import { sqlMessaging } from '@foodious/messaging/sql-messaging.ts';
import { operationRoutes } from '@foodious/operation/routes.ts';
import { jwtVerifier, type Verify } from '@foodious/platform/auth.ts';
import { awsConfig, s3Client, s3Objects } from '@foodious/platform/aws.ts';
import { openSql } from '@foodious/platform/database.ts';
import { createHttp, type Http, Problem } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { among, publicAddress } from '@foodious/platform/network.ts';
import { allReady } from '@foodious/platform/ready.ts';
import { openSecretStore, type SecretStore } from '@foodious/platform/secret-store.ts';
import { type Composition, serviceLogger } from '@foodious/platform/service.ts';
import { sesClient, sesMailer } from '@foodious/platform/ses.ts';
import { inProject, SettingsError } from '@foodious/platform/settings.ts';
import { isUniqueViolation, ping, serviceMigrations } from '@foodious/platform/sql.ts';
import openapi from '../openapi.json' with { type: 'json' };
import { conviteGuardado } from './adapters/convite/guardado.ts';
import { localIdentity } from './adapters/identity/local.ts';
import { logsInFiles } from './adapters/logs/files.ts';
import { inProcess } from './adapters/upstream/in-process.ts';
import { remote } from './adapters/upstream/remote.ts';
import { pruneConhecidos } from './db/conhecidos.ts';
import { pruneConvites } from './db/convites.ts';
import { pruneDesafios } from './db/desafios.ts';
import { pruneFalhas } from './db/falhas.ts';
import { migrations } from './db/migrations.ts';
import { pruneRefreshes } from './db/refresh.ts';
import { pruneRevogacoes } from './db/revogacoes.ts';
import type { Database, GatewayInTransaction } from './db/schema.ts';
import { pruneSessoes } from './db/sessoes.ts';
import { limiteDeCadastros } from './http/cadastros.ts';
import { comSessao, mesmaOrigem } from './http/cookie.ts';
import { servicesOwn } from './http/forwarding.ts';
import { quemPede } from './http/origem.ts';
import { routes } from './http/routes.ts';
import { guardarCabeca } from './jobs/cabeca.ts';
import type { Credenciais, Identity, LogsDoPedido, Mailer, Upstreams } from './ports.ts';
import { gatewayHandler } from './queue/handlers.ts';
import type { GatewaySettings } from './settings.ts';
import { notarProgramaDaCasa, registrarPrograma } from './use-cases/aparelhos.ts';
import { prepararConvite } from './use-cases/equipe/convites.ts';
import { revogacoes } from './use-cases/revogacoes.ts';
import { tokenDaSessao } from './use-cases/token-da-sessao.ts';

/**
 * The gateway: one origin for everything, the first of two locks on every route.
 * @param services running in this process; default: at their addresses
 */
export async function compose(
  settings: GatewaySettings,
  parentLog: Logger,
  services?: Record<ServiceName, Http>,
): Promise<Composition & { segredos: SecretStore }> {
  const log = serviceLogger(parentLog, 'gateway');
  const sql = await openSql<Database>(settings, 'gateway', [messagingMigrations, serviceMigrations(migrations)]);
  const prunes = [
    pruneSessoes,
    pruneRevogacoes,
    pruneRefreshes,
    pruneConvites,
    pruneFalhas,
    pruneConhecidos,
    pruneDesafios,
  ].map((prune) => prune(sql.db));
  const { messaging, inTransaction } = sqlMessaging({ service: 'gateway', sql, settings, prunes, log });
  const segredos = await openSecretStore(settings);
  const local = localIdentity(segredos, settings.GATEWAY_URL, { db: sql.db });
  const identity = settings.IDENTITY === 'cognito' ? { ...local, ...(await doPool(settings)) } : local;
  const daMaquina = conviteGuardado(segredos);
  const convite = { start: () => prepararConvite({ db: sql.db, daMaquina }, new Date()) };
  const trustProxy = among(settings.TRUSTED_PROXIES);
  const daqui = mesmaOrigem(settings.GATEWAY_URL, trustProxy);
  const { rewriteUrl, sessaoDoPedido } = comSessao(daqui);
  const notarQuemPede = quemPede(settings.CLIENT_ADDRESS_HEADER, trustProxy);
  const objects = s3Objects(s3Client(settings), bucketOf('auditoria', settings));
  const cabeca = guardarCabeca({ db: sql.db }, objects, log);
  const tokenDe = tokenDaSessao({ db: sql.db, identity });
  const revogado = revogacoes({ db: sql.db }, log);
  const bearer = async (request: IncomingMessage) => {
    const sessao = sessaoDoPedido(request);
    return sessao && tokenDe(sessao.tela, sessao.id);
  };
  const urls: Record<ServiceName, string> = {
    produto: settings.PRODUTO_URL,
    pedido: settings.PEDIDO_URL,
    pagamento: settings.PAGAMENTO_URL,
    cozinha: settings.COZINHA_URL,
  };
  const upstream = (name: ServiceName) => (services ? inProcess(services[name]) : remote(urls[name]));
  const behind = {
    produto: upstream('produto'),
    pedido: upstream('pedido'),
    pagamento: upstream('pagamento'),
    cozinha: upstream('cozinha'),
  };
  const verifyJwt = jwtVerifier(settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, (...token) => identity.keys(...token));
  const verify: Verify = async (token) => {
    const principal = await verifyJwt(token);
    revogado.conferir(principal);
    return principal;
  };
  return {
    name: 'gateway',
    host: settings.HOST,
    port: settings.PORT,
    log,
    http: {
      verify,
      scopes,
      alcances,
      metrics: acesso('operacao:ler'),
      schemes: servicesOwn(openapi.components.securitySchemes),
      ready: () =>
        allReady({
          'o banco de dados': () => ping(sql.db),
          ...Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, () => answersReady(url)])),
        }),
      document: openapi,
      rewriteUrl(request) {
        notarQuemPede(request);
        return rewriteUrl(request);
      },
      bearer,
      trustProxy,
    },
    async routes(app) {
      // What operators ask of the gateway's own queues, as of any service's: where only the gateway itself gets to.
      const inner = await createHttp({ name: 'gateway', log, verify, scopes, ready: async () => {} });
      operationRoutes(inner, messaging);
      await inner.ready();
      app.addHook('onClose', () => inner.close());
      const upstreams: Upstreams = { ...behind, gateway: inProcess(inner) };
      await routes(app, {
        db: sql.db,
        inTransaction,
        revogacoes: revogado,
        scrub: sql.scrub,
        identity,
        verify,
        bearer,
        upstreams,
        mailer: orUnavailable(sesMailer(sesClient(settings), settings)),
        daMaquina,
        segundoFator: settings.SEGUNDO_FATOR,
        logsDoPedido: await logsDe(settings),
        url: settings.GATEWAY_URL,
        daqui,
        publico: publicAddress(settings),
        fuso: settings.FUSO,
        webDir: inProject(settings.WEB_DIR),
        contarCadastro: limiteDeCadastros(settings.CADASTROS_POR_MINUTO),
        streams: { perAddress: settings.STREAMS_PER_ADDRESS, perToken: settings.STREAMS_PER_TOKEN },
      });
    },
    migrate: sql.migrate,
    jobs: [
      { start: () => apagarContagem(settings.DATA_DIR) },
      identity,
      { start: () => registrarProgramaDaCasa(inTransaction, identity) },
      convite,
      revogado,
      messaging,
      cabeca,
    ],
    consumers: [
      messaging.consumer(gatewayHandler({ identity, inTransaction, revogacoes: revogado, scrub: sql.scrub })),
    ],
    async close() {
      segredos.close();
      await sql.db.destroy();
    },
    segredos,
  };
}

/** What version 1.0.0 counted wrong palavras-passe in: the database does now. */
function apagarContagem(dataDir: string): void {
  if (dataDir !== ':memory:') rmSync(join(dataDir, 'senhas-erradas.sqlite'), { force: true });
}

/** The program of `credenciais` is an aparelho, too, and known to whoever makes the tokens. */
async function registrarProgramaDaCasa(
  inTransaction: GatewayInTransaction,
  identity: Pick<Identity & Credenciais, 'programa' | 'register'>,
): Promise<void> {
  const programa = identity.programa();
  const notar = () =>
    inTransaction(newStory(randomUUID(), new Date(), 'gateway'), (tx) => notarProgramaDaCasa(tx, programa.clientId));
  const id = await notar().catch((error) => {
    if (!isUniqueViolation(error)) throw error;
    return notar(); // another instance started at the same time
  });
  await registrarPrograma(identity, { id, ...programa });
}

/** The user pool, whose client is loaded only where it is asked for. */
async function doPool(settings: GatewaySettings) {
  const { COGNITO_ENDPOINT: endpoint, TOKEN_ISSUER: issuer, AWS_REGION: region } = settings;
  if (!settings.IDENTITY_SECRET) throw new SettingsError('IDENTITY: cognito needs IDENTITY_SECRET');
  const [{ CognitoIdentityProviderClient }, { cognitoIdentity }] = await Promise.all([
    import('@aws-sdk/client-cognito-identity-provider'),
    import('./adapters/identity/cognito.ts'),
  ]);
  return cognitoIdentity({
    client: new CognitoIdentityProviderClient(awsConfig(endpoint, region)),
    issuer,
    clientId: settings.TOKEN_AUDIENCE,
    clientSecret: settings.COGNITO_CLIENT_SECRET,
    segredo: settings.IDENTITY_SECRET,
    endpoint,
  });
}

/** Where the logs are: in files, or in CloudWatch, whose client is loaded only where it is asked for. */
async function logsDe(settings: GatewaySettings): Promise<LogsDoPedido> {
  const { LOG_GROUPS: prefixo, AWS_ENDPOINT, AWS_REGION, RETENCAO_DIAS: dias } = settings;
  if (!prefixo) return logsInFiles(join(settings.DATA_DIR, 'logs'));
  const [{ CloudWatchLogsClient }, { logsInCloudWatch }] = await Promise.all([
    import('@aws-sdk/client-cloudwatch-logs'),
    import('./adapters/logs/cloudwatch.ts'),
  ]);
  return logsInCloudWatch({ client: new CloudWatchLogsClient(awsConfig(AWS_ENDPOINT, AWS_REGION)), prefixo, dias });
}

/** Somebody waits for the e-mail: it leaves now, or they hear that it did not. */
const orUnavailable =
  (mailer: Mailer): Mailer =>
  (email) =>
    mailer(email).catch((cause) => {
      throw new Unavailable('the e-mails do not leave', { cause });
    });

async function answersReady(url: string): Promise<void> {
  const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3_000) });
  if (answer.ok) return;
  const { detail } = Problem.safeParse(await answer.json().catch(() => undefined)).data ?? {};
  throw new Error(detail ?? `${url} answered ${answer.status}`);
}
