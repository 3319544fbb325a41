import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folder.ts';

/**
 * Makes a data folder its owner's alone: files 0600, folders 0700, whoever made them and however; and so whatever this process
 * writes from here on. What is somebody else's, as the root of a mounted volume may be, is theirs to close.
 */
export function closeToOthers(folder: string): void {
  process.umask(0o077);
  makeFolder(folder);
  tighten(folder);
}

function tighten(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || stat.isSymbolicLink()) return;
  if (stat.mode & 0o077 && stat.uid === process.getuid?.()) close(path, stat.mode & 0o700); // a program stays one
  if (stat.isDirectory()) for (const name of readdirSync(path)) tighten(join(path, name));
}

/** What another process has removed meanwhile needs no closing. */
function close(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
