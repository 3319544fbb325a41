import { ownLog, run } from '@foodious/platform/service.ts';
import { startPagamento } from './service.ts';

await run(startPagamento, ownLog('pagamento'));
