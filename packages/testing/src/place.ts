import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dayIn } from '@foodious/kernel/day.ts';
import { createConnection } from 'mysql2/promise';
import { type Credentials, caller, readCredentials } from './client.ts';
import { until } from './waiting.ts';

const project = join(import.meta.dirname, '../../..');

/** A time zone where it is about noon: no suite that runs now sees a day of the restaurant end. */
export const MEIO_DIA = (() => {
  const toNoon = 12 - new Date().getUTCHours();
  return `Etc/GMT${toNoon < 0 ? '+' : '-'}${Math.abs(toNoon)}`; // POSIX signs: -5 is five hours ahead of UTC
})();
/** The restaurant's day at an instant. */
export const diaDe = dayIn(MEIO_DIA);

/**
 * First of nine free ports in a row: one for the gateway, eight to spare for the rest. The tenth is held as long as this
 * process lives, so that no other one takes them before they are in use, or between two uses.
 */
export async function freePorts(): Promise<number> {
  const hold = (port: number) =>
    new Promise<Server | undefined>((resolve) => {
      const server = createServer()
        .once('error', () => resolve(undefined))
        .listen(port, '127.0.0.1', () => resolve(server.unref()));
    });
  for (;;) {
    // Below the ephemeral range, so that nobody borrows them meanwhile; above 10080, which fetch refuses.
    const first = 10_100 + 10 * Math.floor(Math.random() * 1_990);
    const lock = await hold(first + 9);
    const rest = lock ? await Promise.all([...Array(9).keys()].map((i) => hold(first + i))) : [];
    await Promise.all(rest.map((server) => server && new Promise((closed) => server.close(closed))));
    if (lock && rest.every(Boolean)) return first;
    lock?.close();
  }
}

export type Place = { port: number; base: number; dataDir: string; gateway: string; ses: string; pix: string };

/** A folder and ports of its own for one system. */
export async function freshPlace(): Promise<Place & { remove(): void }> {
  const port = await freePorts();
  const dataDir = mkdtempSync(join(tmpdir(), 'foodious-'));
  const at = (n: number) => `http://127.0.0.1:${n}`;
  const base = port + 1;
  return {
    port,
    base,
    dataDir,
    gateway: at(port),
    ses: at(base + 5),
    pix: at(base + 6),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

/** Where servers are: MYSQL_URL and MONGO_URL without a database, SQS_ENDPOINT. */
export type Servers = Readonly<Record<string, string | undefined>>;

/** What a process of this place is told; on servers it gets databases of its own there. */
export const environment = (
  place: Place,
  more: Record<string, string> = {},
  servers: Servers = process.env,
): NodeJS.ProcessEnv => ({
  ...process.env,
  ...servers,
  ...ownDatabases(place, servers),
  PORT: String(place.port),
  PORT_BASE: String(place.base),
  DATA_DIR: place.dataDir,
  FUSO: MEIO_DIA,
  CADASTROS_POR_MINUTO: '100000', // a suite registers more people than a restaurant
  ...more,
});

function ownDatabases({ port, dataDir }: Place, servers: Servers): Record<string, string> {
  const name = `${basename(dataDir).toLowerCase().replaceAll('-', '_')}_${port}`;
  const given = ['MYSQL_URL', 'MONGO_URL'].filter((setting) => servers[setting]);
  return Object.fromEntries(given.map((setting) => [setting, `${servers[setting]}/${name}`]));
}

/** Starts a process of the project and resolves with it; what it prints on stderr goes to ours when it ends badly. */
export function spawnNode(file: string, env: NodeJS.ProcessEnv): ChildProcess & { errors(): string } {
  // As small a young generation as that of `npm start`: with the default one a burst leaves a hundred megabytes behind.
  const args = ['--max-semi-space-size=8', join(project, file)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors = (errors + data).slice(-20_000);
  });
  return Object.assign(child, { errors: () => errors });
}

/** Ends a process, unless it has ended already; resolves with its exit code once it is gone. */
export async function encerrar(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
}

/** The whole system in a process of its own, ready to serve. */
export async function spawnSystem(place: Place, more?: Record<string, string>) {
  const started = performance.now();
  const child = spawnNode('local/src/main.ts', environment(place, more));
  const credentials = await ready(place, child).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { child, credentials, readyMs: performance.now() - started };
}

/** Waits until the gateway says everything behind it is there. */
export async function ready(place: Place, child?: ChildProcess & { errors(): string }): Promise<Credentials> {
  const anyone = caller(place.gateway);
  await until(
    `${place.gateway} ready`,
    async () => {
      if (child && (child.exitCode !== null || child.signalCode)) throw new Error(`it ended: ${child.errors()}`);
      return (await anyone('GET', '/ready').catch(() => undefined))?.status === 200;
    },
    60_000,
  );
  return readCredentials(join(place.dataDir, 'credenciais.json'));
}

/** Rows of the database of a service that nobody has open: a SQLite file, or its database on the server. */
export async function rows<Row>(place: Place, service: string, query: string, servers?: Servers): Promise<Row[]> {
  const { MYSQL_URL } = environment(place, {}, servers);
  if (MYSQL_URL) {
    const connection = await createConnection(`${MYSQL_URL}_${service}`);
    const [found] = await connection.query(query);
    await connection.end();
    return found as Row[];
  }
  const db = new DatabaseSync(join(place.dataDir, `${service}.sqlite`), { readOnly: true });
  try {
    return db.prepare(query).all() as Row[];
  } finally {
    db.close();
  }
}
