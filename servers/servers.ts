import { join } from 'node:path';
import { elasticmq } from './elasticmq.ts';
import { mariadb } from './mariadb.ts';
import { mongo } from './mongo.ts';
import type { Server } from './server.ts';

/** The servers there are, and the setting by which the services find each. */
const kinds = {
  mariadb: { open: mariadb, setting: 'MYSQL_URL' },
  mongo: { open: mongo, setting: 'MONGO_URL' },
  sqs: { open: elasticmq, setting: 'SQS_ENDPOINT' },
} as const;

export type ServerName = keyof typeof kinds;
const serverNames = Object.keys(kinds) as ServerName[];

/** A server, not started yet, in a folder of its name; a detached one outlives this process. */
export const openServer = (name: ServerName, dir: string, port: number, detached = false): Server =>
  kinds[name].open({ dir: join(dir, name), port, detached });

/** What a service has to be told to use these servers. */
export const environmentOf = (servers: Partial<Record<ServerName, Server>>): Record<string, string> =>
  Object.fromEntries(
    serverNames.flatMap((name) => (servers[name] ? [[kinds[name].setting, servers[name].url] as const] : [])),
  );
