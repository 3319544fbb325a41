import { ownLog, run } from '@foodious/platform/service.ts';
import { startPedido } from './service.ts';

await run(startPedido, ownLog('pedido'));
