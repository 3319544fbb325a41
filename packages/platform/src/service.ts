import { Unavailable } from '@foodious/kernel/refusal.ts';
import { createHttp, type Http, type HttpOptions } from './http.ts';
import { fileAndTerminal, type Logger } from './log.ts';
import {
  listenOn,
  type ProcessSettings,
  type processSettings,
  readSettings,
  SettingsError,
  type SettingsOf,
  type SettingsShape,
} from './settings.ts';
import { startTelemetry } from './telemetry.ts';

/** Something that works by itself until it is told to end; `stop` finishes what it holds, and may come before `start` is done. */
export type Job = { start(): unknown; stop?(): unknown };

/** A service, put together: nothing of it listens, polls, reads, writes or keeps a timer yet. */
export type Composition = {
  name: string;
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
  settings: Pick<ProcessSettings, 'HOST' | 'SHARE_PORT'>,
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
    await http.listen(listenOn(settings, service.port));
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

/** The log of a service in a process of its own: all of it on the terminal, as containers want it, and in a file. */
export const ownLog =
  (name: string) =>
  (settings: Pick<ProcessSettings, 'DATA_DIR' | 'LOG_LEVEL' | 'INSTANCE'>): Logger => {
    const level = settings.LOG_LEVEL === 'silent' ? 'fatal' : settings.LOG_LEVEL;
    const file = settings.INSTANCE ? `${name}-${settings.INSTANCE}` : name;
    return fileAndTerminal(settings, file, { level, stream: process.stdout });
  };

/** The log of one service among several in a process: who wrote a line, and where. */
export const serviceLogger = (log: Logger, service: string): Logger => log.child({ service, pid: process.pid });

/** Runs one service in a process of its own. */
export const runService = <S extends SettingsShape & typeof processSettings>(
  name: string,
  shape: S,
  compose: (settings: SettingsOf<S> & ProcessSettings, log: Logger) => Promise<Composition>,
): Promise<void> =>
  run(shape, async (settings, log) => startService(await compose(settings, log), settings), ownLog(name));

/**
 * Runs a process: settings read once, signals ended in order, and what a person did wrong said in one line.
 * @param start builds and starts everything; resolves with what stops it.
 */
export async function run<S extends SettingsShape & typeof processSettings>(
  shape: S,
  start: (settings: SettingsOf<S> & ProcessSettings, log: Logger) => Promise<{ stop(): Promise<void> }>,
  logFor: (settings: SettingsOf<S> & ProcessSettings) => Logger,
): Promise<void> {
  try {
    const settings = readSettings(shape, process.argv.slice(2), process.env);
    const log = logFor(settings);
    const telemetry = await startTelemetry(settings);
    const starting = start(settings, log);
    let stopping = false;
    const end = async () => {
      if (stopping) process.exit(130); // a second Ctrl-C: now
      stopping = true;
      await (await starting).stop();
      await telemetry.stop().catch((err) => log.warn({ err }, 'last traces not sent'));
      process.exitCode = 0;
      // Idle keep-alive sockets of clients would hold the process a few seconds longer.
      setTimeout(() => process.exit(), 500).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
    process.once('disconnect', () => void end()); // whoever started it and watched over it is gone
    await starting;
  } catch (error) {
    const line = oneLine(error);
    if (line) process.stderr.write(`${line}\n`);
    else console.error(error);
    process.exit(1);
  }
}

/** What a person can mend, in their words; undefined for what is a bug. */
function oneLine(error: unknown): string | undefined {
  if (error instanceof SettingsError) return `Wrong option: ${error.message}`;
  if (error instanceof Unavailable) return `Cannot start: ${error.message}`;
  if (!(error instanceof Error)) return undefined;
  const { code, port, path } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what uses it, or choose another (PORT, PORT_BASE or its own setting)`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'EPERM')
    return `Cannot write to ${path}: choose another DATA_DIR`;
  return undefined;
}
