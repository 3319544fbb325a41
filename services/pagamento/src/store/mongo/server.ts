import { SettingsError, type SettingsOf } from '@foodious/platform/settings.ts';
import { authoritiesOf } from '@foodious/platform/tls.ts';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import type { mongoSettings } from '../../settings.ts';

/** Where a server is, and who we are there: the user of the address, or else of the settings, who is known in `admin`. */
export type MongoServidor = SettingsOf<typeof mongoSettings> & { MONGO_URL: string };

const OPTIONS: MongoClientOptions = {
  // DocumentDB refuses retryable writes; ours are repeatable: by the transacao, by `rev`, by the id of a message or a note.
  retryWrites: false,
  writeConcern: { w: 'majority' },
  maxPoolSize: 16,
  waitQueueTimeoutMS: 5_000,
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 10_000,
};
/** What the driver would let pass: a certificate that is of nobody we know, or of somebody else. */
const INSECURE = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'];

/** A client, not connected yet. Throws SettingsError for an address that asks for less than a verified server. */
export async function clienteMongo(
  { MONGO_URL, MONGO_USER, MONGO_PASSWORD = '' }: MongoServidor,
  more: MongoClientOptions = {},
): Promise<MongoClient> {
  const url = new URL(MONGO_URL);
  const insecure = INSECURE.find((name) => url.searchParams.has(name));
  if (insecure) throw new SettingsError(`MONGO_URL: ${insecure} has no place in it: certificates are always verified`);
  const authorities = await authoritiesOf('MONGO_URL', MONGO_URL);
  if (authorities) url.searchParams.set('tls', 'true'); // the driver knows no other word
  if (!url.username && MONGO_USER && !url.searchParams.has('authSource')) url.searchParams.set('authSource', 'admin');
  return new MongoClient(url.href, {
    ...OPTIONS,
    ...authorities,
    ...(!url.username && MONGO_USER ? { auth: { username: MONGO_USER, password: MONGO_PASSWORD } } : {}),
    ...more,
  });
}

/** The name of the database in an address. */
export const bancoDe = (url: string): string => new URL(url).pathname.slice(1) || 'foodious';
