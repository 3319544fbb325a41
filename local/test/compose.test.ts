import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

type Relato = {
  servers: { name: string; hasRoutes: boolean; listening: boolean }[];
  /** What was begun while services were put together, and ever: sockets, look-ups of names, timers, threads, processes. */
  composing: string[];
  begun: string[];
  /** What of it has not ended. */
  open: string[];
  /** How long the process went on when all was done, in milliseconds. */
  keptMs: number;
};

const COMPOR = fileURLToPath(new URL('./compor.ts', import.meta.url));

/** What a process tells that composes everything on a data folder that is not there, and may write nowhere. */
function compor(t: TestContext, env: Record<string, string>) {
  const dir = mkdtempSync(join(tmpdir(), 'compose-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const { stdout, status } = spawnSync(process.execPath, ['--permission', '--allow-fs-read=*', COMPOR], {
    env: { ...process.env, MYSQL_URL: '', MONGO_URL: '', ...env, DATA_DIR: join(dir, 'dados') },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: 30_000, // it is killed when something keeps it
  });
  assert.equal(status, 0, 'it failed, or did not end by itself');
  return { relato: JSON.parse(stdout) as Relato, criados: readdirSync(dir) };
}

suite('um serviço composto ainda não corre', () => {
  for (const [onde, env] of [
    ['em arquivos', {}],
    ['em servidores', { MYSQL_URL: 'mysql://ninguem@127.0.0.1:9/nada', MONGO_URL: 'mongodb://127.0.0.1:9/nada' }],
  ] as const)
    test(`${onde}: não abre porta, conexão nem arquivo, não manda nada, e nada o segura`, (t) => {
      const { relato, criados } = compor(t, env);
      const { servers, composing, begun, open, keptMs } = relato;
      assert.deepEqual(composing, []);
      assert.deepEqual(
        begun.filter((kind) => kind !== 'Timeout'), // while plugins load they are given a limit of time
        [],
      );
      assert.deepEqual(open, []);
      assert.deepEqual(criados, []);
      assert.ok(keptMs < 1_000, `${keptMs} ms`);
      assert.deepEqual([...new Set(servers.map(({ name }) => name))].sort(), [
        'cozinha',
        'gateway',
        'pagamento',
        'pedido',
        'produto',
      ]);
      for (const { name, hasRoutes, listening } of servers)
        assert.deepEqual([hasRoutes, listening], [true, false], name);
    });
});
