import { Unavailable } from '@foodious/kernel/refusal.ts';
import { onGivingUp } from './ending.ts';
import { fileAndTerminal, type Logger } from './log.ts';
import { closeToOthers } from './private.ts';
import { readSettingsAndSecrets } from './references.ts';
import {
  type ProcessSettings,
  type processSettings,
  SettingsError,
  type SettingsOf,
  type SettingsShape,
} from './settings.ts';
import { startTelemetry } from './telemetry.ts';

/** How long a process that cannot go on may take to end what it holds, in milliseconds. */
const LAST_MS = 10_000;

/** The log of a service in a process of its own: all of it on the terminal, as containers want it, and in a file. */
export const ownLog =
  (name: string) =>
  (settings: Pick<ProcessSettings, 'DATA_DIR' | 'LOG_LEVEL' | 'INSTANCE'>): Logger => {
    const level = settings.LOG_LEVEL === 'silent' ? 'fatal' : settings.LOG_LEVEL;
    const file = settings.INSTANCE ? `${name}-${settings.INSTANCE}` : name;
    return fileAndTerminal(settings, file, { level, stream: process.stdout });
  };

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
    const settings = await readSettingsAndSecrets(shape, process.argv.slice(2), process.env);
    if (settings.DATA_DIR !== ':memory:') closeToOthers(settings.DATA_DIR);
    const log = logFor(settings);
    const telemetry = await startTelemetry(settings);
    const starting = start(settings, log);
    let gauges: { stop(): Promise<void> } | undefined;
    let stopping = false;
    const end = async (code: number) => {
      stopping = true;
      const started = await starting;
      await gauges?.stop();
      await started.stop();
      await telemetry.stop().catch((err) => log.warn({ err }, 'last traces not sent'));
      process.exitCode = code;
      // Idle keep-alive sockets of clients would hold the process a few seconds longer.
      setTimeout(() => process.exit(), 500).unref();
    };
    const asked = () => {
      if (stopping) process.exit(130); // a second Ctrl-C: now
      void end(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, asked);
    process.once('disconnect', asked); // whoever started it and watched over it is gone
    await starting;
    if (settings.METRICS_LOG_S > 0 && !stopping)
      gauges = (await import('./metrics.ts')).logGauges(settings.METRICS_LOG_S, log);
    onGivingUp((why) => {
      if (stopping) return;
      log.fatal({}, why);
      setTimeout(() => process.exit(1), LAST_MS).unref(); // what it lost may be what it needs to end in order
      end(1).catch(() => process.exit(1));
    });
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
  const { code, port, path, syscall, address, hostname } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
    hostname?: string;
  };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what uses it, or choose another (PORT, PORT_BASE or its own setting)`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'EPERM')
    return `Cannot write to ${path}: choose another DATA_DIR`;
  if (code === 'ENOENT' && syscall === 'mkdir') return `Cannot make ${path}: choose another DATA_DIR`;
  if (code === 'EADDRNOTAVAIL')
    return `${address} is no address of this machine: choose another HOST (or SERVICES_HOST, AWS_HOST, SES_HOST, PIX_HOST)`;
  if (syscall === 'getaddrinfo')
    return `Nobody here knows ${hostname}: look at HOST and at the addresses in the settings`;
  return undefined;
}
