import { runService } from '@foodious/platform/service.ts';
import { compose } from './compose.ts';
import { cozinhaSettings } from './settings.ts';

await runService('cozinha', cozinhaSettings, compose);
