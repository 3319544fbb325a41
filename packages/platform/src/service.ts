import { createHttp, type Http, type HttpOptions } from './http.ts';
import type { Logger } from './log.ts';
import { ownLog, run } from './process.ts';
import {
  listenOn,
  type ProcessSettings,
  type processSettings,
  type SettingsOf,
  type SettingsShape,
} from './settings.ts';

/** Something that works by itself until it is told to end; `stop` finishes what it holds, and may come before `start` is done. */
export type Job = { start(): unknown; stop?(): unknown };

/** A service, put together: nothing of it listens, polls, reads, writes or keeps a timer yet. */
export type Composition = {
  name: string;
  /** Where it listens. */
  host: string;
  port: number;
  log: Logger;
  http: Omit<HttpOptions, 'name' | 'log'>;
  /** Registers every route of the service: the only place where one is. */
  routes(app: Http): unknown;
  /** Brings its schema up to date; repeatable, by several instances at once. */
  migrate(): Promise<unknown>;
  /** What must be at work before a request comes in, in this order. */
  jobs: readonly Job[];
  /** What reads its queues, and what asks where no message came: begun once it listens. */
  consumers: readonly Job[];
  /** Ends its connections: the last of all. */
  close(): Promise<unknown>;
};

/** A running service: its HTTP server, listening, and how to end it in order. */
export type Service = { http: Http; stop(): Promise<void> };

/** The HTTP server of a service with all of its routes, not listening. */
export async function httpOf({ name, log, http, routes }: Composition): Promise<Http> {
  const app = await createHttp({ name, log, ...http });
  await routes(app);
  return app;
}

/** Runs a service: migrates, starts its jobs, listens, reads its queues. What fails half-way ends what was begun. */
export async function startService(
  service: Composition,
  settings: Pick<ProcessSettings, 'SHARE_PORT'>,
): Promise<Service> {
  const begun: Job[] = [];
  let http: Http | undefined;
  const begin = async (jobs: readonly Job[]) => {
    for (const job of jobs) {
      begun.push(job);
      await job.start();
    }
  };
  const stop = () =>
    endAll([
      () => http?.close(), // take nothing new
      ...begun.toReversed().map((job) => () => job.stop?.()), // finish what is held
      () => service.close(),
    ]);
  try {
    await service.migrate();
    await begin(service.jobs);
    http = await httpOf(service);
    await http.listen(listenOn(service, settings));
    await begin(service.consumers);
    return { http, stop };
  } catch (error) {
    await stop().catch((err) => service.log.warn({ err }, 'not ended cleanly'));
    throw error;
  }
}

/** Ends one after another, each also when those before it could not: throws at last what they threw, an AggregateError. */
export async function endAll(ends: Iterable<() => unknown>): Promise<void> {
  const failed: unknown[] = [];
  for (const end of ends)
    try {
      await end();
    } catch (error) {
      failed.push(error);
    }
  if (failed.length > 0) throw new AggregateError(failed, 'not all ended cleanly');
}

/** The log of one service among several in a process: who wrote a line, and where. */
export const serviceLogger = (log: Logger, service: string): Logger => log.child({ service, pid: process.pid });

/** Runs one service in a process of its own. */
export const runService = <S extends SettingsShape & typeof processSettings>(
  name: string,
  shape: S,
  compose: (settings: SettingsOf<S> & ProcessSettings, log: Logger) => Promise<Composition>,
): Promise<void> =>
  run(shape, async (settings, log) => startService(await compose(settings, log), settings), ownLog(name));
