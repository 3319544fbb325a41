import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { logFiles } from '@foodious/platform/log.ts';
import { feito } from '@foodious/testing/client.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { until } from '@foodious/testing/waiting.ts';

const COMANDO = join(import.meta.dirname, '../src/auditoria-main.ts');
const conferir = (pasta: string) => {
  const { MYSQL_URL: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMANDO, '--data-dir', pasta], {
    env,
    encoding: 'utf8',
  });
  return { status, disse: stdout + stderr };
};

describe('npm run audit:verify', () => {
  let casa: Awaited<ReturnType<typeof emProcesso>>;
  const copias: string[] = [];
  let quantas = 0;
  before(async () => {
    const { MYSQL_URL: _, ...env } = process.env;
    casa = await emProcesso(env as Record<string, string>);
    for (let vez = 0; vez < 3; vez += 1) await casa.umProduto(10);
    await until('what was done is in the log', async () => {
      const { entradas } = await feito(casa.gerente, 'GET', '/v2/auditoria');
      quantas = entradas[0]?.n ?? 0;
      return entradas.filter(({ acao }: { acao: string }) => acao === 'produto-criado').length === 3;
    });
  });
  after(async () => {
    await casa?.guardar();
    for (const copia of copias) rmSync(copia, { recursive: true });
  });
  /** A copy of the data folder in which somebody who may write its databases did something. */
  function mexida(...comandos: string[]): string {
    const copia = mkdtempSync(join(tmpdir(), 'auditoria-'));
    copias.push(copia);
    cpSync(casa.place.dataDir, copia, { recursive: true });
    const db = new DatabaseSync(join(copia, 'gateway.sqlite'));
    db.exec('drop trigger auditoria_update; drop trigger auditoria_delete');
    for (const comando of comandos) db.exec(comando);
    db.close();
    return copia;
  }

  test('com o sistema no ar, diz que a pasta está em uso', () => {
    const { status, disse } = conferir(casa.place.dataDir);
    assert.equal(status, 1);
    assert.match(disse, /is in use by another running system/);
  });

  test('depois de parar, está certa, e o fim que o gateway disse ao parar foi comparado', async () => {
    await casa.encerrar('SIGTERM');
    const { status, disse } = conferir(casa.place.dataDir);
    assert.equal(status, 0, disse);
    assert.match(disse, new RegExp(`^ok: ${quantas} entries follow from the first on; [1-9]`));
  });

  for (const [que, comandos, disse] of [
    ['mudada', ["update auditoria set quem = 'outra' where n = 2"], /^BROKEN: entry 2 was changed/],
    ['com um buraco', ['delete from auditoria where n = 2'], /^BROKEN: entry 2 is missing/],
    [
      'cortada no fim, também na cabeça',
      [
        'delete from auditoria where n > 2',
        'update auditoria_cabeca set n = 2, hash = (select hash from auditoria where n = 2)',
      ],
      /^BROKEN: entry 3 is missing, and with it the end/,
    ],
  ] as const)
    test(`${que}, não está certa`, () => {
      const conferida = conferir(mexida(...comandos));
      assert.equal(conferida.status, 1);
      assert.match(conferida.disse, disse);
    });

  test('sem os logs, o armazém de objetos sabe o fim', () => {
    const copia = mexida(
      'delete from auditoria where n > 2',
      'update auditoria_cabeca set n = 2, hash = (select hash from auditoria where n = 2)',
    );
    rmSync(join(copia, 'logs'), { recursive: true });
    assert.match(conferir(copia).disse, /^BROKEN: entry 3 is missing, and with it the end/);
  });

  test('uma linha de log cortada no meio, com a seguinte logo atrás, não impede de conferir', () => {
    const copia = mexida();
    const [log = ''] = logFiles(join(copia, 'logs'));
    appendFileSync(log, '{"level":"info","n":1,"hash":"the end of the audit log{"level":"info","msg":"started"}\n');
    assert.match(conferir(copia).disse, /^ok: /);
  });

  test('onde não há auditoria, é o que se diz', () => {
    const vazia = mkdtempSync(join(tmpdir(), 'auditoria-'));
    copias.push(vazia);
    const { status, disse } = conferir(vazia);
    assert.equal(status, 1);
    assert.match(disse, /there is no audit log/);
  });
});
