// Installs the tools of a folder that has a lock of its own (infra, postman), where they are not there yet: a newcomer's `npm ci`
// does not bring them. Usage: node scripts/tools.mjs FOLDER
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '..', process.argv[2] ?? '');
const lock = join(folder, 'package-lock.json');
const installed = join(folder, 'node_modules/.package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.error(`installing the tools of ${process.argv[2]}`);
  const { status } = spawnSync('npm', ['ci'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
