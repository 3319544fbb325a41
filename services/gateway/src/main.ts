import { runService } from '@foodious/platform/service.ts';
import { compose } from './compose.ts';
import { gatewaySettings } from './settings.ts';

await runService('gateway', gatewaySettings, compose);
