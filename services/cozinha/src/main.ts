import { ownLog, run } from '@foodious/platform/service.ts';
import { startCozinha } from './service.ts';

await run(startCozinha, ownLog('cozinha'));
