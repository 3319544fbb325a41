import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { closeToOthers } from '../src/private.ts';

const modo = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('uma pasta que já havia fecha-se a outros, com o que está nela; o que se escreve depois nasce fechado', (t) => {
  const antes = process.umask(0o022);
  const pasta = mkdtempSync(join(tmpdir(), 'dados-'));
  const fora = mkdtempSync(join(tmpdir(), 'fora-'));
  t.after(() => {
    process.umask(antes);
    for (const each of [pasta, fora]) rmSync(each, { recursive: true });
  });
  mkdirSync(join(pasta, 'logs'));
  writeFileSync(join(pasta, 'logs', 'foodious.log'), '');
  writeFileSync(join(pasta, 'programa'), '', { mode: 0o755 });
  chmodSync(pasta, 0o755);
  chmodSync(fora, 0o755);
  symlinkSync(fora, join(pasta, 'atalho'));

  closeToOthers(pasta);
  writeFileSync(join(pasta, 'novo'), '');
  closeToOthers(join(pasta, 'outra', 'nova'));
  const modos = ['', 'logs', 'logs/foodious.log', 'programa', 'novo', 'outra', 'outra/nova'].map((nome) =>
    modo(join(pasta, nome)),
  );
  assert.deepEqual(modos, ['700', '700', '600', '700', '600', '700', '700']);
  assert.equal(modo(fora), '755', 'what is only pointed at stays as it is');
});
