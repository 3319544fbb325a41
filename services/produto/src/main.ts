import { ownLog, run } from '@foodious/platform/service.ts';
import { startProduto } from './service.ts';

await run(startProduto, ownLog('produto'));
