import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@foodious/contracts/services.ts';
import { pause } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { flags, SettingsError } from '@foodious/platform/settings.ts';
import { lock } from './lock.ts';
import { type HouseSettings, houseSettings } from './settings.ts';

const project = join(import.meta.dirname, '../..');
const WORLD = 'local/src/world-main.ts';
const mainOf = (service: string) => `services/${service}/src/main.ts`;

/** How long everything may take to be ready, in milliseconds. */
const PATIENCE_MS = 60_000;
/** A process that has run for so long had started well, in milliseconds: when it ends, it is started again at once. */
const STEADY_MS = 60_000;

type Kept = { stop(): Promise<void> };

/**
 * The restaurant as a chain runs it: several processes of each service, on the servers the settings name, beside a world
 * outside that is the laptop's. A process that ends by itself is started again. Throws SettingsError where one cannot start.
 */
export async function startServices(settings: HouseSettings, log: Logger): Promise<Kept> {
  // What was told here by flags each process reads from its environment: a flag it does not know would be a wrong option.
  const told = flags(houseSettings, process.argv.slice(2));
  const env = { ...process.env, ...told, ...serversOf(settings), SHARE_PORT: 'true' };
  const { HOST, PORT, SERVICES_HOST, PRODUTO_PORT, PEDIDO_PORT, PAGAMENTO_PORT, COZINHA_PORT } = settings;
  // They share their ports with one another, and would with a stranger's.
  await free(HOST, PORT);
  for (const port of [PRODUTO_PORT, PEDIDO_PORT, PAGAMENTO_PORT, COZINHA_PORT]) await free(SERVICES_HOST, port);
  const unlock = lock(settings.DATA_DIR);
  const groups: Kept[][] = [];
  const stop = async () => {
    for (const group of groups.toReversed()) await Promise.all(group.map((kept) => kept.stop()));
    unlock();
  };
  const failed = Promise.withResolvers<never>();
  let started = false;
  /** Whether a process that ended by itself is to be started again. */
  const ended = (file: string) => {
    if (!started) failed.reject(new SettingsError(`${file} did not start: what it said is above, or in its log`));
    return started;
  };
  const instances = (services: readonly string[]) =>
    services.flatMap((service) =>
      [...Array(settings.INSTANCES).keys()].map((i) =>
        keepAlive(mainOf(service), { ...env, INSTANCE: String(i + 1) }, log, ended),
      ),
    );
  try {
    groups.push([keepAlive(WORLD, env, log, ended)]);
    await Promise.race([failed.promise, answering(`${settings.PIX_URL}/health`)]);
    groups.push(instances(serviceNames), instances(['gateway']));
    await Promise.race([failed.promise, answering(`${settings.GATEWAY_INTERNAL_URL}/ready`)]);
  } catch (error) {
    await stop();
    throw error;
  }
  started = true;
  return { stop };
}

/** Where the servers are: as the settings say, or else as `scripts/services up` has noted. */
function serversOf({ DATA_DIR, MYSQL_URL, MONGO_URL }: HouseSettings): Record<string, string> {
  if (MYSQL_URL && MONGO_URL) return { MYSQL_URL, MONGO_URL };
  const noted = join(DATA_DIR, 'servers', 'environment.json');
  if (!existsSync(noted)) throw new SettingsError('MYSQL_URL and MONGO_URL: give both, or run `scripts/services up`');
  const { MYSQL_URL: mysql, MONGO_URL: mongo } = JSON.parse(readFileSync(noted, 'utf8'));
  return { MYSQL_URL: `${mysql}/foodious`, MONGO_URL: `${mongo}/foodious` };
}

function keepAlive(file: string, env: NodeJS.ProcessEnv, log: Logger, ended: (file: string) => boolean): Kept {
  const stopping = new AbortController();
  const start = () =>
    spawn(process.execPath, ['--max-semi-space-size=8', join(project, file)], {
      env,
      detached: true, // Ctrl-C is ours to hand on, in order
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'], // what it does is in its log; it ends when we are gone
    });
  let child = start();
  async function watch(): Promise<void> {
    for (let failures = 0; ; ) {
      const began = Date.now();
      const [code, signal] = await once(child, 'exit');
      if (stopping.signal.aborted || !ended(file)) return;
      log.error({ file, instance: env.INSTANCE, code, signal }, 'a process ended by itself: started again');
      failures = Date.now() - began > STEADY_MS ? 0 : failures + 1;
      await pause(Math.min(10_000, 250 * 2 ** failures), stopping.signal);
      if (stopping.signal.aborted) return;
      child = start();
    }
  }
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      child.kill('SIGTERM');
      await watching;
    },
  };
}

/** Throws as listening there would. */
async function free(host: string, port: number): Promise<void> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function answering(url: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until)
      throw new SettingsError(`${url} does not answer after ${PATIENCE_MS / 1000} s: see the logs`);
  }
}
