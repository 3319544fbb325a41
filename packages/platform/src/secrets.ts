import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { makeFolder } from './folder.ts';
import { SettingsError } from './settings.ts';

/**
 * Reads a JSON file of secrets from the data folder, making it first, mode 0600, when it is not there.
 * Several processes may start at once: the first to finish wins and all read the same.
 * Throws {@link SettingsError} naming the file when it holds something else.
 */
export function secretFile<T>(dataDir: string, name: string, schema: z.ZodType<T>, make: () => T): T {
  makeFolder(dataDir);
  const file = join(dataDir, name);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    return read(file, schema);
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
  return read(file, schema);
}

function read<T>(file: string, schema: z.ZodType<T>): T {
  const text = readFileSync(file, 'utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // What is wrong with it would quote it.
    throw new SettingsError(
      `DATA_DIR: ${file} does not hold what it should: mend it, or delete it to have a new one made`,
    );
  }
}

/** A secret nobody guesses: 192 bits of chance, as 32 letters of an address; or so many bytes of it. */
export const randomSecret = (bytes = 24): string => randomBytes(bytes).toString('base64url');

/** What is kept of a secret that was random: SHA-256, in 64 hexadecimal digits. What people choose needs a slower one. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares secrets in constant time, whatever their lengths. */
export const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
