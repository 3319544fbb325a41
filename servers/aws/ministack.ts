import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { answers, until } from '@foodious/testing/waiting.ts';

const run = promisify(execFile);

/** The emulator, and what it signs tokens with: without it they would carry no signature. */
const PACKAGES = ['ministack==1.5.33', 'cryptography==50.0.2'];
/** Those of its account, which may do everything: what our processes say to a local endpoint. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const VENV = join(import.meta.dirname, '../.cache/ministack');
const READY = join(VENV, 'packages.txt');

/** Installs the emulator into a folder of the project, once. Throws in one line what is missing. */
export async function install(say: (line: string) => void): Promise<void> {
  const wanted = PACKAGES.join('\n');
  if (existsSync(READY) && readFileSync(READY, 'utf8') === wanted) return;
  await run('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']).catch((cause) => {
    throw new Error('python3, 3.10 or later with venv, is needed: apt-get install python3-venv', { cause });
  });
  say(`installing ${PACKAGES.join(' and ')} from PyPI`);
  rmSync(VENV, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', VENV]);
  await run(join(VENV, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]).catch(
    (cause) => {
      throw new Error(`PyPI does not give ${PACKAGES.join(' and ')}: is there a network?`, { cause });
    },
  );
  writeFileSync(READY, wanted);
}

/** The emulator of a folder, on a port of this machine. */
export function ministack(folder: string, port: number) {
  const endpoint = `http://127.0.0.1:${port}`;
  const pidFile = join(folder, 'ministack.pid');

  /** Its process, while there is one. */
  const pid = (): number | undefined => {
    if (!existsSync(pidFile)) return undefined;
    const [number = 0, begun] = readFileSync(pidFile, 'utf8').trim().split(' ');
    return begunAt(Number(number)) === begun ? Number(number) : undefined;
  };
  const healthy = async () => (await fetch(`${endpoint}/_ministack/health`).catch(() => undefined))?.ok === true;

  return {
    endpoint,
    pid,
    healthy,
    async start(): Promise<void> {
      if (pid() !== undefined) return;
      if (await healthy()) throw new Error(`port ${port} is in use by another emulator`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const log = openSync(join(folder, 'ministack.log'), 'w', 0o600);
      const child = spawn(join(VENV, 'bin/ministack'), {
        cwd: folder,
        detached: true,
        stdio: ['ignore', log, log],
        env: {
          PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), // functions run on our own Node
          HOME: folder,
          TMPDIR: process.env.TMPDIR ?? '/tmp',
          BIND_HOST: '127.0.0.1',
          GATEWAY_PORT: String(port),
          IOT_MTLS_ENABLED: '0',
          SFTP_ENABLED: '0',
          AUTH: 'true', // signatures, SECRET_HASH and the flows of an app client count
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          MINISTACK_COGNITO_PRETOKEN_STRICT: '1', // a trigger that fails gives no token, as on Amazon
        },
      });
      child.unref();
      if (child.pid === undefined) throw new Error('the emulator does not start');
      writeFileSync(`${pidFile}.new`, `${child.pid} ${begunAt(child.pid)}`);
      renameSync(`${pidFile}.new`, pidFile);
      await answers(`${endpoint}/_ministack/health`);
    },
    /** Empties it. */
    async reset(): Promise<void> {
      const answer = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
      if (!answer.ok) throw new Error(`reset: ${answer.status}`);
    },
    async stop(): Promise<void> {
      const running = pid();
      if (running !== undefined) {
        process.kill(running, 'SIGTERM');
        await until('the end of the emulator', async () => pid() === undefined, 20_000);
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
