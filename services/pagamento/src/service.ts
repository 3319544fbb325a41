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
import { provedorSimulado } from './adapters/pix/simulado.ts';
import { routes } from './http/routes.ts';
import type { PagamentoStore, Provedor } from './ports.ts';
import { pagamentoHandler } from './queue/handlers.ts';
import { openStore } from './store/open.ts';
import { waking } from './store/waking.ts';
import { conciliarExpirados } from './use-cases/conciliar.ts';

/** How often expired pagamentos are looked for, and how long the provider has to tell us first, in milliseconds. */
const SWEEP_MS = 5_000;
const GRACE_MS = 15_000;

/** Builds and starts the pagamento service: Pix charges and the provider's notifications. */
export async function startPagamento(settings: Settings, parentLog: Logger): Promise<Service> {
  const log = serviceLogger(parentLog, 'pagamento');
  const opened = await openStore(settings);
  const client = sqsClient(settings);
  const messaging = await startMessaging({
    service: 'pagamento',
    outbox: opened.outbox,
    trail: opened.trail,
    broker: sqsBroker(client),
    care: sqsCare(client),
    prunes: opened.prunes,
    retentionDays: settings.RETENCAO_DIAS,
    log,
  });
  const store = waking(opened, messaging);
  const provedor = provedorSimulado({
    url: settings.PIX_URL,
    apiKey: settings.PIX_API_KEY,
    webhookSecret: settings.PIX_WEBHOOK_SECRET,
  });

  const http = await createHttp({
    name: 'pagamento',
    log,
    verify: jwtVerifier(settings.GATEWAY_URL),
    ready: () => opened.ping(),
  });
  routes(http, { store, provedor, streams: messaging.streams });
  operationRoutes(http, messaging);
  await http.listen(listenOn(settings, settings.PAGAMENTO_PORT));

  messaging.consume(pagamentoHandler({ store, provedor, validadeMs: settings.PAGAMENTO_EXPIRA_S * 1_000 }));
  const sweeping = startLoop(() => sweep(store, provedor), {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'expired pagamentos wait: provider or database unavailable'),
  });
  return {
    http,
    async stop() {
      await http.close();
      await sweeping.stop();
      await messaging.stop();
      await opened.close();
    },
  };
}

async function sweep(store: PagamentoStore, provedor: Provedor): Promise<void> {
  const agora = new Date();
  const context = newStory(randomUUID(), agora, 'pagamento');
  await conciliarExpirados(store, provedor, context, new Date(agora.getTime() - GRACE_MS));
}
