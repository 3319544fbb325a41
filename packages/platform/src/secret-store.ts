import { randomBytes } from 'node:crypto';
import { linkSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { z } from 'zod';
import { json } from './dependency.ts';
import { makeFolder } from './folder.ts';
import type { SecretsManager } from './secrets-manager.ts';
import { SettingsError } from './settings.ts';

/** Where the house keeps the secrets it makes for itself: texts, by name. Calls throw Unavailable while it is away. */
export type SecretStore = {
  /** What is kept by a name; undefined where nothing is. */
  read(name: string): Promise<string | undefined>;
  /** Keeps a text by a name nothing was ever kept by: of several at once the first one stays, and the others' go. */
  create(name: string, text: string): Promise<void>;
  /** Keeps a text in the place of any other. */
  replace(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Where that is, for people. */
  where(name: string): string;
  /** The setting that says so. */
  setting: string;
  close(): void;
};

/** Where the secrets of the house are: in files of the data folder, or, below the name SECRETS_STORE tells, in Secrets Manager. */
export const openSecretStore = async ({
  DATA_DIR,
  SECRETS_STORE,
  ...manager
}: { DATA_DIR: string; SECRETS_STORE?: string | undefined } & SecretsManager): Promise<SecretStore> =>
  SECRETS_STORE ? inSecretsManager(SECRETS_STORE, manager) : secretFiles(DATA_DIR);

/** Files `<name>.json` of a folder, mode 0600; of `:memory:`, of one in the temporary folder, until it is closed. */
export function secretFiles(dataDir: string): SecretStore {
  let temporary: string | undefined;
  function fileOf(name: string): string {
    if (dataDir === ':memory:') temporary ??= mkdtempSync(join(tmpdir(), 'foodious-'));
    return join(temporary ?? dataDir, `${name}.json`);
  }
  function draftOf(file: string, text: string): string {
    makeFolder(join(file, '..'));
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, `${text}\n`, { mode: 0o600, flush: true });
    return draft;
  }
  return {
    async read(name) {
      try {
        return readFileSync(fileOf(name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return undefined;
      }
    },
    async create(name, text) {
      const draft = draftOf(fileOf(name), text);
      try {
        linkSync(draft, fileOf(name)); // unlike a rename, never replaces what another process has just made
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        rmSync(draft);
      }
    },
    async replace(name, text) {
      renameSync(draftOf(fileOf(name), text), fileOf(name));
    },
    async remove(name) {
      rmSync(fileOf(name), { force: true });
    },
    where: fileOf,
    setting: 'DATA_DIR',
    close() {
      if (temporary) rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** What a secret holds that was removed: who may write a secret need not be one who may delete it. */
const REMOVED = '{}';

async function inSecretsManager(store: string, where: SecretsManager): Promise<SecretStore> {
  const { secretsManager } = await import('./secrets-manager.ts'); // loaded only where they are kept there
  const manager = secretsManager(where);
  const called = (name: string) => `${store}/${name}`;
  return {
    async read(name) {
      const text = await manager.read(called(name));
      return text === REMOVED ? undefined : text;
    },
    async create(name, text) {
      await manager.create(called(name), text);
    },
    async replace(name, text) {
      if (!(await manager.create(called(name), text))) await manager.write(called(name), text);
    },
    remove: (name) => manager.write(called(name), REMOVED),
    where: (name) => `the secret ${called(name)} of Secrets Manager`,
    setting: 'SECRETS_STORE',
    close: manager.close,
  };
}

/**
 * A secret of the house, made first where there is none: of several processes that start at once the first to finish wins, and all
 * read the same. Throws {@link SettingsError} naming the setting and the place when it holds something else.
 */
export async function houseSecret<T>(
  store: SecretStore,
  name: string,
  schema: z.ZodType<T>,
  make: () => T,
): Promise<T> {
  let text = await store.read(name);
  if (text === undefined) {
    await store.create(name, JSON.stringify(make(), null, 2));
    text = await store.read(name);
  }
  if (text === undefined) throw new Unavailable(`${store.where(name)} was made, and cannot be read yet`);
  const { data, success } = schema.safeParse(json(text));
  if (success) return data;
  // What is wrong with it would quote it.
  throw new SettingsError(
    `${store.setting}: ${store.where(name)} does not hold what it should: mend it, or delete it to have a new one made`,
  );
}
