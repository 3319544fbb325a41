import { pause } from './client.ts';
import type { Flow, Took } from './flows.ts';
import { type Percentiles, percentiles, round } from './measure.ts';

type Legs = Record<string, Percentiles>;

function gather(): { took: Took; legs(): Legs } {
  const lists = new Map<string, number[]>();
  return {
    took(leg, ms) {
      const list = lists.get(leg);
      if (list) list.push(ms);
      else lists.set(leg, [ms]);
    },
    legs: () => Object.fromEntries([...lists].map(([leg, ms]) => [leg, percentiles(ms)])),
  };
}

export type Closed = { inFlight: number; orders: number; perSecond: number; answeredPerSecond: number; legs: Legs };

/**
 * So many orders, so many at a time: the next begins when one has ended. The clock stops when `settled` says that nothing is
 * owed to the last of them.
 */
export async function closedLoop<T>(
  one: (took: Took) => Promise<T>,
  inFlight: number,
  orders: number,
  settled: (made: T) => Promise<unknown>,
): Promise<Closed> {
  const { took, legs } = gather();
  let left = orders;
  const began = performance.now();
  const last = await Promise.all(
    [...Array(Math.min(inFlight, orders))].map(async () => {
      let made: T | undefined;
      while (left-- > 0) made = await one(took);
      return made;
    }),
  );
  const answered = (performance.now() - began) / 1000;
  for (const made of last) if (made !== undefined) await settled(made);
  const seconds = (performance.now() - began) / 1000;
  return {
    inFlight,
    orders,
    perSecond: round(orders / seconds),
    answeredPerSecond: round(orders / answered),
    legs: legs(),
  };
}

/** An order that takes longer than this from when it was due is late, in milliseconds. */
const LATE_MS = 1_000;
/** How long the last orders are waited for, in milliseconds. */
const PATIENCE_MS = 60_000;

export type AtRate = {
  rate: number;
  seconds: number;
  orders: number;
  /** From when it was due to its end, of those that ended well. */
  ms: Percentiles;
  late: number;
  failed: number;
  /** Why the first of them failed. */
  failure: string | undefined;
  /** Still under way when the last one was started. */
  underWay: number;
  /** Never ended. */
  lost: number;
  /** How long after it was due an order was started, at worst: what the load generator itself adds. */
  startedLateMs: number;
  legs: Legs;
};

/**
 * So many orders a second, started when they are due whatever became of those before. Latency counts from when an order was
 * due, so that waiting is seen by all who would have waited.
 */
export async function atRate(
  one: (inFlight: number, took: Took) => ReturnType<Flow>,
  rate: number,
  seconds: number,
): Promise<AtRate> {
  const { took, legs } = gather();
  const orders = Math.round(rate * seconds);
  const latencies: number[] = [];
  let [underWay, failed, startedLateMs] = [0, 0, 0];
  let failure: string | undefined;
  const began = performance.now();
  async function start(due: number) {
    underWay += 1;
    startedLateMs = Math.max(startedLateMs, performance.now() - due);
    try {
      await one(underWay, took);
      latencies.push(performance.now() - due);
    } catch (error) {
      failed += 1;
      failure ??= (error as Error).message;
    }
    underWay -= 1;
  }
  for (let next = 0; next < orders; ) {
    const due = began + (next * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) {
      await pause(early);
      continue;
    }
    void start(due);
    next += 1;
  }
  const atEnd = underWay;
  for (const until = performance.now() + PATIENCE_MS; underWay > 0 && performance.now() < until; ) await pause(10);
  return {
    rate,
    seconds,
    orders,
    ms: percentiles(latencies),
    late: latencies.filter((ms) => ms > LATE_MS).length,
    failed,
    failure,
    underWay: atEnd,
    lost: underWay,
    startedLateMs: round(startedLateMs),
    legs: legs(),
  };
}
