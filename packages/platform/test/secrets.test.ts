import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { z } from 'zod';
import { houseSecret, secretFiles } from '../src/secret-store.ts';
import { randomSecret } from '../src/secrets.ts';
import { cofreSuite } from './cofre.suite.ts';

function umaPasta(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

cofreSuite('em arquivos', async (t) => {
  const dir = umaPasta(t);
  return { cofre: secretFiles(dir), outro: async () => secretFiles(dir) };
});

suite('segredos', () => {
  test('um arquivo de segredos é feito em pasta que não existia, e só o dono o lê', async (t) => {
    const dir = join(umaPasta(t), 'nova');
    const cofre = secretFiles(dir);
    await houseSecret(cofre, 's', z.string(), randomSecret);
    if (process.platform !== 'win32') assert.equal(statSync(cofre.where('s')).mode & 0o777, 0o600);
    await cofre.replace('s', '"outro"');
    if (process.platform !== 'win32') assert.equal(statSync(cofre.where('s')).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(dir), ['s.json']);
  });

  test('na memória há uma pasta só sua, até que se feche', async () => {
    const cofre = secretFiles(':memory:');
    await houseSecret(cofre, 's', z.string(), randomSecret);
    const pasta = dirname(cofre.where('s'));
    assert.deepEqual(readdirSync(pasta), ['s.json']);
    cofre.close();
    assert.equal(existsSync(pasta), false);
    assert.equal(existsSync(':memory:'), false);
  });

  test('um segredo cabe num endereço, e não se repete', () => {
    const segredos = Array.from({ length: 100 }, randomSecret);
    for (const segredo of segredos) assert.match(segredo, /^[\w-]{32}$/);
    assert.equal(new Set(segredos).size, segredos.length);
  });
});
