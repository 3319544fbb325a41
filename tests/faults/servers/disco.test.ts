import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { aberto } from '@foodious/testing/aberto.ts';
import { freePorts } from '@foodious/testing/place.ts';
import { until } from '@foodious/testing/waiting.ts';
import { mariadb } from '../../../servers/mariadb.ts';

/** A disk of its own, small, in memory; undefined where this process may not mount one. */
function discoPequeno(t: TestContext): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-disco-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m', 'tmpfs', dir], { stdio: 'pipe' });
  } catch {
    rmSync(dir, { recursive: true });
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true });
  });
  return dir;
}

test('com o disco do MariaDB cheio, quem pede ouve 503; com lugar de novo, o que foi respondido está lá e o resto se repete', async (t) => {
  const disco = discoPequeno(t);
  if (!disco) return t.skip('mounting a small disk needs root');
  const banco = mariadb({ dir: join(disco, 'mariadb'), port: await freePorts(), detached: false });
  await banco.start();
  const s = await aberto({ MYSQL_URL: `${banco.url}/cheio` });
  t.after(async () => {
    await s.fechar();
    await banco.kill();
  });
  const observacoes = 'x'.repeat(140);
  const itens = [...Array(20)].map(() => ({ produtoId: 1, quantidade: 1, observacoes }));
  const pedir = (chave: string) =>
    s.totem('POST', '/v2/pedido', { consumo: 'local', itens }, { 'idempotency-key': chave });

  const { bavail, bsize } = statfsSync(disco);
  const lastro = join(disco, 'lastro');
  writeFileSync(lastro, Buffer.alloc(Number(bavail) * Number(bsize) - 1_000_000));
  const respondidos = new Map<string, number>();
  const recusados: string[] = [];
  while (recusados.length < 20 && respondidos.size < 5_000) {
    const chaves = [...Array(16)].map(() => crypto.randomUUID());
    for (const [i, { status, body, headers }] of (await Promise.all(chaves.map(pedir))).entries()) {
      const chave = chaves[i] ?? '';
      if (status === 201) respondidos.set(chave, body.id);
      else {
        assert.equal(status, 503, JSON.stringify(body));
        assert.ok(headers.get('retry-after'));
        recusados.push(chave);
      }
    }
  }
  assert.ok(recusados.length >= 20, 'it never got full');
  t.diagnostic(`full after ${respondidos.size} orders; the server is ${await banco.state()}`);

  rmSync(lastro);
  await banco.start(); // without room for its log it may have ended itself, as whoever watches over it would see
  await until('there is room again', async () => (await pedir(crypto.randomUUID())).status === 201, 30_000);
  for (const chave of recusados) assert.equal((await pedir(chave)).status, 201);
  for (const [chave, id] of respondidos) assert.equal((await pedir(chave)).body.id, id);
  const { id, pagamento } = await s.pedir();
  await s.cobrado(id, pagamento.transacaoId);
  await s.aprovar(pagamento.transacaoId);
  await s.ateComanda(id);
});
