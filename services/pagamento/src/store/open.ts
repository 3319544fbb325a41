import { dataFile } from '@foodious/platform/settings.ts';
import type { OpenStore } from '../ports.ts';
import { sqliteStore } from './sqlite.ts';

/** The store the settings name: the server of `MONGO_URL`, or else a SQLite file of the data folder. */
export const openStore = async ({
  DATA_DIR,
  MONGO_URL,
}: {
  DATA_DIR: string;
  MONGO_URL?: string | undefined;
}): Promise<OpenStore> =>
  MONGO_URL
    ? (await import('./mongo/store.ts')).mongoStore(MONGO_URL)
    : sqliteStore(dataFile(DATA_DIR, 'pagamento.sqlite'));
