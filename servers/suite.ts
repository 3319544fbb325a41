/**
 * `npm run test:services`: the suites of the services and of the whole once more, on MariaDB and on MongoDB's wire protocol;
 * then what only servers can show. Installs what is missing; names of test files choose among them.
 */
import { spawnSync } from 'node:child_process';
import { install } from './install.ts';
import { temporaryServers } from './temporary.ts';

const again = [
  'packages/{messaging,platform}/test/*.test.ts',
  'services/*/test/*.test.ts',
  'local/test/bancos.test.ts',
  'tests/e2e/{api,sagas,operacao,vivo,rastros,privacidade,acesso,aparelhos,equipe}.test.ts',
  'tests/faults/falhas.test.ts',
  'tests/e2e/upgrade/upgrade.test.ts',
];
/** Suites that start servers of their own, and are told of no other. */
const own = ['servers/test/*.test.ts', 'tests/{e2e,faults}/servers/*.test.ts'];
const isOwn = (file: string) => /(^|\/)servers\//.test(file);

const chosen = process.argv.slice(2);
const onServers = chosen.length > 0 ? chosen.filter((file) => !isOwn(file)) : again;
const onTheirOwn = chosen.length > 0 ? chosen.filter(isOwn) : own;

await install((line) => process.stdout.write(`${line}\n`));
const servers = await temporaryServers();
/** Whether these files pass; without any name Node would run every test there is. */
const run = (files: readonly string[], concurrency: number, env: Record<string, string> = {}): boolean =>
  files.length === 0 ||
  spawnSync(process.execPath, ['--test', `--test-concurrency=${concurrency}`, ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  }).status === 0;
try {
  const passed = [run(onServers, 2, servers.environment), run(onTheirOwn, 1)];
  process.exitCode = passed.every(Boolean) ? 0 : 1;
} finally {
  await servers.remove();
}
