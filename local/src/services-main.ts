import { fileAndTerminal } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { openSecretStore } from '@foodious/platform/secret-store.ts';
import { greeting } from './greeting.ts';
import { startServices } from './services.ts';
import { houseSettings } from './settings.ts';

// npm run start:services
await run(
  houseSettings,
  async (settings, log) => {
    const services = await startServices(settings, log);
    return greeting(settings, await openSecretStore(settings), () => services.stop());
  },
  (settings) => fileAndTerminal(settings, 'services', { level: 'error', stream: process.stderr }),
);
