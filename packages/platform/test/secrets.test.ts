import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { z } from 'zod';
import { randomSecret, secretFile } from '../src/secrets.ts';
import { SettingsError } from '../src/settings.ts';

function umaPasta(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

suite('segredos', () => {
  test('um arquivo de segredos é feito uma vez, em pasta que não existia, e só o dono o lê', (t) => {
    const dir = join(umaPasta(t), 'nova');
    const segredo = secretFile(dir, 's.json', z.string(), randomSecret);
    assert.equal(secretFile(dir, 's.json', z.string(), randomSecret), segredo);
    if (process.platform !== 'win32') assert.equal(statSync(join(dir, 's.json')).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(dir), ['s.json']);
  });

  test('um segredo cabe num endereço, e não se repete', () => {
    const segredos = Array.from({ length: 100 }, randomSecret);
    for (const segredo of segredos) assert.match(segredo, /^[\w-]{32}$/);
    assert.equal(new Set(segredos).size, segredos.length);
  });

  test('de dois processos que partem juntos, o primeiro a terminar vale para ambos', (t) => {
    const dir = umaPasta(t);
    const Quem = z.object({ quem: z.string() });
    const feitos: string[] = [];
    const make = (quem: string) => () => {
      feitos.push(quem);
      return { quem };
    };
    // While one makes its own, the other starts, finds nothing, and finishes first.
    const lento = secretFile(dir, 's.json', Quem, () => {
      assert.deepEqual(secretFile(dir, 's.json', Quem, make('rápido')), { quem: 'rápido' });
      return make('lento')();
    });
    assert.deepEqual(feitos, ['rápido', 'lento']);
    assert.deepEqual(lento, { quem: 'rápido' });
    assert.deepEqual(secretFile(dir, 's.json', Quem, make('terceiro')), { quem: 'rápido' });
    assert.deepEqual(readdirSync(dir), ['s.json']);
  });

  test('um arquivo estragado não é trocado por outro em silêncio', (t) => {
    const dir = umaPasta(t);
    const file = join(dir, 's.json');
    for (const estragado of ['', '{', '"segredo"', '{"quem":"segredo"', '{"outro":"segredo"}']) {
      writeFileSync(file, estragado);
      assert.throws(
        () => secretFile(dir, 's.json', z.object({ quem: z.string() }), () => ({ quem: 'outro' })),
        (error) =>
          error instanceof SettingsError && error.message.includes(file) && !error.message.includes('segredo"'),
      );
      assert.equal(readFileSync(file, 'utf8'), estragado);
    }
  });
});
