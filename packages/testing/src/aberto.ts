import { houseSettings } from '@foodious/local/settings.ts';
import { startSystem } from '@foodious/local/system.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { lanchonete } from './lanchonete.ts';
import { environment, freshPlace } from './place.ts';

/** A system in this process, whose parts outside can be taken away. Whoever opens it closes it. */
export async function aberto(env: Record<string, string> = {}, lugar?: Awaited<ReturnType<typeof freshPlace>>) {
  const place = lugar ?? (await freshPlace());
  const linhas: string[] = [];
  const abrir = (mais: Record<string, string> = {}) =>
    startSystem(
      readSettings(houseSettings, [], environment(place, { ...env, ...mais })),
      createLogger('debug', { write: (linha) => void linhas.push(linha) }),
    );
  let system = await abrir().catch((error) => {
    place.remove();
    throw error;
  });
  return {
    ...(await lanchonete(place)),
    /** All it has logged. */
    log: () => linhas.join(''),
    /** Takes a part of the world outside away, or brings it back. */
    para: (parte: 'aws' | 'ses' | 'pix') => system.world.stop(parte),
    volta: (parte: 'aws' | 'ses' | 'pix') => system.world.start(parte),
    /** Closes it and opens it again on the same data. */
    async reabrir(mais: Record<string, string>): Promise<void> {
      await system.stop();
      system = await abrir(mais);
    },
    async fechar(): Promise<void> {
      await system.stop();
      place.remove();
    },
  };
}
