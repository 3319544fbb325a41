/**
 * Deterministic simulation: the four services, as they are, in one thread over a simulated network, clock and disk, driven by
 * a seed. What a seed tells it tells again, to the last event.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Outcome } from './history.ts';
import { MUTANTS } from './mutants.ts';

const HELP = `node tests/simulation/main.ts                random histories, for as many seeds as --histories says
node tests/simulation/main.ts --seed 42      tells one history, event by event, and what was wrong in it
node tests/simulation/main.ts --break inbox  random histories with one line of production code broken: ${Object.keys(MUTANTS).join(', ')}

  --histories N   how many, from --seed on, or from anywhere
  --workers N     threads (default: one per processor)
  --all           go on after a history went wrong

A history that goes wrong is a bug, or an invariant (tests/simulation/invariants.ts) that asks too much. Once mended, its seed goes
into tests/simulation/regressions.json.`;

type Asked = {
  /** The line to break, by its name in mutants.ts. */
  mutant?: string | undefined;
  workers?: number | undefined;
  /** Every event of every history, not only of those that went wrong. */
  whole?: boolean;
};

/** Runs histories in threads. Begins no other once `heard` says stop. */
export async function simulate(
  seeds: readonly number[],
  { mutant, workers = availableParallelism(), whole = false }: Asked,
  heard: (outcome: Outcome) => 'stop' | undefined,
): Promise<void> {
  const left = [...seeds].reverse();
  const threads = Array.from({ length: Math.min(workers, seeds.length) }, () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { mutant, whole } satisfies Asked });
    return new Promise<void>((resolve, reject) => {
      const next = () => {
        const seed = left.pop();
        if (seed !== undefined) return worker.postMessage(seed);
        resolve();
        return worker.terminate();
      };
      worker.on('error', reject);
      worker.on('message', (outcome: Outcome | 'ready') => {
        if (outcome !== 'ready' && heard(outcome) === 'stop') left.length = 0;
        void next();
      });
    });
  });
  await Promise.all(threads);
}

/** The seeds from one on. */
export const seedsFrom = (first: number, many: number): number[] => Array.from({ length: many }, (_, i) => first + i);

async function runWorker(): Promise<void> {
  await import('./hooks.ts'); // before any production code
  const { history, prepare } = await import('./history.ts');
  await prepare();
  const { whole } = workerData as Asked;
  parentPort?.on('message', async (seed: number) => {
    const outcome = await history(seed);
    parentPort?.postMessage(whole ? outcome : { ...outcome, lines: [] });
  });
  parentPort?.postMessage('ready');
}

async function runCommand(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      histories: { type: 'string' },
      break: { type: 'string' },
      workers: { type: 'string' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const mutant = values.break;
  if (mutant && !MUTANTS[mutant]) throw new Error(`--break: one of ${Object.keys(MUTANTS).join(', ')}`);
  if (values.seed !== undefined && values.histories === undefined)
    return simulate([Number(values.seed)], { mutant, whole: true }, (outcome) => {
      console.log(outcome.lines.join('\n'));
      report(outcome);
      return undefined;
    });

  const first = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const many = Number(values.histories ?? 1_000);
  const began = performance.now();
  const total = { histories: 0, seconds: 0, events: 0, wrong: 0 };
  await simulate(
    seedsFrom(first, many),
    { mutant, workers: values.workers ? Number(values.workers) : undefined },
    (outcome) => {
      total.histories += 1;
      total.seconds += outcome.seconds;
      total.events += outcome.events;
      if (outcome.wrong.length === 0) return undefined;
      total.wrong += 1;
      report(outcome);
      return values.all ? undefined : 'stop';
    },
  );
  const took = (performance.now() - began) / 1_000;
  const { histories, seconds, events, wrong } = total;
  console.log(
    `${histories} histories from seed ${first}, ${wrong} wrong: ${took.toFixed(1)} s, ${(histories / took).toFixed(1)} a second; ` +
      `each ${Math.round(seconds / histories)} s of virtual time and ${Math.round(events / histories)} events`,
  );
}

function report({ seed, wrong }: Outcome): void {
  for (const what of wrong) console.error(`seed ${seed}: ${what}`);
  if (wrong.length > 0) process.exitCode = 1;
}

if (!isMainThread && workerData && 'whole' in workerData) await runWorker();
else if (import.meta.main) await runCommand();
