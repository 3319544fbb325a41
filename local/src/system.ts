import { compose as composeGateway } from '@foodious/gateway/compose.ts';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { SecretStore } from '@foodious/platform/secret-store.ts';
import { type Composition, endAll, type Service, startService } from '@foodious/platform/service.ts';
import { serveBackups } from './backup.ts';
import { composeServices } from './compose.ts';
import { lock } from './lock.ts';
import type { HouseSettings } from './settings.ts';
import { startWorld, type World } from './world.ts';

export type System = { world: World; segredos: SecretStore; stop(): Promise<void> };

/**
 * Starts the whole restaurant in this process: the world outside, the four services, and the gateway before them.
 * What fails half-way ends what was begun.
 */
export async function startSystem(given: HouseSettings, log: Logger): Promise<System> {
  const unlock = lock(given.DATA_DIR);
  /** How what has begun is ended, from the last to the first: everyone uses those who began before. */
  const ends: (() => unknown)[] = [unlock];
  const stop = () => endAll(ends.splice(0).toReversed());
  try {
    const settings = { ...given, ...(await pixSecrets(given)) }; // the bank's and ours are the same
    const world = await startWorld(settings);
    ends.push(() => world.stop());

    const composed = await composeServices(settings, log);
    const running: Service[] = [];
    ends.push(() => Promise.all(running.map((service) => service.stop()))); // finish what is held
    const begin = async (composition: Composition) => {
      const service = await startService(composition, settings);
      running.push(service);
      return service.http;
    };
    const { produto, pedido, pagamento, cozinha } = composed;
    const begun = [begin(produto), begin(pedido), begin(pagamento), begin(cozinha)] as const;
    await Promise.allSettled(begun);
    const [ofProduto, ofPedido, ofPagamento, ofCozinha] = await Promise.all(begun);

    const services = { produto: ofProduto, pedido: ofPedido, pagamento: ofPagamento, cozinha: ofCozinha };
    const front = await composeGateway(settings, log, services);
    const gateway = await startService(front, settings);
    ends.push(() => gateway.stop()); // take nothing new
    if (settings.DATA_DIR !== ':memory:') ends.push(await serveBackups(settings.DATA_DIR, world, log));
    return { world, segredos: front.segredos, stop };
  } catch (error) {
    await stop().catch((err) => log.warn({ err }, 'not ended cleanly'));
    throw error;
  }
}
