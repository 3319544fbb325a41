/** What production code imports in a simulation instead of what reaches out of its process; hooks.ts says instead of what. */

// First, for what follows asks it for its stand-in already while it is loaded.
import '@foodious/platform/metrics.ts';

import { DatabaseSync as Sqlite } from 'node:sqlite';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Http, HttpOptions } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { Migrator as KyselyMigrator, type MigrationProvider } from 'kysely/migration';
import { broker, emails, objects } from './network.ts';
import type { Process, Route } from './process.ts';
import { between, elapsed, later, never, owner, sleep, step, strikes, tell, uuid } from './scheduler.ts';
import { opened, openSqlite, storeOf } from './stores.ts';

export * from 'node:crypto';
export * from '@foodious/platform/http.ts';
export * from '@foodious/platform/metrics.ts';
export * from '@foodious/platform/sqlite.ts';
export { openSqlite, sleep as setTimeout };

export const setImmediate = () => sleep(0);

export const randomUUID = (): string => uuid(4);
export const v7 = (): string => uuid(7);
export const randomBytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => between(0, 255)));

/** Nobody reads gauges; kept, they would keep every process that ever was. */
export function scraped() {
  return () => () => {};
}
/** Nor does anybody ask for them. */
export function scrapeForAll() {
  return async () => ({ type: '', text: '' });
}

/** A database that is remembered, so that the next history finds it empty. */
export class DatabaseSync extends Sqlite {
  constructor(...parameters: ConstructorParameters<typeof Sqlite>) {
    super(...parameters);
    opened.push(this);
  }
}

/** Migrates a database once; every later start of a process finds it up to date. */
export class Migrator {
  readonly #inner: KyselyMigrator;
  readonly #table: string;

  constructor(properties: { db: Kysely<never>; provider: MigrationProvider; migrationTableName: string }) {
    this.#inner = new KyselyMigrator(properties);
    this.#table = properties.migrationTableName;
  }

  async migrateToLatest(): Promise<{ error?: unknown }> {
    const { migrated } = storeOf(owner().name.split('.')[0] ?? '');
    if (migrated.has(this.#table)) return {};
    const { error } = await this.#inner.migrateToLatest();
    if (error === undefined) migrated.add(this.#table);
    return { error };
  }
}

export const sqsClient = () => ({});
/** No dead letter of a pedido's own is ever there: only what was planted. */
export const sqsCare = () => ({ depth: async () => ({ waiting: 0, inFlight: 0 }) });
export const sqsBroker = () => broker;
export const sqsForeignQueue = () => ({});

export const awsConfig = () => ({});
export const s3Client = () => ({});
export async function s3Keys(_client: unknown, bucket: string): Promise<string[]> {
  await outside();
  const keys = [...objects.keys()].filter((key) => key.startsWith(`${bucket}/`));
  return keys.map((key) => key.slice(bucket.length + 1)).sort();
}
export const s3Objects = (_client: unknown, bucket: string): Objects => ({
  async put(key, bytes, contentType) {
    await outside();
    objects.set(`${bucket}/${key}`, { bytes, contentType });
    await unheard();
  },
  async get(key) {
    await outside();
    return objects.get(`${bucket}/${key}`);
  },
});

export class SESv2Client {
  async send({ input }: SendEmailCommand): Promise<void> {
    await outside();
    const { Destination, EmailTags, Content } = input;
    const [para = ''] = Destination.ToAddresses;
    emails.push({ para, evento: EmailTags[0]?.Value ?? '', assunto: Content.Simple.Subject.Data, em: elapsed() });
    tell(`e-mail: ${Content.Simple.Subject.Data}`);
    await unheard();
  }
}

type Email = {
  Destination: { ToAddresses: string[] };
  EmailTags: { Value: string }[];
  Content: { Simple: { Subject: { Data: string } } };
};

export class SendEmailCommand {
  readonly input: Email;

  constructor(input: Email) {
    this.input = input;
  }
}

async function outside(): Promise<void> {
  if (!step()) return never();
  await later();
  if (!step()) return never();
  if (strikes('callLost')) throw new Unavailable('no answer');
}

async function unheard(): Promise<void> {
  if (!step()) return never();
  await later();
  if (strikes('answerLost')) throw new Unavailable('no answer');
}

/** Keeps the routes of a service, to be called by the network; nothing listens. */
export async function createHttp({ schemes = {} }: Pick<HttpOptions, 'schemes'>): Promise<Http> {
  const process = owner() as Process;
  process.schemes = schemes;
  const add =
    (method: string) =>
    (path: string, { schema }: Pick<Route, 'schema'>, handle: Route['handle']) => {
      process.routes.push({ method, path: path.split('/'), schema, handle });
    };
  return {
    get: add('GET'),
    post: add('POST'),
    put: add('PUT'),
    delete: add('DELETE'),
    async listen() {
      if (!step()) return never();
      await later();
      process.up = true;
      tell('listens');
    },
    async close() {
      process.up = false;
      await Promise.allSettled(process.calls.keys());
    },
  } as unknown as Http;
}
