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
  'tests/e2e/bancos.test.ts',
  'tests/e2e/{api,sagas,operacao,vivo,rastros,privacidade}.test.ts',
  'tests/faults/falhas.test.ts',
  'tests/e2e/upgrade/upgrade.test.ts',
];
const chosen = process.argv.slice(2);
const own = chosen.length > 0 ? chosen : ['servers/test/*.test.ts', 'tests/{e2e,faults}/servers/*.test.ts'];

await install((line) => process.stdout.write(`${line}\n`));
const servers = await temporaryServers();
const run = (files: readonly string[], concurrency: number, env: Record<string, string> = {}): boolean =>
  spawnSync(process.execPath, ['--test', `--test-concurrency=${concurrency}`, ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  }).status === 0;
try {
  const passed = [chosen.length > 0 || run(again, 2, servers.environment), run(own, 1)];
  process.exitCode = passed.every(Boolean) ? 0 : 1;
} finally {
  await servers.remove();
}
