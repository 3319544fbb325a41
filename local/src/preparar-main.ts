import { createLogger } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { prepararBancos } from './preparar.ts';
import { preparationSettings } from './settings.ts';

// npm run migrate: every schema up to date, where the settings say the data is; every service does it at its start, too.
// npm run prepare:stores: the same, after databases and users are made, where an administrator of their servers is told.
await run(
  preparationSettings,
  async (settings, log) => {
    await prepararBancos(settings, log, (party) => process.stdout.write(`${party}: up to date\n`));
    return { async stop() {} };
  },
  () => createLogger('silent'),
);
