import { runService } from '@foodious/platform/service.ts';
import { compose } from './compose.ts';
import { pagamentoSettings } from './settings.ts';

await runService('pagamento', pagamentoSettings, compose);
