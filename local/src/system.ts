import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startCozinha } from '@foodious/cozinha/service.ts';
import { startGateway } from '@foodious/gateway/service.ts';
import { startPagamento } from '@foodious/pagamento/service.ts';
import { startPedido } from '@foodious/pedido/service.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { type Settings, SettingsError } from '@foodious/platform/settings.ts';
import { startProduto } from '@foodious/produto/service.ts';
import { startWorld, type World } from './world.ts';

export type System = { world: World; credentialsFile: string; stop(): Promise<void> };

/** Starts the whole restaurant in this process: the world outside, the four services, and the gateway before them. */
export async function startSystem(settings: Settings, log: Logger): Promise<System> {
  const unlock = lock(settings.DATA_DIR);
  const world = await startWorld(settings);
  const [produto, pedido, pagamento, cozinha] = await Promise.all([
    startProduto(settings, log),
    startPedido(settings, log),
    startPagamento(settings, log),
    startCozinha(settings, log),
  ]);
  const http = { produto: produto.http, pedido: pedido.http, pagamento: pagamento.http, cozinha: cozinha.http };
  const gateway = await startGateway(settings, log, http);
  return {
    world,
    credentialsFile: gateway.credentialsFile,
    async stop() {
      await gateway.stop(); // take nothing new
      await Promise.all([produto, pedido, pagamento, cozinha].map((service) => service.stop())); // finish what is held
      await world.stop(); // last: everyone above uses it
      unlock();
    },
  };
}

/** Two systems on one data folder would undo each other. The lock is the operating system's: it ends with the process. */
export function lock(dataDir: string): () => void {
  if (dataDir === ':memory:') return () => {};
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'lock'));
  try {
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error; // SQLITE_BUSY
    throw new SettingsError(`DATA_DIR: ${dataDir} is in use by another running system`);
  }
  return () => db.close();
}
