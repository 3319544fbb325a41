import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import type { Logger } from './log.ts';

/** How long requests take. */
export const httpDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer, by service, method, route pattern and status',
  labelNames: ['service', 'method', 'route', 'status'],
  buckets: [0.0025, 0.01, 0.05, 0.25, 1, 2.5], // each costs a line for every route and status
});

collectDefaultMetrics(); // memory, CPU, event-loop delay, garbage collection

/** Everything measured in this process, as Prometheus reads it. */
export const scrape = async (): Promise<{ type: string; text: string }> => ({
  type: register.contentType,
  text: await register.metrics(),
});

/** An answer rests so many times as long as it took to make: whoever asks how often, it takes a twentieth of a core. */
const RESTS = 19;

/** {@link scrape}, for whoever asks and however many: one answer for all who ask within a moment. */
export const scrapeForAll = (read = scrape, now = () => performance.now()): typeof scrape => {
  let shared: ReturnType<typeof scrape> | undefined;
  let restsUntil = Number.POSITIVE_INFINITY; // while it is being made
  return () => {
    if (shared && now() < restsUntil) return shared;
    const began = now();
    restsUntil = Number.POSITIVE_INFINITY;
    shared = read().finally(() => {
      restsUntil = now() + RESTS * (now() - began);
    });
    return shared;
  };
};

/** What is measured in this process, whichever of its servers is asked. */
export const sharedScrape = scrapeForAll();

/** How old a reading may be, in milliseconds: several readers cost one. */
const FRESH_MS = 2_000;

/** What a source tells of a gauge: label values and a number. */
export type Reading<L extends string> = { labels: Record<L, string>; value: number };

/**
 * A gauge read when it is scraped, from every service of the process that has something to say. A source that throws says
 * nothing: what it last said must not pass for the truth.
 */
export function scraped<L extends string>(
  name: string,
  help: string,
  labelNames: readonly L[],
): (source: () => Promise<Reading<L>[]>) => () => void {
  const sources = new Set<() => Promise<Reading<L>[]>>();
  let readAt = 0;
  new Gauge({
    name,
    help,
    labelNames,
    async collect() {
      if (Date.now() - readAt < FRESH_MS) return;
      const all = await Promise.allSettled([...sources].map((source) => source()));
      this.reset();
      for (const answer of all)
        if (answer.status === 'fulfilled') for (const { labels, value } of answer.value) this.set(labels, value);
      readAt = Date.now();
    },
  });
  return (source) => {
    sources.add(source);
    readAt = 0;
    return () => sources.delete(source);
  };
}

/**
 * What the gauges of this process say, as {@link scrape} tells it, each by its name in one number: of what is in seconds the most
 * of all labels, of anything else the sum. One that says nothing is left out.
 */
async function readGauges(): Promise<Record<string, number>> {
  const gauges = register.getMetricsAsArray().filter((metric) => metric instanceof Gauge);
  const read = gauges.map(async (gauge) => {
    const { name, values } = await gauge.get();
    const numbers = values.map(({ value }) => value).filter(Number.isFinite);
    const most = name.endsWith('_seconds');
    return numbers.length === 0
      ? []
      : [[name, most ? Math.max(...numbers) : numbers.reduce((sum, value) => sum + value, 0)] as const];
  });
  return Object.fromEntries((await Promise.all(read)).flat());
}

/** Logs every so many seconds what the gauges of this process say, in one line: for who reads logs and asks nobody. */
export function logGauges(seconds: number, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function run() {
    for (;;) {
      await sleep(seconds * 1_000, undefined, { signal, ref: false }).catch(() => {}); // it is told to end
      if (signal.aborted) return;
      log.info(await readGauges(), 'medidas');
    }
  }
  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
