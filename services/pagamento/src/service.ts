import { randomUUID } from 'node:crypto';
import { newStory } from '@foodious/kernel/context.ts';
import { startLoop } from '@foodious/messaging/loop.ts';
import { startMessaging } from '@foodious/messaging/messaging.ts';
import { operationRoutes } from '@foodious/messaging/routes.ts';
import { sqsBroker, sqsCare, sqsClient } from '@foodious/messaging/sqs.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { createHttp } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { listenOn, type Settings } from '@foodious/platform/settings.ts';
import { pagamentoRoutes } from './http/routes.ts';
import { provedorSimulado } from './provider/simulado.ts';
import { pagamentoHandler } from './queue/handlers.ts';
import { openStore } from './store/open.ts';
import { conciliarExpirados, type World } from './use-cases.ts';

/** How often expired pagamentos are looked for, and how long the provider has to tell us first, in milliseconds. */
const SWEEP_MS = 5_000;
const GRACE_MS = 15_000;

/** Builds and starts the pagamento service: Pix charges and the provider's notifications. */
export async function startPagamento(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'pagamento');
  const store = await openStore(settings);
  const client = sqsClient(settings);
  const messaging = await startMessaging({
    service: 'pagamento',
    outbox: store.outbox,
    trail: store.trail,
    broker: sqsBroker(client),
    care: sqsCare(client),
    prunes: store.prunes,
    retentionDays: settings.RETENCAO_DIAS,
    log,
  });
  const { relay, tail, trail, streams } = messaging;
  const world = {
    ...{ store, relay, tail, trail, streams },
    provedor: provedorSimulado(settings.PIX_URL, settings.PIX_API_KEY),
    validadeMs: settings.PAGAMENTO_EXPIRA_S * 1_000,
    webhookSecret: settings.PIX_WEBHOOK_SECRET,
  };

  const http = await createHttp({
    name: 'pagamento',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => store.ping(),
  });
  pagamentoRoutes(http, world);
  operationRoutes(http, messaging);
  await http.listen(listenOn(settings, settings.PAGAMENTO_PORT));

  messaging.consume(pagamentoHandler(world));
  const sweeping = startLoop(() => sweep(world), {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'expired pagamentos wait: provider or database unavailable'),
  });
  return {
    http,
    async stop() {
      await http.close();
      await sweeping.stop();
      await messaging.stop();
      await store.close();
    },
  };
}

async function sweep(world: World): Promise<void> {
  const agora = new Date();
  const context = newStory(randomUUID(), agora, 'pagamento');
  await conciliarExpirados(world, context, new Date(agora.getTime() - GRACE_MS));
}
