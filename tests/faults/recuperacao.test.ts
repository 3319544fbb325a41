import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { backup } from '@foodious/local/backup.ts';
import type { Place } from '@foodious/testing/place.ts';
import { CLUSTERS, type Copias, pagamentoMaisAntigo, restauravel } from './recuperacao.ts';

/** Copies of the files of a place, by what makes its backups; of each only the databases asked for come back. */
const deArquivos =
  (t: TestContext) =>
  ({ dataDir }: Place): Copias => {
    const pasta = mkdtempSync(join(tmpdir(), 'recuperacao-'));
    t.after(() => rmSync(pasta, { recursive: true }));
    const feitas = new Map<string, string>();
    return {
      ambiente: { MYSQL_URL: '', MONGO_URL: '' },
      async copiar(cluster) {
        feitas.set(cluster, await backup(dataDir, pasta, new Date()));
      },
      async repor(cluster) {
        for (const banco of CLUSTERS[cluster].map((service) => `${service}.sqlite`)) {
          for (const parte of ['', '-wal', '-shm']) rmSync(join(dataDir, banco + parte), { force: true });
          cpSync(join(feitas.get(cluster) ?? '', banco), join(dataDir, banco));
        }
      },
    };
  };

suite('perdidos todos os bancos', { timeout: 400_000 }, () => {
  test('com o pagamento de um instante anterior, o que falta se acha, se repede ou se devolve, e nada se faz duas vezes', async (t) => {
    const casa = await restauravel(t, deArquivos(t));
    await pagamentoMaisAntigo(casa, (line) => t.diagnostic(line));
  });

  test('com o pagamento de um instante posterior, ninguém dá pela falta do pedido pago: por isso nunca se restaura assim', async (t) => {
    const casa = await restauravel(t, deArquivos(t));
    const { v } = casa;
    await casa.copiar('tabelas');
    const { id, transacaoId } = await v.pago();
    await v.calmaria([id]);
    await casa.copiar('documentos');
    await casa.desastre(['documentos', 'tabelas']);
    assert.equal((await v.gerente('GET', `/v1/pedido/${id}`)).status, 404);
    assert.equal(await v.estadoPagamento(id, transacaoId), 'CONFIRMADO');
    assert.deepEqual(await casa.abertas(), []);
  });
});
