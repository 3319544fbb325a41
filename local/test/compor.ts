/**
 * A process that composes every service and runs none, and then says what that brought about. It ends by itself once nothing
 * keeps it, and says so only then. Its settings come by the environment.
 */
import { createHook } from 'node:async_hooks';
import { createLogger } from '@foodious/platform/log.ts';
import { httpOf } from '@foodious/platform/service.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { composeAll, composeHouse } from '../src/compose.ts';
import { houseSettings } from '../src/settings.ts';

/** Sockets that listen or connect, look-ups of names, timers, threads, processes, watched files: as Node names them. */
const WATCHED =
  /^(TCP|UDP|PIPE|TLS|HTTP|GETADDRINFO|GETNAMEINFO|QUERY|Timeout|WORKER|MESSAGEPORT|PROCESS|FSEVENT|STATWATCHER)/;

const { stdout } = process; // a pipe, and there before anything is watched
/** All that was ever begun of that; and what of it has not ended, by its number. */
const begun = new Set<string>();
const open = new Map<number, string>();
const hook = createHook({
  init(id, kind) {
    if (!WATCHED.test(kind)) return;
    begun.add(kind);
    open.set(id, kind);
  },
  destroy: (id) => void open.delete(id),
}).enable();

const settings = readSettings(houseSettings, [], process.env);
const log = createLogger('silent');
const composed = [...(await composeHouse(settings, log)), ...(await composeAll())];
const composing = [...begun];

const servers: { name: string; hasRoutes: boolean; listening: boolean }[] = [];
for (const service of composed) {
  const app = await httpOf(service);
  await app.ready();
  servers.push({
    name: service.name,
    hasRoutes: Object.keys(app.swagger().paths ?? {}).length > 0,
    listening: app.server.listening,
  });
}
await new Promise(setImmediate); // what ended is told a moment later
hook.disable();

const done = performance.now();
process.once('beforeExit', () => {
  const keptMs = performance.now() - done;
  stdout.write(JSON.stringify({ servers, composing, begun: [...begun], open: [...open.values()], keptMs }));
});
