import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cut, cutAssembly, type Doors } from './assembly.ts';

const infra = join(import.meta.dirname, '../../infra');

/** The account of the emulator. */
export const ACCOUNT = '000000000000';
/** The environment that is deployed. */
export const AMBIENTE = 'dev';

/** Runs a program of Node to its end; resolves with what it said. Throws with the end of that where it fails. */
async function node(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, args, { cwd: infra, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  if (code !== 0) {
    const failures = said.split('\n').filter((line) => /FAILED|ERROR|Error:/.test(line));
    throw new Error([`${args.join(' ')} ended with ${code}`, ...failures, said.slice(-1_000)].join('\n'));
  }
  return said;
}

/** Writes the assembly of the environment into a folder, as `npm run synth` does. */
export async function synthesise(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await node(['main.ts'], {
    PATH: process.env.PATH,
    CDK_OUTDIR: folder,
    AMBIENTE,
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    IMAGEM: 'emulado',
  });
}

/** Makes an assembly the emulator can take of a whole one, in another folder; resolves with all that was cut. */
export function fit(whole: string, folder: string, doors: Doors): Cut[] {
  rmSync(folder, { recursive: true, force: true });
  cpSync(whole, folder, { recursive: true });
  return cutAssembly(folder, doors);
}

/**
 * The CDK CLI of infra/, for an assembly.
 * @param env where it finds Amazon
 */
export function cdk(assembly: string, env: NodeJS.ProcessEnv) {
  const cli = join(infra, 'node_modules/aws-cdk/bin/cdk');
  const run = (...args: string[]) =>
    node([cli, ...args, '--app', assembly, '--ci', '--no-notices'], {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
      ...env,
    });
  return {
    bootstrap: () => run('bootstrap', `aws://${ACCOUNT}/us-east-1`),
    deploy: () => run('deploy', '--all', '--require-approval', 'never', '--concurrency', '4'),
    /** Throws where the templates differ from what is deployed. */
    diff: () => run('diff', '--all', '--fail', '--no-change-set'),
  };
}

/**
 * Without TLS the policies that refuse what came without it keep the CLI's roles out of its own bucket: it publishes and
 * deploys as whoever runs it, who is the root of the account.
 */
export function asWhoRuns(assembly: string): void {
  const files = readdirSync(assembly).filter((file) => file === 'manifest.json' || file.endsWith('.assets.json'));
  for (const file of files.map((name) => join(assembly, name))) {
    const roles = new Set(['assumeRoleArn', 'cloudFormationExecutionRoleArn', 'lookupRole']);
    const kept = JSON.parse(readFileSync(file, 'utf8'), (key, value) => (roles.has(key) ? undefined : value));
    writeFileSync(file, JSON.stringify(kept, null, 1));
  }
}
