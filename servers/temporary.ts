import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@foodious/testing/place.ts';
import type { Server } from './server.ts';
import { environmentOf, openServer, type ServerName } from './servers.ts';

export type TemporaryServers = Record<ServerName, Server> & {
  /** MYSQL_URL, MONGO_URL, SQS_ENDPOINT: of those that were asked for. */
  environment: Record<string, string>;
  /** Where they keep what they are told, each in a folder of its name. */
  dir: string;
  /** Ends them all and removes what they kept. */
  remove(): Promise<void>;
};

/** Servers of a test's own, those named running, on free ports; they end with this process at the latest. */
export async function temporaryServers(names: readonly ServerName[] = ['mariadb', 'mongo']): Promise<TemporaryServers> {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-servers-'));
  const first = await freePorts();
  const servers = {
    mariadb: openServer('mariadb', dir, first),
    mongo: openServer('mongo', dir, first + 1),
    sqs: openServer('sqs', dir, first + 2),
  };
  const remove = async () => {
    await Promise.all(Object.values(servers).map((server) => server.kill()));
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await Promise.all(names.map((name) => servers[name].start()));
  } catch (error) {
    await remove();
    throw error;
  }
  const asked = Object.fromEntries(names.map((name) => [name, servers[name]]));
  return { ...servers, environment: environmentOf(asked), dir, remove };
}
