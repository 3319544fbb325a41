import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { PixSecrets } from '@foodious/pix/secrets.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { SettingsError } from '@foodious/platform/settings.ts';
import { startAws } from './fauxqs.ts';
import { startPix } from './pix/server.ts';
import { startSes } from './ses.ts';
import type { WorldSettings } from './settings.ts';
import type { Answer, Command, Part } from './world.ts';

const settings = workerData as WorldSettings & PixSecrets;
const memory = settings.DATA_DIR === ':memory:';
const folder = (name: string) => (memory ? ':memory:' : join(settings.DATA_DIR, name));
/** What our own processes call it by, and what else people say it is called. */
const names = [
  ...settings.WORLD_NAMES,
  settings.AWS_ENDPOINT,
  settings.SQS_ENDPOINT,
  settings.SES_ENDPOINT,
  settings.PIX_URL,
].map((name) => URL.parse(name)?.hostname ?? name);

const starters: Record<Part, () => Promise<{ stop(): Promise<void> }>> = {
  aws: () => startAws({ host: settings.AWS_HOST, port: settings.AWS_PORT, names, dataDir: folder('aws') }),
  ses: () => startSes({ host: settings.SES_HOST, port: settings.SES_PORT, names, dataDir: folder('ses') }),
  pix: () =>
    startPix({
      host: settings.PIX_HOST,
      port: settings.PIX_PORT,
      names,
      dataDir: folder('pix'),
      apiKey: settings.PIX_API_KEY,
      webhookSecret: settings.PIX_WEBHOOK_SECRET,
      webhookUrl: `${settings.GATEWAY_INTERNAL_URL}/v1/pagamento/webhook/mercado-pago`,
      log: createLogger('silent'),
    }),
};
const running = new Map<Part, { stop(): Promise<void> }>();

async function obey({ what, part }: Exclude<Command, { what: 'hold' }>): Promise<void> {
  if (what === 'start') {
    running.set(part, await starters[part]());
    return;
  }
  await running.get(part)?.stop();
  running.delete(part);
}

if (!parentPort) throw new SettingsError('world-worker.ts runs in a worker thread');
const port = parentPort;
port.on('message', async (command: Command) => {
  try {
    if (command.what === 'hold') {
      port.postMessage({ id: command.id } satisfies Answer);
      Atomics.wait(command.flag, 0, 0); // until whoever asked lets go
      return;
    }
    await obey(command);
    port.postMessage({ id: command.id } satisfies Answer);
  } catch (error) {
    // What Node says of a failed system call are properties of the error, which its copy for another thread would lose.
    const { message } = error as Error;
    port.postMessage({ id: command.id, error: { ...(error as Error), message } } satisfies Answer);
  }
});
