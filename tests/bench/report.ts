import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROWS_READ } from './counts.ts';
import type { FlowName } from './flows.ts';
import type { AtRate } from './load.ts';
import { round } from './measure.ts';
import type { Cost, Level, ReadLevel, ReadName } from './scenarios.ts';

/** Everything measured on one house, with so many finished orders in its tables. */
export type AtRows = {
  rows: number;
  /** Seconds to load them, by store. */
  loadSeconds: Record<string, number>;
  readyMs: number;
  fsyncMs: number;
  loadAverage: number;
  idlePerSecond: Record<string, number>;
  memoryMiB: Record<string, number>;
  flows: Partial<Record<FlowName, Level[]>>;
  atRate: Partial<Record<FlowName, AtRate & Cost>>;
  reads: Partial<Record<ReadName, ReadLevel[]>>;
};

export const machine = () => ({
  cpu: `${availableParallelism()} × ${cpus()[0]?.model}`,
  memoryGiB: round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()}`,
  node: process.version,
});

export const loadAverage = () => round(loadavg()[0] ?? 0, 2);

export const say = (line: string) => void process.stdout.write(`${line}\n`);

type Cell = string | number;

/** A table of one line per level. */
function table(lines: readonly (readonly [string, Record<string, Cell>])[]) {
  console.table(Object.fromEntries(lines));
}

export function sayFlow(name: string, levels: readonly Level[]) {
  say(`\n${name}: orders, milliseconds`);
  table(
    levels.map(({ inFlight, perSecond, answeredPerSecond, legs, cpuMs, generatorCpuMs }) => {
      const last = Object.keys(legs).find((leg) => leg.startsWith('webhook→'));
      return [
        `${inFlight} in flight`,
        {
          'orders/s': perSecond,
          ...(name === 'chamada' ? { 'answered/s': answeredPerSecond } : {}),
          ...legs.total,
          ...(last ? { 'webhook→ p50': legs[last]?.p50 ?? 0, 'webhook→ p99': legs[last]?.p99 ?? 0 } : {}),
          'CPU/order': cpuMs.total ?? 0,
          'generator CPU/order': generatorCpuMs,
        },
      ];
    }),
  );
  if (name !== 'chamada') sayLegs(levels);
  sayCosts(levels);
}

/** The median of each leg, so that it is seen where the time goes. */
function sayLegs(levels: readonly Level[]) {
  const medians = levels.map(({ inFlight, legs }) => {
    const parts = Object.entries(legs).filter(([leg]) => leg !== 'total' && !leg.startsWith('webhook→'));
    return [`${inFlight}: p50 of`, Object.fromEntries(parts.map(([leg, { p50 }]) => [leg, p50]))] as const;
  });
  table(medians);
}

/** CPU per process and what was counted, a line per level; memory of the last. */
function sayCosts(levels: readonly (Cost & { inFlight: number })[]) {
  const costs = levels.map(({ inFlight, cpuMs, threadCpuMs }) => {
    const { total: _, ...each } = cpuMs;
    return [`${inFlight}: CPU ms`, Object.keys(threadCpuMs).length > 0 ? threadCpuMs : each] as const;
  });
  table(costs);
  if (levels.some(({ counts }) => Object.keys(counts).length > 0))
    table(levels.map(({ inFlight, counts }) => [`${inFlight}: counted`, counts]));
  say(`MiB after it: ${inWords(levels.at(-1)?.memoryMiB ?? {})}`);
}

export function sayRead(name: string, levels: readonly ReadLevel[]) {
  say(`\n${name}: requests, milliseconds`);
  table(
    levels.map(({ inFlight, perSecond, ms, cpuMs, generatorCpuMs, counts }) => [
      `${inFlight} in flight`,
      {
        'requests/s': perSecond,
        ...ms,
        ...(counts[ROWS_READ] ? { [ROWS_READ]: counts[ROWS_READ] } : {}),
        'CPU/request': cpuMs.total ?? 0,
        'generator CPU/request': generatorCpuMs,
      },
    ]),
  );
}

export function sayAtRate(name: string, result: AtRate & Cost) {
  const { rate, seconds, ms, orders, late, failed, failure, underWay, lost, startedLateMs } = result;
  say(`\n${name}, ${rate} orders/s for ${seconds} s, from when each was due, milliseconds`);
  const more = { 'CPU/order': result.cpuMs.total ?? 0, 'generator CPU/order': result.generatorCpuMs };
  table([
    ['open loop', { orders, ...ms, 'late (> 1 s)': late, failed, 'under way at the end': underWay, lost, ...more }],
  ]);
  say(`the load generator itself was ${startedLateMs} ms late at worst${failure ? `; first failure: ${failure}` : ''}`);
}

export function sayFloor(floor: readonly Level[], ours: readonly Level[]) {
  say('\nfloor: the same calls and durable transactions without our code (tests/bench/floor.ts)');
  table(
    floor.map(({ inFlight, perSecond, legs, cpuMs }) => {
      const our = ours.find((level) => level.inFlight === inFlight);
      const share = our ? { 'ours/s': our.perSecond, 'ours, % of it': round((our.perSecond / perSecond) * 100) } : {};
      const { p50 = 0, p99 = 0 } = legs.total ?? {};
      return [`${inFlight} in flight`, { 'floor/s': perSecond, ...share, p50, p99, 'CPU/order': cpuMs.total ?? 0 }];
    }),
  );
}

/** How each figure with many rows stands to that with the first number of them: what a growing table costs. */
export function sayGrowth(runs: readonly AtRows[]) {
  const [first, ...others] = runs;
  if (!first || others.length === 0) return;
  const lineOf = ({ perSecond, ...each }: Level | ReadLevel) => ({
    'per second': perSecond,
    p50: ('ms' in each ? each.ms : each.legs.total)?.p50,
    CPU: each.cpuMs.total,
    [ROWS_READ]: each.counts[ROWS_READ],
    'generator CPU': each.generatorCpuMs,
  });
  const lines = ({ flows, reads }: AtRows) =>
    new Map(
      Object.entries<(Level | ReadLevel)[]>({ ...flows, ...reads }).flatMap(([name, levels]) =>
        levels.map((level) => [`${name}, ${level.inFlight}`, lineOf(level)] as const),
      ),
    );
  const base = lines(first);
  for (const run of others) {
    say(`\n${run.rows} orders in the tables against ${first.rows}: ratios (1 is the same)`);
    table(
      [...lines(run)].map(([name, figures]) => {
        const was: Record<string, number | undefined> = base.get(name) ?? {};
        const ratios = Object.entries(figures).flatMap(([figure, value]) => {
          const before = was[figure];
          return value === undefined || !before ? [] : [[figure, round(value / before, 2)] as const];
        });
        return [name, Object.fromEntries(ratios)];
      }),
    );
    say('where the CPU of the load generator differs as well, it was the machine that was slower, not the tables');
  }
}

export const inWords = (figures: Record<string, number>): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** Keeps a report as JSON. @returns the file */
export function keep(report: object): string {
  const folder = join(import.meta.dirname, 'resultados');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}
