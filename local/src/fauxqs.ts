import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { startFauxqs } from 'fauxqs';
import { closeDoor } from './door.ts';

// Four habits of fauxqs 2.4 are mended here, for the thread it runs in; see docs/adr/0004-emulators.md.

// It opens its file with an fsync for each of the four writes of a message. NORMAL in WAL mode loses nothing when
// processes are killed; a power cut may take the last moments of the local queues.
// Of messages that are gone nothing stays in it: they are overwritten, and the log of its writes, where they stood too, is
// emptied every few seconds in which there were any.
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  if (sql !== 'PRAGMA journal_mode = WAL') return exec.call(this, sql);
  exec.call(this, `${sql}; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON`);
  const writes = this.prepare('select total_changes() as n');
  let seen: unknown = -1; // what a crash left in the log
  const emptying = setInterval(() => {
    if (!this.isOpen) return clearInterval(emptying);
    const { n } = writes.get() ?? {};
    if (n !== seen) exec.call(this, 'PRAGMA wal_checkpoint(TRUNCATE)');
    seen = n;
  }, EMPTY_MS).unref();
};
const EMPTY_MS = 3_000;

// It looks for ended visibilities 50 times a second on every queue somebody waits on: most of the idle CPU of it all.
const every = globalThis.setInterval;
globalThis.setInterval = ((run: () => void, ms?: number) => every(run, ms === 20 ? 250 : ms)) as typeof setInterval;

/**
 * Starts SQS and S3 from npm. Rejects when the port is taken.
 * @param names by which it is called, besides its address
 * @param dataDir folder kept across restarts, or `:memory:`
 */
export function startAws({
  host,
  port,
  dataDir,
  names,
}: {
  host: string;
  port: number;
  dataDir: string;
  names: readonly string[];
}) {
  // It listens on every address, whatever host it is told; these queues are this machine's own business.
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    const [first, ...rest] = args;
    const ours = typeof first === 'object' && first !== null && 'port' in first && first.port === port;
    if (ours && this instanceof HttpServer) closeDoor(this, names);
    return Reflect.apply(listen, this, ours ? [{ ...first, host }, ...rest] : args);
  } as typeof listen;
  return startFauxqs({ host, port, logger: false, ...(dataDir === ':memory:' ? {} : { dataDir }) });
}
