import { randomUUID } from 'node:crypto';
import { acesso, alcances, scopes } from '@foodious/contracts/scopes.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { dayIn } from '@foodious/kernel/day.ts';
import { anosAntes } from '@foodious/kernel/instant.ts';
import { createMessaging } from '@foodious/messaging/messaging.ts';
import { sqsBroker, sqsCare, sqsClient } from '@foodious/messaging/sqs.ts';
import { operationRoutes } from '@foodious/operation/routes.ts';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import { remoteVerifier } from '@foodious/platform/auth.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { allReady } from '@foodious/platform/ready.ts';
import { type Composition, serviceLogger } from '@foodious/platform/service.ts';
import { provedorDoBalcao } from './adapters/balcao/provedor.ts';
import { provedorSimulado } from './adapters/pix/simulado.ts';
import { assinatura } from './http/notificacoes.ts';
import { routes } from './http/routes.ts';
import { vencidos } from './jobs/vencidos.ts';
import { pagamentoHandler } from './queue/handlers.ts';
import type { PagamentoSettings } from './settings.ts';
import { openStore } from './store/open.ts';
import { waking } from './store/waking.ts';
import { auditarFechamentos } from './use-cases/balcao/caixa.ts';
import { levarOsQueFicaram } from './use-cases/balcao/levar.ts';
import { fazerOQueVenceu } from './use-cases/vencer.ts';

/** The pagamento service: Pix charges and the provider's notifications. */
export async function compose(settings: PagamentoSettings, parentLog: Logger): Promise<Composition> {
  const log = serviceLogger(parentLog, 'pagamento');
  const opened = await openStore(settings);
  const client = sqsClient(settings);
  const fimDaGuarda = () => anosAntes(new Date(), settings.RETENCAO_FISCAL_ANOS);
  const messaging = createMessaging({
    service: 'pagamento',
    outbox: opened.outbox,
    trail: opened.trail,
    broker: sqsBroker(client),
    care: sqsCare(client),
    prunes: [
      ...opened.prunes,
      (_, limit) => opened.deleteBefore(fimDaGuarda(), limit),
      (_, limit) => opened.balcao.deleteBelow('mexidaEm', fimDaGuarda().toISOString(), limit),
      (_, limit) => opened.fechamentos.deleteBelow('dia', fimDaGuarda().toISOString(), limit),
    ],
    retentionDays: settings.RETENCAO_DIAS,
    log,
  });
  const store = waking(opened, messaging);
  const secrets = firstUse(() => pixSecrets(settings));
  const simulador = provedorSimulado(settings.PIX_URL, secrets);
  const provedores = { pix: simulador, balcao: provedorDoBalcao(opened.balcao) };
  const validadeMs = { pix: settings.PAGAMENTO_EXPIRA_S * 1_000, balcao: settings.BALCAO_EXPIRA_S * 1_000 };
  const livros = { balcao: opened.balcao, fechamentos: opened.fechamentos, diaDe: dayIn(settings.FUSO) };
  const historia = () => newStory(randomUUID(), new Date(), 'pagamento');
  const vencer = () => fazerOQueVenceu(store, provedores, historia());
  const cuidarDoBalcao = async () =>
    (await levarOsQueFicaram({ store, provedores, balcao: opened.balcao }, historia())) +
    (await auditarFechamentos(livros, messaging, historia()));
  const issuer = remoteVerifier(settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, settings.GATEWAY_INTERNAL_URL);
  return {
    name: 'pagamento',
    host: settings.SERVICES_HOST,
    port: settings.PAGAMENTO_PORT,
    log,
    http: {
      verify: issuer.verify,
      scopes,
      alcances,
      metrics: acesso('operacao:ler'),
      schemes: { assinatura: assinatura(simulador) },
      ready: () => allReady({ 'o banco de dados': () => opened.ping(), 'as chaves do emissor': issuer.ready }),
    },
    routes(app) {
      routes(app, { store, provedores, simulador, livros, streams: messaging.streams });
      operationRoutes(app, messaging);
    },
    migrate: () => opened.migrate(),
    jobs: [{ start: secrets }, messaging], // it does not start with secrets that cannot be read
    consumers: [
      messaging.consumer(pagamentoHandler({ store, provedores, messaging, validadeMs })),
      vencidos(vencer, log),
      vencidos(cuidarDoBalcao, log),
    ],
    close: () => opened.close(),
  };
}

/** What is made when it is first asked for, and kept. */
function firstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
