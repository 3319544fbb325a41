import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads a JSON file of secrets from the data folder, making it first, mode 0600, when it is not there.
 * Several processes may start at once: the first to finish wins and all read the same.
 */
export function secretFile<T>(dataDir: string, name: string, make: () => T): T {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, name);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(draft, `${JSON.stringify(make(), null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file); // unlike a rename, never replaces what another process has just made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** A secret nobody guesses: 192 bits of chance, as 32 letters of an address. */
export const randomSecret = (): string => randomBytes(24).toString('base64url');
