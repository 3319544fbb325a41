import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { install } from './install.ts';
import { environmentOf, openServer } from './servers.ts';

// scripts/services up|down|status: the servers of `npm run start:services` where there is no Docker.

/** The servers that keep the data; the queues of a laptop are part of the world that `npm run start:services` starts. */
const serverNames = ['mariadb', 'mongo'] as const;
const USAGE = 'usage: scripts/services up|down|status';

const say = (line: string) => process.stdout.write(`${line}\n`);
const hidden = (url: string) => url.replace(/:[^:/@]+@/, ':***@');

function port(setting: string, fallback: number): number {
  const given = process.env[setting] || String(fallback);
  if (!/^\d+$/.test(given) || Number(given) < 1 || Number(given) > 65_535)
    throw new Error(`${setting}: not a port (got ${JSON.stringify(given)})`);
  return Number(given);
}

/** The data folder by the rules of the settings: a relative one is relative to where the person stands. */
function folder(): string {
  const { DATA_DIR, INIT_CWD } = process.env;
  if (DATA_DIR === ':memory:') throw new Error('DATA_DIR: servers keep their data in a folder');
  const data = DATA_DIR ? resolve(INIT_CWD ?? process.cwd(), DATA_DIR) : join(import.meta.dirname, '../.data');
  return join(data, 'servers');
}

function open() {
  const dir = folder();
  const servers = {
    mariadb: openServer('mariadb', dir, port('MARIADB_PORT', 13_306), true),
    mongo: openServer('mongo', dir, port('MONGO_PORT', 27_117), true),
  };
  return { dir, servers };
}

const commands: Record<string, () => Promise<void>> = {
  async up() {
    const { dir, servers } = open();
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    await install(say);
    for (const name of serverNames) {
      const before = servers[name].pid();
      try {
        await servers[name].start();
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }
      say(`${name} ${before === undefined ? 'started' : 'was running'}: ${hidden(servers[name].url)}`);
    }
    const file = join(dir, 'environment.json');
    const pids = Object.fromEntries(serverNames.map((name) => [name, servers[name].pid()]));
    const text = JSON.stringify({ ...environmentOf(servers), pids }, null, 2);
    writeFileSync(`${file}.new`, `${text}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file); // whoever reads it never sees half of it
    say(`their addresses, passwords included: ${file}`);
  },

  async down() {
    const { servers } = open();
    for (const name of serverNames.toReversed()) {
      const before = servers[name].pid();
      await servers[name].stop();
      say(`${name} ${before === undefined ? 'was not running' : 'stopped'}`);
    }
  },

  async status() {
    const { servers } = open();
    for (const name of serverNames) {
      const state = await servers[name].state();
      if (state !== 'answering') process.exitCode = 1;
      say(
        `${name} ${state}${state === 'stopped' ? '' : `: ${hidden(servers[name].url)} (process ${servers[name].pid()})`}`,
      );
    }
  },
};

try {
  const [name = '', ...rest] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined;
  if (!command) throw new Error(USAGE);
  await command();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
