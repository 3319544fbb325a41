import { fileAndTerminal } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/service.ts';
import { startSystem } from './system.ts';

await run(
  async (settings, log) => {
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
  },
  (settings) =>
    // The terminal keeps the addresses in view; only what is wrong is shown there too.
    fileAndTerminal(settings, 'foodious', { level: 'error', stream: process.stderr }),
);
