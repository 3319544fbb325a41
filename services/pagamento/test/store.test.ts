import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, suite, type TestContext, test } from 'node:test';
import { sqliteStore } from '../src/store/sqlite.ts';
import { EM_SERVIDOR, umArmazem } from './armazem.ts';
import { umPagamento } from './builders.ts';
import { aviso, confirmado, pagamentoStoreContract } from './store.suite.ts';

async function abrir(t: TestContext, file: string) {
  const store = sqliteStore(file);
  await store.migrate();
  t.after(() => store.close());
  return store;
}

const pasta = mkdtempSync(join(tmpdir(), 'pagamento-'));
after(() => rmSync(pasta, { recursive: true, force: true })); // when every file in it is closed
const umArquivo = () => join(pasta, `${randomUUID()}.sqlite`);

if (EM_SERVIDOR) pagamentoStoreContract('servidor MongoDB', umArmazem);
pagamentoStoreContract('SQLite na memória', (t) => abrir(t, ':memory:'));
pagamentoStoreContract('SQLite em arquivo', (t) => abrir(t, umArquivo()));

suite('armazém de pagamentos em arquivo', () => {
  test('depois de fechar e abrir, pagamentos e mensagens por enviar são os mesmos', async (t) => {
    const file = umArquivo();
    const antes = await abrir(t, file);
    const pagamento = umPagamento();
    await antes.insert(pagamento, []);
    const read = (await antes.get(pagamento.transacaoId)) ?? assert.fail();
    const message = aviso(pagamento);
    await antes.update(read, confirmado(pagamento), [message], []);
    const guardado = await antes.getLatest(7);
    await antes.close();

    const depois = await abrir(t, file);
    assert.deepEqual(await depois.getLatest(7), guardado);
    assert.deepEqual(guardado?.pagamento, confirmado(pagamento));
    assert.deepEqual(await depois.outbox.pending(10), [message]);
    assert.equal(await depois.update(read, pagamento, [], []), false);
  });

  test('um pagamento de antes de haver rastros se lê, e continua a mudar', async (t) => {
    const file = umArquivo();
    const antes = sqliteStore(file);
    await antes.migrate();
    const pagamento = umPagamento();
    await antes.insert(pagamento, []);
    await antes.close();
    const db = new DatabaseSync(file);
    const { traceparent: _, ...antigo } = pagamento;
    db.prepare('update pagamento set corpo = ?').run(JSON.stringify(antigo));
    db.close();

    const depois = await abrir(t, file);
    const read = (await depois.get(pagamento.transacaoId)) ?? assert.fail();
    assert.deepEqual(read.pagamento, { ...pagamento, traceparent: '' });
    assert.equal(await depois.update(read, confirmado(read.pagamento), [], []), true);
  });

  test('enquanto está aberto responde que está de pé; fechado, não', async (t) => {
    const store = await abrir(t, ':memory:');
    await store.ping();
    await store.close();
    await assert.rejects(store.ping());
  });
});
