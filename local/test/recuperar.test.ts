import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { emProcesso } from '@foodious/testing/em-processo.ts';

const COMANDO = join(import.meta.dirname, '../src/recuperar-main.ts');
const recuperar = (...args: string[]) => {
  const { MYSQL_URL: _, MONGO_URL: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMANDO, ...args], { env, encoding: 'utf8' });
  return { status, disse: stdout + stderr };
};

describe('npm run recuperar', () => {
  let casa: Awaited<ReturnType<typeof emProcesso>>;
  before(async () => {
    const { MYSQL_URL: _, MONGO_URL: __, ...env } = process.env;
    casa = await emProcesso(env as Record<string, string>);
  });
  after(async () => {
    await casa?.guardar();
  });

  test('diz para que serve, e sem um instante não começa', () => {
    assert.match(recuperar('--help').disse, /--desde/);
    const { status, disse } = recuperar('--data-dir', casa.place.dataDir);
    assert.equal(status, 1);
    assert.match(disse, /^Wrong option: DESDE/);
  });

  test('com o sistema no ar, diz que a pasta está em uso', () => {
    const { status, disse } = recuperar('--data-dir', casa.place.dataDir, '--desde', '2026-01-01T00:00:00Z');
    assert.equal(status, 1);
    assert.match(disse, /is in use by another running system/);
  });
});
