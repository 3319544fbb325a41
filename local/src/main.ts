import { fileAndTerminal } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { greeting } from './greeting.ts';
import { houseSettings } from './settings.ts';
import { startSystem } from './system.ts';

// npm start
await run(
  houseSettings,
  async (settings, log) => {
    const system = await startSystem(settings, log);
    return greeting(settings, system.segredos, () => system.stop());
  },
  (settings) =>
    // The terminal keeps the addresses in view; only what is wrong is shown there too.
    fileAndTerminal(settings, 'foodious', { level: 'error', stream: process.stderr }),
);
