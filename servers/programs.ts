import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Where a program of this machine is, or undefined. Debian keeps servers where only root looks for programs. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** Where a program of this machine is; throws where it is not installed. */
export function program(name: string): string {
  const found = findProgram(name);
  if (!found) throw new Error(`${name} is not installed: scripts/services up installs it on Debian`);
  return found;
}

/** Runs a program to its end; throws what it says of its failure. */
export async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  try {
    await promisify(execFile)(file, args, { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim();
    const first = said.split('\n').find((line) => /error/i.test(line)) ?? said.slice(-600);
    throw new Error(`${file} failed: ${first || message}`, { cause: error });
  }
}
