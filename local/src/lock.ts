import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '@foodious/platform/folder.ts';
import { SettingsError } from '@foodious/platform/settings.ts';

/** Two systems on one data folder would undo each other. The lock is the operating system's: it ends with the process. */
export function lock(dataDir: string): () => void {
  if (dataDir === ':memory:') return () => {};
  makeFolder(dataDir);
  const db = new DatabaseSync(join(dataDir, 'lock'));
  try {
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error; // SQLITE_BUSY
    throw new SettingsError(`DATA_DIR: ${dataDir} is in use by another running system`);
  }
  return () => db.close();
}
