import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

export type Percentiles = { p50: number; p95: number; p99: number; max: number };

export function percentiles(list: readonly number[]): Percentiles {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (p: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0, 2);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Milliseconds of a durable commit without our code: machines and moments differ, and orders are made of these. */
export function diskFloor(folder: string): number {
  const db = new DatabaseSync(join(folder, 'floor.sqlite'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table if not exists t (a text)');
  const insert = db.prepare('insert into t values (?)');
  const began = performance.now();
  for (let i = 0; i < 300; i += 1) insert.run('x'.repeat(500));
  const ms = (performance.now() - began) / 300;
  db.close();
  return round(ms, 2);
}

/** What the processes of one name have used so far, all their threads. */
export type Use = { processes: number; cpuSeconds: number; memoryMiB: number; writes: number };

/** What each process under some roots has used, by its name; the threads of one that is the whole system apart. */
export function usage(roots: readonly number[]): Map<string, Use> {
  const children = Map.groupBy(
    readdirSync('/proc').filter((name) => /^\d+$/.test(name)),
    (pid) => Number(statOf(`/proc/${pid}`)?.[1]),
  );
  const found = [...roots];
  for (const pid of found) found.push(...(children.get(pid) ?? []).map(Number));
  const uses = new Map<string, Use>();
  for (const pid of new Set(found)) {
    const name = nameOf(pid);
    const cpuSeconds = cpuOf(`/proc/${pid}`);
    if (name === undefined || cpuSeconds === undefined) continue; // gone meanwhile
    const known = uses.get(name) ?? { processes: 0, cpuSeconds: 0, memoryMiB: 0, writes: 0 };
    uses.set(name, {
      processes: known.processes + 1,
      cpuSeconds: known.cpuSeconds + cpuSeconds,
      memoryMiB: known.memoryMiB + field(pid, 'status', 'VmRSS') / 1024,
      writes: known.writes + field(pid, 'io', 'syscw'),
    });
  }
  return uses;
}

/** CPU seconds of the threads of a process, by what they are for; Node names them. */
export function threadUse(pid: number): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const thread = `/proc/${pid}/task/${id}`;
    const comm = readText(`${thread}/comm`)?.trim() ?? '';
    const name = THREADS[comm] ?? 'V8 and I/O threads';
    seconds.set(name, (seconds.get(name) ?? 0) + (cpuOf(thread) ?? 0));
  }
  return seconds;
}

const THREADS: Record<string, string> = { MainThread: 'main thread', WorkerThread: 'world thread (SQS, SES, Pix)' };

/** How often the disk under a folder was told to keep what it has, by anybody on this machine; undefined where unknown. */
export function diskFlushes(folder: string): number | undefined {
  const { dev } = statSync(folder);
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  const fields = readText(`/sys/dev/block/${major}:${minor}/stat`)?.trim().split(/\s+/);
  return fields?.[15] === undefined ? undefined : Number(fields[15]); // kernel docs: block/stat.rst
}

function nameOf(pid: number): string | undefined {
  const text = readText(`/proc/${pid}/cmdline`);
  if (!text) return undefined;
  const [, service] = /services\/(\w+)\/src\/main\.ts/.exec(text) ?? [];
  if (service) return service;
  if (text.includes('world-main.ts')) return 'world';
  if (text.includes('services-main.ts')) return 'watcher';
  if (text.includes('local/src/main.ts')) return 'system';
  return readText(`/proc/${pid}/comm`)?.trim();
}

/** The fields of a `stat` file after the name: state, parent, … */
function statOf(path: string): string[] | undefined {
  const text = readText(`${path}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** CPU seconds of a process or a thread (Linux: clock ticks of 10 ms). */
function cpuOf(path: string): number | undefined {
  const fields = statOf(path);
  return fields && (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A number of a file of `name: value` lines; 0 where it is not told. */
const field = (pid: number, file: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readText(`/proc/${pid}/${file}`) ?? '')?.[1] ?? 0);

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // a process that ended, or another's
  }
}
