import { join } from 'node:path';
import { createLogger, rotatingFile } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/service.ts';
import type { Settings } from '@foodious/platform/settings.ts';
import { multistream } from 'pino';
import { startSystem } from './system.ts';

/** Everything goes to a file, so that the terminal keeps the addresses in view; what is wrong is shown there too. */
function logFor({ DATA_DIR, LOG_LEVEL }: Settings) {
  const terminal = { level: 'error' as const, stream: process.stderr };
  if (LOG_LEVEL === 'silent' || DATA_DIR === ':memory:') return createLogger(LOG_LEVEL, multistream([terminal]));
  const file = { level: LOG_LEVEL, stream: rotatingFile(join(DATA_DIR, 'logs')) };
  return createLogger(LOG_LEVEL, multistream([file, terminal]));
}

await run(async (settings, log) => {
  const system = await startSystem(settings, log);
  const { GATEWAY_URL, HOST, SES_PORT, PIX_PORT, DATA_DIR } = settings;
  process.stdout.write(`
  Fast & Foodious is open.

  API and its reference   ${GATEWAY_URL}/docs
  Pix provider            http://${HOST}:${PIX_PORT}   (approve, reject or let a pagamento expire)
  E-mails sent            http://${HOST}:${SES_PORT}
  Credentials             ${system.credentialsFile}
  Data and logs           ${DATA_DIR}

  Ctrl-C closes it in order.
`);
  return {
    async stop() {
      await system.stop();
      process.stdout.write('\n  Closed.\n');
    },
  };
}, logFor);
