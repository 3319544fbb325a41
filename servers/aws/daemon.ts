import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@foodious/testing/waiting.ts';

/** A process that outlives whoever starts it, known by a file in its folder; what it prints goes to `<name>.log` there. */
export function daemon(folder: string, name: string) {
  const pidFile = join(folder, `${name}.pid`);

  /** Its process, while there is one. */
  const pid = (): number | undefined => {
    if (!existsSync(pidFile)) return undefined;
    const [number = 0, begun] = readFileSync(pidFile, 'utf8').trim().split(' ');
    return begunAt(Number(number)) === begun ? Number(number) : undefined;
  };

  return {
    pid,
    start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const log = openSync(join(folder, `${name}.log`), 'w', 0o600);
      const child = spawn(program, args, { cwd: folder, detached: true, stdio: ['ignore', log, log], env });
      child.unref();
      if (child.pid === undefined) throw new Error(`${name} does not start`);
      writeFileSync(`${pidFile}.new`, `${child.pid} ${begunAt(child.pid)}`);
      renameSync(`${pidFile}.new`, pidFile);
    },
    async stop(): Promise<void> {
      const running = pid();
      if (running !== undefined) {
        process.kill(running, 'SIGTERM');
        await until(`the end of ${name}`, async () => pid() === undefined, 20_000);
      }
      rmSync(pidFile, { force: true });
    },
  };
}

/** When a process began, in ticks since the machine did: with its number, no other process. Undefined where it is over. */
function begunAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
