import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'mysql2/promise';
import { hammer, pause } from './client.ts';
import { type Counters, per } from './counts.ts';
import { type FlowName, flows, settled, type Target, type Took } from './flows.ts';
import { type House, memory, type Open } from './house.ts';
import { type AtRate, atRate, type Closed, closedLoop } from './load.ts';
import { type Percentiles, round, type Use, usage } from './measure.ts';

export const READS = ['cardapio', 'painel', 'consulta'] as const;
export type ReadName = (typeof READS)[number];

/** What a load cost, per order or request, beside how fast it went. */
export type Cost = {
  /** CPU milliseconds of each process of the system, and of all of them. */
  cpuMs: Record<string, number>;
  /** CPU milliseconds of each thread, where one process is everything. */
  threadCpuMs: Record<string, number>;
  generatorCpuMs: number;
  counts: Record<string, number>;
  memoryMiB: Record<string, number>;
};
export type Level = Closed & Cost;
export type ReadLevel = Cost & { inFlight: number; perSecond: number; ms: Percentiles };

/** What is watched while a load runs: the system, or the floor. */
export type Watched = Pick<Open, 'usage' | 'threads'> & { counters?: Counters | undefined };

/** After the last answer the last messages are still on their way, and part of what the orders cost; milliseconds. */
const REST_MS = 200;

/** Runs a load and says what it cost, per each of what it made. */
async function costOf<T>(
  { usage, threads, counters }: Watched,
  load: () => Promise<T>,
  made: (result: T) => number,
): Promise<T & Cost> {
  const [countsBefore, before, threadsBefore] = [await counters?.read(), usage(), threads()];
  const own = process.cpuUsage();
  const result = await load();
  const used = process.cpuUsage(own);
  await pause(REST_MS);
  const [after, threadsAfter, countsAfter] = [usage(), threads(), await counters?.read()];
  const n = made(result);
  const seconds = (uses: ReadonlyMap<string, Use>, name: string) => uses.get(name)?.cpuSeconds ?? 0;
  const spent = [...after.keys()].map((name) => [name, seconds(after, name) - seconds(before, name)] as const);
  const ms = (list: readonly (readonly [string, number])[]) =>
    Object.fromEntries(list.map(([name, each]) => [name, round((each * 1000) / n, 2)]));
  return {
    ...result,
    cpuMs: ms([...spent, ['total', spent.reduce((sum, [, each]) => sum + each, 0)]]),
    threadCpuMs: ms([...threadsAfter].map(([name, each]) => [name, each - (threadsBefore.get(name) ?? 0)])),
    generatorCpuMs: round((used.user + used.system) / 1000 / n, 2),
    counts: countsBefore && countsAfter ? per(n, countsBefore, countsAfter) : {},
    memoryMiB: memory(after),
  };
}

/** An order flow at each level, once the JIT has seen it often enough. */
export async function benchFlow(
  name: FlowName,
  target: Target,
  watched: Watched,
  { levels, orders, warmUp }: { levels: readonly number[]; orders: number; warmUp: number },
): Promise<Level[]> {
  const run = (inFlight: number, n: number) =>
    closedLoop(
      (took: Took) => flows[name](target, inFlight, took),
      inFlight,
      n,
      (feito) => settled(name, target, feito),
    );
  if (warmUp > 0) await run(8, warmUp);
  const results: Level[] = [];
  for (const inFlight of levels) {
    const n = Math.ceil(orders / (inFlight === 1 ? 3 : 1));
    results.push(
      await costOf(
        watched,
        () => run(inFlight, n),
        () => n,
      ),
    );
  }
  return results;
}

/** A flow at a fixed rate, whatever the answers do. */
export const benchAtRate = (
  name: FlowName,
  target: Target,
  watched: Watched,
  rate: number,
  seconds: number,
): Promise<AtRate & Cost> =>
  costOf(
    watched,
    () => atRate((inFlight, took) => flows[name](target, inFlight, took), rate, seconds),
    ({ orders }) => orders,
  );

/** How long a read is repeated before and while it is measured, in seconds. */
const WARM_S = 1;
const READ_S = 2;
/** How many of the latest orders are asked for. */
export const LATEST = 200;

/** A read path at each level. @param newest id of the latest order: people ask for one of the last so many */
export async function benchRead(
  name: ReadName,
  { gateway, totem, gerente }: Target,
  watched: Watched,
  levels: readonly number[],
  newest: number,
): Promise<ReadLevel[]> {
  const path = {
    cardapio: () => '/v2/cardapio',
    painel: () => '/v1/pedido',
    consulta: () => `/v1/pedido/${newest - Math.floor(Math.random() * LATEST)}`,
  }[name];
  const headers = {
    authorization: `Bearer ${name === 'painel' ? gerente : totem}`,
    ...(name === 'cardapio' ? { 'accept-encoding': 'gzip' } : {}),
  };
  await hammer(gateway, path, headers, 8, WARM_S);
  const results: ReadLevel[] = [];
  for (const inFlight of levels) {
    const load = () => hammer(gateway, path, headers, inFlight, READ_S);
    const { requests: _, ...rest } = await costOf(watched, load, ({ requests }) => requests);
    results.push({ inFlight, ...rest });
  }
  return results;
}

/** The order flow without our code (floor.ts), on the same kind of store, at the same levels. */
export async function benchFloor(
  { place, mysql, serverPids }: House,
  menu: readonly number[],
  how: { levels: readonly number[]; orders: number; warmUp: number },
): Promise<Level[]> {
  if (mysql) {
    const connection = await createConnection(Object.assign(new URL(mysql), { pathname: '' }).href);
    await connection.query(`create database \`${new URL(mysql).pathname.slice(1)}_floor\``);
    await connection.end();
  }
  const child = fork(new URL('./floor.ts', import.meta.url), {
    execArgv: ['--max-semi-space-size=8'], // as our own processes
    env: { ...process.env, PORT: String(place.port), DATA_DIR: place.dataDir, MYSQL_URL: mysql && `${mysql}_floor` },
  });
  const ended = once(child, 'exit');
  const { gateway } = place;
  try {
    const [first] = await Promise.race([once(child, 'message'), ended]);
    if (first !== 'ready') throw new Error('the floor did not start');
    const watched = { usage: () => usage([child.pid ?? 0, ...serverPids()]), threads: () => new Map() };
    return await benchFlow('pedido', { gateway, pix: `${gateway}/v1`, totem: '', gerente: '', menu }, watched, how);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
