import { MongoClient } from 'mongodb';
import { createConnection } from 'mysql2/promise';
import { pause } from './client.ts';
import type { House, Open } from './house.ts';
import { round } from './measure.ts';

type Counts = Record<string, number>;
type Source = { how: string; read(): Promise<Counts> };

/** What can be counted from outside the system, by name, and how. Whoever opens it closes it. */
export type Counters = {
  how: string[];
  read(): Promise<Counts>;
  /** How much of it happens in a second in which nothing happens. */
  idlePerSecond(): Promise<Counts>;
  close(): Promise<void>;
};

const MARIADB = [
  ...['Questions', 'Com_select', 'Com_insert', 'Com_update', 'Com_delete', 'Com_commit'],
  ...['Innodb_os_log_fsyncs', 'Innodb_data_fsyncs'],
];

/** What tells best whether a query grows with its table: it does not depend on how busy the machine is. */
export const ROWS_READ = 'rows read';

export async function openCounters({ on, instances, mysql, mongo }: House, open: Open): Promise<Counters> {
  const unseen = ['SQS calls: not to be seen from outside; tests/e2e/custo.test.ts counts them'];
  const sources: Source[] = [
    {
      how: 'write calls: /proc/<pid>/io (syscw) of all processes of the system, sockets and files',
      read: async () => ({
        'write calls': [...open.usage().values()].reduce((sum, { writes }) => sum + writes, 0),
      }),
    },
  ];
  const flushes = open.diskFlushes();
  if (flushes !== undefined)
    sources.push({
      how: 'disk flushes: of the whole machine (/sys/dev/block/…/stat), so of others too where it is not quiet',
      read: async () => ({ 'disk flushes': open.diskFlushes() ?? 0 }),
    });
  if (instances === 1 || on === 'embedded')
    sources.push({
      how: 'messages, requests: /metrics (message_deliveries_total, http_request_duration_seconds_count of the services)',
      read: () => readMetrics(on === 'embedded' ? [open.gateway] : open.services, open.gerente),
    });
  else unseen.push('messages: not counted, several instances answer /metrics on one port');
  if (on === 'embedded')
    unseen.push('commits and queries of SQLite: not to be seen from outside; tests/e2e/custo.test.ts counts them');
  const closing: (() => Promise<unknown>)[] = [];
  if (mysql) {
    const connection = await createConnection(Object.assign(new URL(mysql), { pathname: '' }).href);
    closing.push(() => connection.end());
    sources.push({
      how: `MariaDB: show global status (${MARIADB.join(', ')}; rows read: the sum of Handler_read_*); Questions includes begin, commit and the like; not every version tells of its fsyncs`,
      async read() {
        const [rows] = await connection.query('show global status');
        const all = (rows as { Variable_name: string; Value: string }[]).map(
          ({ Variable_name, Value }) => [Variable_name, Number(Value)] as const,
        );
        const reads = all.filter(([name]) => name.startsWith('Handler_read_'));
        return {
          ...Object.fromEntries(all.filter(([name]) => MARIADB.includes(name))),
          [ROWS_READ]: reads.reduce((sum, [, n]) => sum + n, 0),
        };
      },
    });
  }
  if (mongo) {
    const client = new MongoClient(mongo);
    closing.push(() => client.close());
    const opcounters = async (): Promise<Counts> => {
      const { opcounters = {} } = await client.db('admin').command({ serverStatus: 1 });
      return Object.fromEntries(Object.entries(opcounters).map(([name, n]) => [`mongo ${name}`, Number(n)]));
    };
    const told = Object.keys(await opcounters().catch(() => ({}))).length > 0;
    if (told) sources.push({ how: 'MongoDB: serverStatus.opcounters', read: opcounters });
    else unseen.push('commands of MongoDB: this server does not count them');
  }
  const read = async (): Promise<Counts> =>
    Object.assign({}, ...(await Promise.all(sources.map((source) => source.read()))));
  return {
    how: [...sources.map(({ how }) => how), ...unseen],
    read,
    async idlePerSecond() {
      const before = await read();
      await pause(3_000);
      return per(3, before, await read());
    },
    async close() {
      for (const each of closing) await each();
    },
  };
}

/** What was counted between two readings, per so many. */
export const per = (n: number, before: Counts, after: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, round((count - (before[name] ?? 0)) / n, 2)]));

async function readMetrics(origins: readonly string[], token: string): Promise<Counts> {
  const counts = { messages: 0, requests: 0 };
  for (const origin of origins) {
    const headers = { authorization: `Bearer ${token}` };
    const text = await (await fetch(`${origin}/metrics`, { headers })).text();
    for (const line of text.split('\n')) {
      const value = Number(line.slice(line.lastIndexOf(' ')));
      if (line.startsWith('message_deliveries_total') && line.includes('"handled"')) counts.messages += value;
      if (line.startsWith('http_request_duration_seconds_count') && !line.includes('service="gateway"'))
        counts.requests += value;
    }
  }
  return counts;
}
