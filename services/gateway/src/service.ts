import { join } from 'node:path';
import type { ServiceName } from '@foodious/contracts/messages.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { createHttp, type Http } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Service, serviceLogger } from '@foodious/platform/service.ts';
import { listenOn, type Settings } from '@foodious/platform/settings.ts';
import openapi from '../openapi.json' with { type: 'json' };
import { localIdentity } from './adapters/identity/local.ts';
import { inProcess } from './adapters/upstream/in-process.ts';
import { remote } from './adapters/upstream/remote.ts';
import { comSessao } from './http/cookie.ts';
import { routes, unlistedRoutes } from './http/routes.ts';
import type { Upstreams } from './ports.ts';

/** Builds and starts the gateway: one origin for everything, the first of two locks on every route. */
export async function startGateway(
  settings: Settings,
  parentLog: Logger,
  services?: Record<ServiceName, Http>,
): Promise<Service & { credentialsFile: string }> {
  const log = serviceLogger(parentLog, 'gateway');
  const identity = await localIdentity(settings.DATA_DIR, settings.GATEWAY_URL);
  const upstreams: Upstreams = {
    produto: services ? inProcess(services.produto) : remote(settings.PRODUTO_URL),
    pedido: services ? inProcess(services.pedido) : remote(settings.PEDIDO_URL),
    pagamento: services ? inProcess(services.pagamento) : remote(settings.PAGAMENTO_URL),
    cozinha: services ? inProcess(services.cozinha) : remote(settings.COZINHA_URL),
  };
  const ready = async () => {
    const urls = [settings.PRODUTO_URL, settings.PEDIDO_URL, settings.PAGAMENTO_URL, settings.COZINHA_URL];
    await Promise.all(urls.map(answersReady));
  };

  const verify = jwtVerifier(settings.GATEWAY_URL);
  const http = await createHttp({ name: 'gateway', log, verify, ready, document: openapi, rewriteUrl: comSessao });
  const deps = {
    identity,
    verify,
    upstreams,
    logFolder: join(settings.DATA_DIR, 'logs'),
    url: settings.GATEWAY_URL,
    fuso: settings.FUSO,
    webDir: settings.WEB_DIR,
  };
  routes(http, deps);
  await unlistedRoutes(http, deps);
  await http.listen(listenOn(settings, settings.PORT));
  return {
    http,
    credentialsFile: identity.credentialsFile,
    async stop() {
      await http.close();
      identity.forget();
    },
  };
}

async function answersReady(url: string): Promise<void> {
  const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}
