import { runService } from '@foodious/platform/service.ts';
import { compose } from './compose.ts';
import { pedidoSettings } from './settings.ts';

await runService('pedido', pedidoSettings, compose);
