import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { environment, freshPlace, ready, spawnNode } from '@foodious/testing/place.ts';

const main = join(import.meta.dirname, '../../local/src/main.ts');
const demo = join(import.meta.dirname, '../../scripts/demo.ts');

/** Starts the system as a person would, and says how it ended and what it said. */
const start = (env: NodeJS.ProcessEnv, ...flags: string[]) => runToItsEnd(main, env, ...flags);

async function runToItsEnd(file: string, env: NodeJS.ProcessEnv, ...flags: string[]) {
  const child = spawn(process.execPath, [file, ...flags], { env });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const [code] = await once(child, 'exit');
  return { code, lines: said.trimEnd().split('\n') };
}

describe('quem erra ao abrir o restaurante lê uma linha clara', () => {
  let place: Awaited<ReturnType<typeof freshPlace>>;
  before(async () => {
    place = await freshPlace();
  });
  after(() => place.remove());

  test('uma porta ocupada, da API ou do mundo lá fora, é dita pelo número', async () => {
    for (const port of [place.port, place.base + 4, place.base + 6]) {
      const taken = createServer().listen(port, '127.0.0.1');
      await once(taken, 'listening');
      const { code, lines } = await start(environment(place));
      await new Promise((resolve) => taken.close(resolve));
      assert.equal(code, 1);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', new RegExp(`^Port ${port} is taken`));
    }
  });

  test('a demonstração de um sistema que não está onde foi dito diz o que não responde, e a configuração que o diz', async () => {
    const { dataDir, gateway } = place;
    const env = { ...environment(place), GATEWAY_URL: gateway, CREDENCIAIS: join(dataDir, 'credenciais.json') };
    const { code, lines } = await runToItsEnd(demo, env);
    assert.equal(code, 1);
    assert.match(lines.join(' '), new RegExp(`^GATEWAY_URL: nothing answers at ${gateway} .*PORT_BASE`));
  });

  test('uma pasta em que não se pode escrever é dita pelo caminho', async () => {
    const file = join(place.dataDir, 'um-arquivo');
    writeFileSync(file, '');
    const { code, lines } = await start({ ...environment(place), DATA_DIR: join(file, 'pasta') });
    assert.equal(code, 1);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /^Cannot write to .*um-arquivo/);
  });

  test('uma pasta que não se pode fazer é dita, e não procurada para sempre', async () => {
    const { code, lines } = await start({ ...environment(place), DATA_DIR: '/proc/foodious' });
    assert.equal(code, 1);
    assert.deepEqual(lines, ['Cannot make /proc/foodious: choose another DATA_DIR']);
  });

  test('um endereço que não é desta máquina, ou que ninguém conhece, é dito', async () => {
    for (const [env, expected] of [
      [{ HOST: '203.0.113.7' }, /^203\.0\.113\.7 is no address of this machine: .*HOST/],
      [{ PIX_HOST: '203.0.113.7' }, /^203\.0\.113\.7 is no address of this machine: .*PIX_HOST/],
      [{ HOST: 'ninguem.invalid' }, /^Nobody here knows ninguem\.invalid: /],
      [{ AWS_ENDPOINT: 'http://ninguem.invalid:9' }, /^Nobody here knows ninguem\.invalid: /],
    ] as const) {
      const { code, lines } = await start({ ...environment(place), ...env });
      assert.equal(code, 1);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', expected);
    }
  });

  test('um arquivo de segredos estragado é dito pelo caminho', async () => {
    for (const nome of ['segredos.json', 'credenciais.json', 'chaves.json']) {
      const dataDir = mkdtempSync(join(place.dataDir, 'estragada-'));
      writeFileSync(join(dataDir, nome), '{"metade": ');
      const { code, lines } = await start({ ...environment(place), DATA_DIR: dataDir });
      assert.equal(code, 1);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', new RegExp(`^Wrong option: DATA_DIR: ${join(dataDir, nome)} does not hold`));
    }
  });

  test('uma opção errada ou desconhecida é dita pelo nome', async () => {
    for (const [env, flags, expected] of [
      [{ AWS_ENDPOINT: 'nada' }, [], /^Wrong option: AWS_ENDPOINT: /],
      [{ SQS_ENDPOINT: 'ftp://filas' }, [], /^Wrong option: SQS_ENDPOINT: /],
      [{ GATEWAY_URL: 'pedidos.exemplo' }, [], /^Wrong option: GATEWAY_URL: /],
      [{ PORT: 'oitenta' }, [], /^Wrong option: PORT: /],
      [{ LOG_LEVEL: 'gritando' }, [], /^Wrong option: LOG_LEVEL: /],
      [{ FUSO: 'Marte/Olimpo' }, [], /^Wrong option: FUSO: /],
      [{}, ['--porta', '9000'], /^Wrong option: .*--porta/],
    ] as const) {
      const { code, lines } = await start({ ...environment(place), ...env }, ...flags);
      assert.equal(code, 1);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', expected);
    }
  });

  test('a mesma pasta não abre dois restaurantes, e o primeiro fecha em ordem', async () => {
    const first = spawnNode('local/src/main.ts', environment(place));
    await ready(place, first);
    const other = await freshPlace();
    const { code, lines } = await start({ ...environment(other), DATA_DIR: place.dataDir });
    other.remove();
    assert.equal(code, 1);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /^Wrong option: DATA_DIR: .* in use/);
    const ended = once(first, 'exit');
    first.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
    assert.equal(first.errors(), '');
  });

  test('em memória nada fica na pasta', async () => {
    const child = spawn(process.execPath, [main], {
      env: { ...environment(place), DATA_DIR: ':memory:' },
      cwd: place.dataDir,
    });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.match(said, /Credentials +\/.*credenciais\.json/);
    assert.equal(existsSync(join(place.dataDir, ':memory:')), false);
  });
});
