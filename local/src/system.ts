import { compose as composeGateway } from '@foodious/gateway/compose.ts';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { startService } from '@foodious/platform/service.ts';
import { composeServices } from './compose.ts';
import { lock } from './lock.ts';
import type { HouseSettings } from './settings.ts';
import { startWorld, type World } from './world.ts';

export type System = { world: World; credentialsFile: string; stop(): Promise<void> };

/** Starts the whole restaurant in this process: the world outside, the four services, and the gateway before them. */
export async function startSystem(given: HouseSettings, log: Logger): Promise<System> {
  const unlock = lock(given.DATA_DIR);
  const settings = { ...given, ...pixSecrets(given) }; // the bank's and ours are the same
  const world = await startWorld(settings);
  const composed = await composeServices(settings, log);
  const [produto, pedido, pagamento, cozinha] = await Promise.all([
    startService(composed.produto, settings),
    startService(composed.pedido, settings),
    startService(composed.pagamento, settings),
    startService(composed.cozinha, settings),
  ]);
  const services = { produto: produto.http, pedido: pedido.http, pagamento: pagamento.http, cozinha: cozinha.http };
  const front = await composeGateway(settings, log, services);
  const gateway = await startService(front, settings);
  return {
    world,
    credentialsFile: front.credentialsFile(),
    async stop() {
      await gateway.stop(); // take nothing new
      await Promise.all([produto, pedido, pagamento, cozinha].map((service) => service.stop())); // finish what is held
      await world.stop(); // last: everyone above uses it
      unlock();
    },
  };
}
