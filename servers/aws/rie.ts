import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@foodious/testing/waiting.ts';
import { bundleFunctions, type FunctionName } from './bundle.ts';

const run = promisify(execFile);

const RIE =
  'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@v0.0.0-20261030222936-bef5c4ba774d';
const RIC = 'aws-lambda-ric@4.0.2';
const CACHE = join(import.meta.dirname, '../.cache/lambda');
const READY = join(CACHE, `ready-${process.version}`);

/** What building Lambda's runtime emulator (Go) and its client for Node (C++) takes, and is not here. */
export async function missing(): Promise<string | undefined> {
  if (existsSync(READY)) return undefined;
  for (const [program, ...args] of [
    ['go', 'version'],
    ['c++', '--version'],
    ['make', '--version'],
    ['cmake', '--version'],
  ] as const)
    if (!(await run(program, args).catch(() => undefined))) return program;
  return undefined;
}

/** Builds both, once, into a folder of the project: minutes. */
export async function installRie(): Promise<void> {
  if (existsSync(READY)) return;
  mkdirSync(CACHE, { recursive: true });
  await run('go', ['install', RIE], { env: { ...process.env, GOBIN: CACHE, GOTOOLCHAIN: 'local' } });
  writeFileSync(
    join(CACHE, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { 'aws-lambda-ric': true } }),
  );
  const headers = join(import.meta.dirname, `../../node_modules/node-${process.platform}-${process.arch}`);
  await run('npm', ['install', '--silent', '--no-audit', RIC], {
    cwd: CACHE,
    env: { ...process.env, npm_config_nodedir: headers },
    maxBuffer: 64 * 1024 * 1024,
  });
  writeFileSync(READY, '');
}

/**
 * A bundled function as Lambda runs it: behind the runtime interface emulator, called by the runtime client.
 * @param port the first of two free ones
 */
export async function underRie(folder: string, name: FunctionName, port: number, env: Record<string, string>) {
  const task = join(folder, name);
  if (!existsSync(task)) await bundleFunctions(folder);
  const address = `127.0.0.1:${port}`;
  const child = spawn(
    join(CACHE, 'aws-lambda-rie'),
    [
      '--runtime-interface-emulator-address',
      address,
      '--runtime-api-address',
      `127.0.0.1:${port + 1}`,
      process.execPath,
      join(CACHE, 'node_modules/aws-lambda-ric/index.mjs'),
      'index.handler',
    ],
    {
      cwd: task,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH ?? '',
        LAMBDA_TASK_ROOT: task,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_TIMEOUT: '10',
        _HANDLER: 'index.handler',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        ...env,
      },
    },
  );
  return {
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by whoever asked
    async invoke(event: unknown): Promise<any> {
      const url = `http://${address}/2015-03-31/functions/function/invocations`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
      return answer.json();
    },
    listening: () => until(`a runtime at ${address}`, () => fetch(`http://${address}/`).then(Boolean, () => undefined)),
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
