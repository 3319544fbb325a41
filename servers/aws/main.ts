import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Cut } from './assembly.ts';
import { asWhoRuns, cdk, fit, synthesise } from './cdk.ts';
import { daemon } from './daemon.ts';
import { deployed, one } from './deployed.ts';
import { install, ministack, supportedTypes } from './ministack.ts';

// scripts/aws up|down|status: an emulator of Amazon with the restaurant deployed in it, by the CDK CLI, from infra/.

const USAGE = 'usage: scripts/aws up|down|status';
const say = (line: string) => process.stdout.write(`${line}\n`);

/** MINISTACK_PORT, AWS_DIR (where its process, log and addresses are), AWS_TLS=1 (policies count as on Amazon; functions and API do not run). */
const { MINISTACK_PORT = '14566', AWS_TLS, AWS_DIR, INIT_CWD } = process.env;
const dir = AWS_DIR ? resolve(INIT_CWD ?? process.cwd(), AWS_DIR) : join(import.meta.dirname, '../.cache/aws');
const port = Number(MINISTACK_PORT);
const emulator = ministack(dir, port, AWS_TLS === '1');
const doors = daemon(dir, 'doors');

/** The listeners of the load balancer, and where each answers here. */
const listeners = Object.fromEntries(
  [80, 3000, 3001, 3002, 3003].map((listener, i) => [listener, `http://127.0.0.1:${port + 1 + i}`]),
);

function write(name: string, content: unknown): string {
  const file = join(dir, name);
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file); // whoever reads it never sees half of it
  return file;
}

/** Tells what the emulator did not get as it is written: changes one by one, what was dropped by type and reason. */
function tell(cuts: readonly Cut[]): void {
  const dropped = cuts.filter(({ what }) => what === 'dropped');
  for (const { stack, resource, type, why } of cuts.filter(({ what }) => what === 'changed'))
    say(`changed ${type} ${stack}/${resource}: ${why}`);
  for (const { stack, resource, type, why } of dropped) say(`dropped ${type} ${stack}/${resource}: ${why}`);
  say(`${dropped.length} resources dropped; each type has its assertion in infra/test (tests/aws/implantacao.test.ts)`);
}

const commands: Record<string, () => Promise<void>> = {
  async up() {
    await install(say);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const assembly = join(dir, 'cdk.out');
    const [cuts] = await Promise.all([
      synthesise(join(dir, 'whole')).then(() =>
        fit(join(dir, 'whole'), assembly, { listeners, supported: supportedTypes(), tls: AWS_TLS === '1' }),
      ),
      emulator.start().then(() => emulator.reset()),
    ]);
    tell(cuts);
    write('cuts.json', cuts);
    if (AWS_TLS !== '1') {
      asWhoRuns(assembly);
      say(
        'the CLI deploys without its roles: their policies ask for TLS, which this emulator does not speak (AWS_TLS=1)',
      );
    }
    const { bootstrap, deploy } = cdk(assembly, emulator.environment);
    await bootstrap();
    await deploy();
    const environment = await deployed(emulator, listeners);
    if (AWS_TLS !== '1') {
      // Its name, from its ARN.
      const loadBalancer = one(environment.resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer').split('/')[2] ?? '';
      await doors.stop();
      const args = Object.entries(listeners).map(([listener, url]) => `${listener}=${new URL(url).port}`);
      doors.start(process.execPath, [join(import.meta.dirname, 'doors.ts'), String(port), loadBalancer, ...args], {});
    }
    const file = write('environment.json', environment);
    say(`ministack answers at ${emulator.endpoint} (process ${emulator.pid()}), with foodious-dev deployed`);
    say(`what the gateway needs to use it, secrets included: ${file}`);
  },
  async down() {
    const before = emulator.pid();
    await doors.stop();
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
