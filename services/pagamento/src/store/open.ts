import { dataFile, type SettingsOf } from '@foodious/platform/settings.ts';
import type { OpenStore } from '../ports.ts';
import type { mongoSettings } from '../settings.ts';
import { sqliteStore } from './sqlite.ts';

/** The store the settings name: the server of `MONGO_URL`, or else a SQLite file of the data folder. */
export const openStore = async ({
  DATA_DIR,
  MONGO_URL,
  ...login
}: { DATA_DIR: string } & Partial<SettingsOf<typeof mongoSettings>>): Promise<OpenStore> =>
  MONGO_URL
    ? (await import('./mongo/store.ts')).mongoStore({ ...login, MONGO_URL })
    : sqliteStore(dataFile(DATA_DIR, 'pagamento.sqlite'));
