import { ownLog, run } from '@foodious/platform/service.ts';
import { startGateway } from './service.ts';

await run((settings, log) => startGateway(settings, log), ownLog('gateway'));
