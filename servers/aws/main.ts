import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleFunctions } from './bundle.ts';
import { install, ministack } from './ministack.ts';
import { createResources } from './resources.ts';

// scripts/aws up|down|status: an emulator of Amazon, with the user pool, the functions and the HTTP API of this project in it.

const USAGE = 'usage: scripts/aws up|down|status';
const say = (line: string) => process.stdout.write(`${line}\n`);

/** MINISTACK_PORT, AWS_DIR (where its process, log and addresses are), PEDIDO_URL (for the functions). */
const { MINISTACK_PORT = '14566', PEDIDO_URL = 'http://127.0.0.1:3001', AWS_DIR, INIT_CWD } = process.env;
const dir = AWS_DIR ? resolve(INIT_CWD ?? process.cwd(), AWS_DIR) : join(import.meta.dirname, '../.cache/aws');
const emulator = ministack(dir, Number(MINISTACK_PORT));

const commands: Record<string, () => Promise<void>> = {
  async up() {
    await install(say);
    await emulator.start();
    await emulator.reset();
    const bundles = join(dir, 'functions');
    mkdirSync(bundles, { recursive: true });
    await bundleFunctions(bundles);
    const environment = await createResources(emulator.endpoint, bundles, PEDIDO_URL);
    const file = join(dir, 'environment.json');
    writeFileSync(`${file}.new`, `${JSON.stringify(environment, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file); // whoever reads it never sees half of it
    say(`ministack answers at ${emulator.endpoint} (process ${emulator.pid()}); pool, functions and API are new`);
    say(`what the gateway needs to use it, secrets included: ${file}`);
  },
  async down() {
    const before = emulator.pid();
    await emulator.stop();
    say(`ministack ${before === undefined ? 'was not running' : 'stopped'}`);
  },
  async status() {
    const running = emulator.pid() !== undefined && (await emulator.healthy());
    if (!running) process.exitCode = 1;
    say(`ministack ${running ? `answers at ${emulator.endpoint} (process ${emulator.pid()})` : 'is not running'}`);
  },
};

const command = commands[process.argv[2] ?? ''];
if (!command || process.argv.length > 3) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
try {
  await command();
} catch (error) {
  process.stderr.write(`scripts/aws: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
