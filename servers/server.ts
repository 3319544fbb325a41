import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real server on this machine, in a process and a folder of its own; what it was told outlives its process. */
export type Server = {
  /** How a client finds it; may hold a password. */
  readonly url: string;
  /** Starts it, or starts it again, with the data it had; resolves once it answers. Does nothing when it is running. */
  start(): Promise<void>;
  /** Ends it as a crash would: SIGKILL. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Ends it in order. Resolves once it is gone. */
  stop(): Promise<void>;
  state(): Promise<'answering' | 'silent' | 'stopped'>;
  pid(): number | undefined;
};

/** Where a server runs, and how long: as long as the process that started it, or, detached, until it is told to end. */
export type Place = { dir: string; port: number; detached: boolean };

/** How long a server may take to answer, or to end, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A server of one program. */
export function server({
  place: { dir, port, detached },
  url,
  command,
  answers,
}: {
  place: Place;
  url: () => string;
  /** The program and its arguments, its folder prepared. The arguments name the folder: by it the process is known again. */
  command: () => Promise<[program: string, ...args: string[]]>;
  /** Throws, soon, until it answers. */
  answers: () => Promise<unknown>;
}): Server {
  const pidFile = join(dir, 'pid');
  const logFile = join(dir, 'server.log');

  function pid(): number | undefined {
    try {
      const known = Number(readFileSync(pidFile, 'utf8'));
      // Numbers are used again: only a process that works in this folder is the one; one that is dead names none.
      return readFileSync(`/proc/${known}/cmdline`, 'utf8').includes(dir) ? known : undefined;
    } catch {
      return undefined; // never started, or gone
    }
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = pid();
    if (ending === undefined) return;
    process.kill(ending, signal);
    for (const until = Date.now() + PATIENCE_MS; !isGone(ending); await sleep(10))
      if (Date.now() > until) throw new Error(`process ${ending} does not end; see ${logFile}`);
    rmSync(pidFile, { force: true });
  }

  /** Resolves once it answers; throws as soon as it cannot any more. */
  async function answering(ended: () => string | undefined): Promise<void> {
    for (const until = Date.now() + PATIENCE_MS; ; await sleep(50))
      try {
        return void (await answers());
      } catch (cause) {
        const why = ended();
        if (why !== undefined) throw new Error(`it ended at its start (${why}); see ${logFile}`, { cause });
        if (Date.now() > until) throw new Error(`it does not answer; see ${logFile}`, { cause });
      }
  }

  return {
    get url() {
      return url();
    },
    async start() {
      if (pid() !== undefined) return answering(() => (pid() === undefined ? 'while it was waited for' : undefined));
      if (!(await isFree(port))) throw new Error(`port ${port} is taken by another program`);
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const [program, ...args] = await command();
      const log = openSync(logFile, 'a');
      // The kernel ends what is not detached together with us, even when we are killed.
      const [file, ...all] = detached ? [program, ...args] : ['setpriv', '--pdeathsig', 'KILL', program, ...args];
      const child = spawn(file, all, { cwd: dir, detached, stdio: ['ignore', log, log] });
      closeSync(log);
      child.unref();
      let ended: string | undefined;
      child.once('error', (error) => {
        ended = error.message;
      });
      child.once('exit', (code, signal) => {
        ended = `${code ?? signal}`;
      });
      if (child.pid !== undefined) writeFileSync(pidFile, String(child.pid));
      await answering(() => ended);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async state() {
      if (pid() === undefined) return 'stopped';
      return answers().then(
        () => 'answering',
        () => 'silent',
      );
    },
    pid,
  };
}

/** Whether a process holds nothing any more: one that is dying, or whose threads are, still has its port and its files. */
function isGone(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^State:\s+[ZX]/m.test(status) && !/^Threads:\s+([2-9]|\d\d)/m.test(status);
  } catch {
    return true;
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve, reject) => {
    const probe = createServer()
      .once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
