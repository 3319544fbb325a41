import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  constants as fsConstants,
  fsyncSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { bucketOf } from '@foodious/contracts/resources.ts';
import { json } from '@foodious/platform/dependency.ts';
import { makeFolder } from '@foodious/platform/folder.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { SettingsError } from '@foodious/platform/settings.ts';
import { z } from 'zod';
import { lock } from './lock.ts';
import type { World } from './world.ts';

/** Where a running restaurant is asked for a copy of its folder: only who owns the folder may open it. */
const SOCKET = 'backup.sock';
/** Not part of a copy: what belongs to a running process, and the logs, of which there may be much. */
const LEFT_OUT = /^(lock(-journal)?|logs|backup\.sock|.*-shm)$/;
const MANIFEST = 'backup.json';

const Manifest = z.object({
  /** The instant all of it stands for, ISO 8601. */
  em: z.iso.datetime(),
  /** SHA-256 of each file, by its path inside the backup. */
  arquivos: z.record(z.string(), z.string()),
});
const Answer = z.object({ error: z.string().optional() });

/** Copies what belongs to a backup, in one go: synchronously, so that nothing of this thread writes meanwhile. */
function copy(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 }); // throws where there is something already
  cpSync(from, to, {
    recursive: true,
    errorOnExist: true,
    mode: fsConstants.COPYFILE_FICLONE,
    filter: (file) => file === from || !LEFT_OUT.test(basename(file)),
  });
}

/**
 * Lets `npm run backup` copy the folder of this running system. All databases are copied at one instant, at which every
 * thread stands still: what `kill -9` would leave at that moment, and every start can go on from.
 * @returns how to end it
 */
export async function serveBackups(dataDir: string, world: World, log: Logger): Promise<() => void> {
  const socket = join(dataDir, SOCKET);
  const server = createServer({ allowHalfOpen: true }, async (client) => {
    client.on('error', (err) => log.warn({ err }, 'who asked for a backup is gone'));
    let answer: z.infer<typeof Answer> = {};
    try {
      const to = await text(client);
      await world.still(() => copy(dataDir, to));
    } catch (error) {
      log.error({ err: error }, 'no backup');
      answer = { error: (error as Error).message };
    }
    client.end(JSON.stringify(answer));
  });
  rmSync(socket, { force: true }); // of a process that was killed; the folder is ours
  try {
    server.listen(socket);
    await once(server, 'listening');
    chmodSync(socket, 0o600);
  } catch (err) {
    log.warn({ err }, 'it must be stopped to be backed up'); // the path is too long for a socket
  }
  return () => server.close();
}

/** Asks the system that runs on a folder for a copy of it. */
async function askRunning(dataDir: string, to: string): Promise<void> {
  const client = createConnection({ path: join(dataDir, SOCKET) });
  client.end(to);
  const { error } = Answer.parse(JSON.parse(await text(client)));
  if (error) throw new SettingsError(`the running system could not copy its data: ${error}`);
}

const filesOf = (folder: string) =>
  globSync('**/*', { cwd: folder })
    .filter((file) => statSync(join(folder, file)).isFile() && file !== MANIFEST)
    .sort();
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Takes what the write-ahead log of a database still holds into its file, and looks whether it is whole. */
function settle(file: string): void {
  const db = new DatabaseSync(file);
  try {
    const [result] = db.prepare('pragma integrity_check').all();
    if (result?.integrity_check !== 'ok') throw new SettingsError(`${file} is damaged: ${result?.integrity_check}`);
    db.exec('pragma wal_checkpoint(truncate)');
  } finally {
    db.close();
  }
}

function fsync(file: string): void {
  const descriptor = openSync(file, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/**
 * Copies the data of a restaurant, running or not, into a new folder below `into`, checks every database, and says what it
 * wrote. Until it is whole its name ends in `.partial`. Throws {@link SettingsError} in words for who asked.
 */
export async function backup(dataDir: string, into: string, em: Date): Promise<string> {
  if (!existsSync(dataDir)) throw new SettingsError(`DATA_DIR: there is no ${dataDir}`);
  makeFolder(into);
  const folder = join(into, `foodious-${em.toISOString().replaceAll(':', '-')}`);
  const partial = `${folder}.partial`;
  try {
    let unlock: (() => void) | undefined;
    try {
      unlock = lock(dataDir);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
    }
    try {
      if (unlock) copy(dataDir, partial);
      else await askRunning(dataDir, partial);
    } finally {
      unlock?.();
    }
    for (const file of filesOf(partial)) if (/\.(sqlite|db)$/.test(file)) settle(join(partial, file));
    const arquivos: Record<string, string> = {};
    for (const file of filesOf(partial)) {
      const path = join(partial, file);
      chmodSync(path, 0o600);
      fsync(path);
      arquivos[file] = sha256(path);
    }
    const manifest = join(partial, MANIFEST);
    writeFileSync(manifest, JSON.stringify({ em: em.toISOString(), arquivos }, null, 2), { mode: 0o600 });
    fsync(manifest);
    renameSync(partial, folder);
    fsync(into);
    return folder;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Copies the receipts of erasures that one folder has in its object storage into another's, which has not: pedido erases again by
 * them, when it starts, whom the other brings back.
 * @returns whether there was any object storage to take them from
 */
function keepReceipts(from: string, to: string, prefix: string): boolean {
  const storage = join(from, 'aws', 'fauxqs.db');
  const ours = join(to, 'aws', 'fauxqs.db');
  if (!existsSync(storage) || !existsSync(ours)) return false;
  const db = new DatabaseSync(ours);
  try {
    db.prepare('attach ? as old').run(storage);
    db.prepare('insert or ignore into s3_objects select * from old.s3_objects where bucket = ?').run(
      bucketOf('protocolos', { BUCKETS_PREFIX: prefix }),
    );
    return true;
  } catch {
    return false; // what is damaged is a reason to restore, not one against it
  } finally {
    db.close();
  }
}

/**
 * Puts a backup in the place of a data folder nobody uses. What was there is kept beside it, where `replace` allows that.
 * @param prefix of the names of its buckets
 * @returns the instant the backup stands for, where the data it replaced is now, and whether the erasures made since come along
 */
export function restore(
  from: string,
  dataDir: string,
  { replace, agora, prefix }: { replace: boolean; agora: Date; prefix: string },
): { em: string; aside: string | undefined; erasures: boolean } {
  const manifest = join(from, MANIFEST);
  if (!existsSync(manifest)) throw new SettingsError(`${from} is no backup: it has no ${MANIFEST}`);
  const { data } = Manifest.safeParse(json(readFileSync(manifest, 'utf8')));
  if (!data) throw new SettingsError(`${manifest} is not what was backed up`);
  const { em, arquivos } = data;
  for (const [file, sum] of Object.entries(arquivos))
    if (!existsSync(join(from, file)) || sha256(join(from, file)) !== sum)
      throw new SettingsError(`${join(from, file)} is not what was backed up`);

  const occupied = existsSync(dataDir);
  if (occupied) lock(dataDir)(); // throws where a system runs on it
  if (occupied && !replace)
    throw new SettingsError(`DATA_DIR: ${dataDir} has data already; --replace keeps it beside the restored one`);
  const incoming = `${resolve(dataDir)}.restoring`;
  rmSync(incoming, { recursive: true, force: true });
  makeFolder(dirname(incoming));
  mkdirSync(incoming, { mode: 0o700 });
  for (const file of Object.keys(arquivos)) {
    const path = join(incoming, file);
    makeFolder(dirname(path));
    cpSync(join(from, file), path);
    fsync(path);
  }
  const erasures = occupied && keepReceipts(dataDir, incoming, prefix);
  const aside = occupied ? `${resolve(dataDir)}.before-${agora.toISOString().replaceAll(':', '-')}` : undefined;
  if (aside) renameSync(dataDir, aside);
  renameSync(incoming, dataDir);
  return { em, aside, erasures };
}
