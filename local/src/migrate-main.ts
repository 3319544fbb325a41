import { createLogger } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { composeHouse } from './compose.ts';
import { houseSettings } from './settings.ts';

// npm run migrate: brings every schema up to date, where the settings say the data is. Every service does it at its start, too.
await run(
  houseSettings,
  async (settings, log) => {
    for (const service of await composeHouse(settings, log)) {
      await service.migrate();
      await service.close();
      process.stdout.write(`${service.name}: up to date\n`);
    }
    return { async stop() {} };
  },
  () => createLogger('silent'),
);
