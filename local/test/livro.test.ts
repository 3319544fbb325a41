import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { emProcesso } from '@foodious/testing/em-processo.ts';

const COMANDO = join(import.meta.dirname, '../src/livro-main.ts');
const conferir = (...args: string[]) => {
  const { MONGO_URL: _, ...env } = process.env;
  const naoHa = { PIX_URL: 'http://127.0.0.1:9' }; // but where the folder has a bank of its own
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMANDO, ...args], {
    env: { ...env, ...naoHa },
    encoding: 'utf8',
  });
  return { status, disse: stdout + stderr };
};

describe('npm run ledger:verify', () => {
  let casa: Awaited<ReturnType<typeof emProcesso>>;
  let pago: string;
  const copias: string[] = [];
  before(async () => {
    const { MONGO_URL: _, ...env } = process.env;
    casa = await emProcesso(env as Record<string, string>);
    const feito = await casa.pago();
    pago = feito.transacaoId;
    await casa.aPagar();
  });
  after(async () => {
    await casa?.guardar();
    for (const copia of copias) rmSync(copia, { recursive: true });
  });
  /** A copy of the data folder in which a database was written by somebody else. */
  function mexida(arquivo: string, comando: string, ...valores: string[]): string {
    const copia = mkdtempSync(join(tmpdir(), 'livro-'));
    copias.push(copia);
    cpSync(casa.place.dataDir, copia, { recursive: true });
    const db = new DatabaseSync(join(copia, arquivo));
    assert.ok(db.prepare(comando).run(...valores).changes > 0);
    db.close();
    return copia;
  }

  test('diz o que confere, e por que números termina', () => {
    const { status, disse } = conferir('--help');
    assert.equal(status, 0);
    for (const fim of ['with 0', 'with 1', 'with 2']) assert.ok(disse.includes(fim), disse);
  });

  test('com o sistema no ar, diz que a pasta está em uso', () => {
    const { status, disse } = conferir('--data-dir', casa.place.dataDir);
    assert.equal(status, 1);
    assert.match(disse, /is in use by another running system/);
  });

  test('depois de parar, livro, estados e banco dizem o mesmo', async () => {
    await casa.encerrar('SIGTERM');
    const { status, disse } = conferir('--data-dir', casa.place.dataDir);
    assert.deepEqual([status, disse], [0, 'ok: 2 pagamentos, 2 compared with their provider.\n']);
  });

  for (const [que, arquivo, comando, disse] of [
    [
      'uma linha do livro com outro valor',
      'pagamento.sqlite',
      "update pagamento set corpo = json_set(corpo, '$.livro[1].centavos', 1) where transacao_id = ?",
      /: a-receber has \d+, not 0$/m,
    ],
    [
      'um pagamento que se diz rejeitado',
      'pagamento.sqlite',
      "update pagamento set corpo = json_set(corpo, '$.estado', 'REJEITADO') where transacao_id = ?",
      /: pago-e-cancelado: 0 here, \d+ there$/m,
    ],
    [
      'um banco que não recebeu',
      'pix/pix.sqlite',
      "update cobranca set estado = 'cancelada' where referencia = ?",
      /: valor-diverge: \d+ here, 0 there$/m,
    ],
    [
      'um banco que não conhece a cobrança',
      'pix/pix.sqlite',
      'update cobranca set id = id + 1000000 where referencia = ?',
      /: sem-cobranca: \d+ here, null there$/m,
    ],
  ] as const)
    test(`${que} é dito, com os seus ids`, () => {
      const conferida = conferir('--data-dir', mexida(arquivo, comando, pago));
      assert.equal(conferida.status, 1, conferida.disse);
      assert.match(conferida.disse, disse);
      assert.match(conferida.disse, new RegExp(`^pedido \\d+, transacao ${pago}, charge \\d+: `, 'm'));
      assert.match(conferida.disse, /^DIFFERS in [1-9]/m);
    });

  test('o banco que não responde não é um erro do livro, mas se diz', () => {
    const copia = mexida('pagamento.sqlite', 'update pagamento set rev = rev where transacao_id = ?', pago);
    rmSync(join(copia, 'pix'), { recursive: true });
    const { status, disse } = conferir('--data-dir', copia);
    assert.deepEqual(
      [status, disse],
      [2, 'ok: 2 pagamentos, 0 compared with their provider, 2 for which it did not answer.\n'],
    );
  });

  test('onde não há livro, é o que se diz', () => {
    const vazia = mkdtempSync(join(tmpdir(), 'livro-'));
    copias.push(vazia);
    const { status, disse } = conferir('--data-dir', vazia);
    assert.equal(status, 1);
    assert.match(disse, /there is no ledger/);
  });
});
