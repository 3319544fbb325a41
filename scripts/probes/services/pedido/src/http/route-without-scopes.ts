// Run, not linted, by scripts/check.ts: a route that does not say who may call it must stop the service.
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';

const app = await createHttp({
  name: 'probe',
  log: createLogger('silent'),
  verify: () => Promise.reject(new Error('not here')),
  ready: async () => {},
});
app.get('/v1/probe', async () => true);
