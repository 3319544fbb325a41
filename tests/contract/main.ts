/**
 * Asks the running system everything its OpenAPI document says, and more: schemathesis makes requests that the document
 * allows and that it forbids, and compares each answer with what was promised. Once as the gerência, once as a kiosk.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SettingsError } from '@foodious/platform/settings.ts';
import { abrirSistema } from '@foodious/testing/sistema.ts';

const VERSION = '4.32.5';
const folder = join(import.meta.dirname, '../../.cache', `schemathesis-${VERSION}`);
const config = join(import.meta.dirname, 'schemathesis.toml');
const SCHEMATHESIS_HOOKS = join(import.meta.dirname, 'hooks.py');
const scratch = mkdtempSync(join(tmpdir(), 'contract-'));

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '20' }, examples: { type: 'string', default: '8' } },
});

/** Runs a program to its end, its words among ours; what it keeps for its next time is not kept. Resolves with its exit code. */
async function run(program: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', cwd: scratch, env: { ...process.env, ...env } });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

if (!existsSync(join(folder, 'bin'))) {
  const install = ['-m', 'pip', 'install', '--quiet', '--root-user-action=ignore', '--disable-pip-version-check'];
  if ((await run('python3', [...install, '--target', folder, `schemathesis==${VERSION}`])) !== 0)
    throw new SettingsError('test:contract needs Python 3.10 or newer with pip: schemathesis could not be installed');
}

const system = await abrirSistema();
let failed = false;
try {
  // The kiosk first: the gerência may revoke it.
  for (const [who, call] of Object.entries({ kiosk: system.totem, gerência: system.gerente })) {
    console.log(`\nAs ${who}:`);
    const args = [
      ...['-m', 'schemathesis.cli', '--config-file', config, 'run', `${system.place.gateway}/openapi.json`],
      ...[
        '--header',
        `Authorization: Bearer ${await call.bearer()}`,
        '--seed',
        values.seed,
        '--max-examples',
        values.examples,
      ],
    ];
    const PYTHONPATH = [folder, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
    if ((await run('python3', args, { PYTHONPATH, SCHEMATHESIS_HOOKS })) !== 0) failed = true;
  }
} finally {
  await system.stop();
  rmSync(scratch, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
