import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePorts } from '@foodious/testing/place.ts';
import { createConnection } from 'mysql2/promise';

const script = join(import.meta.dirname, '../../scripts/services');

const services = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(script, args, { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

test('sobem, dizem como estão, voltam com os mesmos dados depois de kill -9, e descem', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-'));
  const first = await freePorts();
  const env = {
    DATA_DIR: dir,
    MARIADB_PORT: String(first),
    MONGO_PORT: String(first + 1),
  };
  t.after(async () => {
    await services(['down'], env);
    rmSync(dir, { recursive: true });
  });
  const file = join(dir, 'servers', 'environment.json');
  const environment = () => JSON.parse(readFileSync(file, 'utf8'));

  const antes = await services(['status'], env);
  assert.deepEqual([antes.code, antes.out], [1, 'mariadb stopped\nmongo stopped\n']);

  const subida = await services(['up'], env);
  assert.equal(subida.code, 0, subida.err);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const primeira = environment();
  const { password } = new URL(primeira.MYSQL_URL);
  const db = await createConnection(primeira.MYSQL_URL);
  await db.query('create database loja_teste');
  await db.end();

  const status = await services(['status'], env);
  assert.equal(status.code, 0);
  assert.match(status.out, /^mariadb answering: .*\nmongo answering: .*\n$/);
  for (const { out, err } of [subida, status]) assert.ok(!`${out}${err}`.includes(password));

  assert.equal((await services(['up'], env)).code, 0);
  assert.deepEqual(environment(), primeira);

  process.kill(primeira.pids.mariadb, 'SIGKILL');
  const semUm = await services(['status'], env);
  assert.equal(semUm.code, 1);
  assert.match(semUm.out, /^mariadb (stopped|silent)/);
  assert.equal((await services(['up'], env)).code, 0);
  const segunda = environment();
  assert.equal(segunda.MYSQL_URL, primeira.MYSQL_URL);
  assert.equal(segunda.pids.mongo, primeira.pids.mongo);
  const again = await createConnection(`${segunda.MYSQL_URL}/loja_teste`);
  await again.end();

  const descida = await services(['down'], env);
  assert.equal(descida.out, 'mongo stopped\nmariadb stopped\n');
  assert.equal((await services(['status'], env)).out, antes.out);
});

test('o pedido errado ouve uma linha clara', async () => {
  const uso = 'usage: scripts/services up|down|status\n';
  for (const args of [[], ['start'], ['up', 'now'], ['toString']])
    assert.deepEqual(await services(args), { code: 2, out: '', err: uso });
  assert.deepEqual(await services(['up'], { MONGO_PORT: 'x' }), {
    code: 2,
    out: '',
    err: 'MONGO_PORT: not a port (got "x")\n',
  });
});

test('a porta de outro programa é dita, e nada se estraga', async (t) => {
  const outro = createServer();
  const port = await freePorts();
  await new Promise<void>((resolve) => outro.listen(port, '127.0.0.1', resolve));
  const dir = mkdtempSync(join(tmpdir(), 'foodious-'));
  t.after(() => {
    outro.close();
    rmSync(dir, { recursive: true });
  });
  assert.deepEqual(await services(['up'], { DATA_DIR: dir, MARIADB_PORT: String(port) }), {
    code: 2,
    out: '',
    err: `mariadb: port ${port} is taken by another program\n`,
  });
});
