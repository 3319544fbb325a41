import { pixSecrets } from '@foodious/pix/secrets.ts';
import { ownLog, run } from '@foodious/platform/process.ts';
import { worldSettings } from './settings.ts';
import { startWorld } from './world.ts';

// The world outside alone, for services that run each in a process of its own.
await run(
  worldSettings,
  async (settings, log) => {
    const world = await startWorld({ ...settings, ...(await pixSecrets(settings)) });
    log.info({ aws: settings.AWS_ENDPOINT, ses: settings.SES_ENDPOINT, pix: settings.PIX_URL }, 'world started');
    return { stop: () => world.stop() };
  },
  ownLog('world'),
);
