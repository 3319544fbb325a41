import { runService } from '@foodious/platform/service.ts';
import { compose } from './compose.ts';
import { produtoSettings } from './settings.ts';

await runService('produto', produtoSettings, compose);
