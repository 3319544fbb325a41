import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renewing } from '@foodious/testing/client.ts';
import { environment, freshPlace, ready, spawnNode } from '@foodious/testing/place.ts';
import { MongoClient } from 'mongodb';
import { createConnection } from 'mysql2/promise';
import { temporaryServers } from '../../servers/temporary.ts';
import { call } from './client.ts';
import { diskFlushes, round, threadUse, type Use, usage } from './measure.ts';

export type Layout = 'embedded' | 'servers';
const SERVICES = ['produto', 'pedido', 'pagamento', 'cozinha'] as const;

/** How often the tokens are looked at: several times in the two minutes before they end, milliseconds. */
const RENEW_MS = 30_000;

/** A place for one system, open or not, and where it keeps what. Whoever makes it closes it. */
export type House = Awaited<ReturnType<typeof makeHouse>>;
/** The system, running, and the tokens to use it. */
export type Open = Awaited<ReturnType<House['open']>>;

/**
 * A house of its own: a folder, ports, and on servers databases: on those named by MYSQL_URL and MONGO_URL, or on servers
 * started for it.
 */
export async function makeHouse({ on, instances }: { on: Layout; instances: number }) {
  const { MYSQL_URL, MONGO_URL } = process.env;
  const named = on === 'servers' && MYSQL_URL && MONGO_URL ? { MYSQL_URL, MONGO_URL } : undefined;
  const own = on === 'servers' && !named ? await temporaryServers(['mariadb', 'mongo']) : undefined;
  const place = await freshPlace();
  const databases = named ?? own?.environment ?? { MYSQL_URL: '', MONGO_URL: '' };
  const name = `bench_${place.port}`;
  const at = (url: string | undefined) => (url ? Object.assign(new URL(url), { pathname: name }).href : '');
  const [mysql, mongo] = [at(databases.MYSQL_URL), at(databases.MONGO_URL)];
  const settings = {
    LOG_LEVEL: 'info',
    MYSQL_URL: mysql,
    MONGO_URL: mongo,
    INSTANCES: String(instances || 1),
    // All callers of a bench are one.
    STREAMS_PER_TOKEN: '2000',
    STREAMS_PER_ADDRESS: '2000',
  };
  const serverPids = () =>
    own ? [own.mariadb.pid(), own.mongo.pid()].flatMap((pid) => pid ?? []) : [mysql, mongo].flatMap(listenerOf);
  let running: { child: ReturnType<typeof spawnNode>; ended: Promise<unknown> } | undefined;

  let renewal: NodeJS.Timeout | undefined;

  async function stop() {
    clearInterval(renewal);
    running?.child.kill('SIGTERM');
    await running?.ended;
    running = undefined;
  }

  let closing: Promise<void> | undefined;
  async function close() {
    await stop();
    if (named) await dropDatabases(mysql, mongo, name);
    await own?.remove();
    place.remove();
  }

  return {
    on,
    instances,
    place,
    mysql,
    mongo,
    serverPids,
    /**
     * Starts the system; resolves once it is ready.
     * @param profiles a folder for a CPU profile of each process, written when it ends
     */
    async open(profiles?: string) {
      const began = performance.now();
      const more = profiles ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(profiles)}` } : {};
      const env = environment(place, { ...settings, ...more });
      const apart = on === 'servers' && instances > 0;
      const child = spawnNode(apart ? 'local/src/services-main.ts' : 'local/src/main.ts', env);
      running = { child, ended: once(child, 'exit') };
      const credentials = await ready(place, child);
      const readyMs = Math.round(performance.now() - began);
      const token = (body: object) =>
        renewing(async (asked) => (await call(`${place.gateway}/oauth2/token`, 'POST', '', asked)).body, body);
      const { usuario: username, senha: password } = credentials.gerente;
      const pid = child.pid ?? 0;
      const totem = await token({ client_id: credentials.cliente_id, client_secret: credentials.cliente_segredo });
      const gerente = await token({ grant_type: 'password', username, password });
      const open = {
        gateway: place.gateway,
        pix: place.pix,
        /** Tokens that are changed for others before they end: taken anew for each call. */
        totem: await totem(),
        gerente: await gerente(),
        readyMs,
        usage: (): Map<string, Use> => usage([pid, ...serverPids()]),
        /** The threads of the one process that is everything; nothing on servers. */
        threads: (): Map<string, number> => (on === 'embedded' ? threadUse(pid) : new Map()),
        diskFlushes: () => diskFlushes(place.dataDir),
        /** Where each service answers by itself. */
        services: SERVICES.map((_, i) => `http://127.0.0.1:${place.base + i}`),
      };
      const renew = async () => Object.assign(open, { totem: await totem(), gerente: await gerente() });
      renewal = setInterval(() => void renew().catch(() => {}), RENEW_MS); // busy: the next time will do
      return open;
    },
    stop,
    /** Lets servers of our own finish what they were told: what was loaded would be written while we measure. */
    async settle() {
      if (!own) return;
      await own.mariadb.stop();
      await own.mariadb.start();
    },
    /** Ends everything and removes what it kept; once, however often it is asked for. */
    close: () => (closing ??= close()),
  };
}

/** MiB of every process, and all together. */
export function memory(uses: ReadonlyMap<string, Use>): Record<string, number> {
  const each = [...uses].map(([name, { memoryMiB }]) => [name, round(memoryMiB, 0)] as const);
  return { ...Object.fromEntries(each), total: each.reduce((sum, [, mib]) => sum + mib, 0) };
}

async function dropDatabases(mysql: string, mongo: string, name: string) {
  const sql = await createConnection(Object.assign(new URL(mysql), { pathname: '' }).href);
  for (const service of ['gateway', ...SERVICES, 'floor'])
    await sql.query(`drop database if exists \`${name}_${service}\``);
  await sql.end();
  const client = new MongoClient(mongo);
  await client.db(name).dropDatabase();
  await client.close();
}

/** The process of a server somebody else started, where it runs here: its port is among its arguments. */
function listenerOf(url: string): number[] {
  if (!url) return [];
  const port = new RegExp(`\\b${new URL(url).port || 'none'}\\b`);
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
        return /^(mariadbd|mysqld|mongod|java)$/.test(name) && port.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      } catch {
        return false; // gone
      }
    })
    .map(Number);
}
