import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, suite, type TestContext, test } from 'node:test';
import { completar, type Pagamento } from '../src/domain/pagamento.ts';
import { sqliteStore } from '../src/store/sqlite.ts';
import { EM_SERVIDOR, umArmazem } from './armazem.ts';
import { umAntigo, umPagamento } from './builders.ts';
import { documentosContract } from './documentos.suite.ts';
import { aviso, confirmado, pagamentoStoreContract } from './store.suite.ts';

async function abrir(t: TestContext, file: string) {
  const store = sqliteStore(file);
  await store.migrate();
  t.after(() => store.close());
  return store;
}

/** One of each estado, as they were before there was a ledger. */
const umDeCadaAntigo = () =>
  (['PENDENTE', 'REJEITADO', 'CONFIRMADO', 'ESTORNADO'] as const).map((estado, i) =>
    umAntigo({
      estado,
      pedidoId: 10 + i,
      motivo: estado === 'REJEITADO' ? 'expirado' : null,
      pagoEm: i > 1 ? '2026-03-10T15:04:05.678Z' : null,
    }),
  );

/** Makes a file as the version before the ledger left it. */
function arquivoAntigo(file: string, antigos: ReturnType<typeof umDeCadaAntigo>): void {
  const db = new DatabaseSync(file);
  db.exec(`create table kysely_migration (name text primary key, timestamp text not null);
    create table kysely_migration_lock (id text primary key, is_locked integer not null default 0);
    insert into kysely_migration_lock values ('migration_lock', 0);
    create table pagamento (transacao_id text primary key, pedido_id integer not null, tentativa integer not null,
      expira_em integer, rev integer not null, corpo text not null,
      constraint pagamento_tentativa unique (pedido_id, tentativa));
    create index pagamento_expira on pagamento (expira_em);
    create index pagamento_fim on pagamento (json_extract(corpo, '$.cobranca.expiraEm'))`);
  const anotar = db.prepare('insert into kysely_migration values (?, ?)');
  for (const name of ['0002-pagamento', '0003-pagamento-expira', '0004-pagamento-por-fim'])
    anotar.run(name, '2026-01-01T00:00:00.000Z');
  const guardar = db.prepare('insert into pagamento values (?, ?, ?, ?, 1, ?)');
  for (const antigo of antigos) {
    const expira = antigo.estado === 'PENDENTE' ? Date.parse(antigo.cobranca?.expiraEm ?? '') : null;
    guardar.run(antigo.transacaoId, antigo.pedidoId, antigo.tentativa, expira, JSON.stringify(antigo));
  }
  db.close();
}

const pasta = mkdtempSync(join(tmpdir(), 'pagamento-'));
after(() => rmSync(pasta, { recursive: true, force: true })); // when every file in it is closed
const umArquivo = () => join(pasta, `${randomUUID()}.sqlite`);

if (EM_SERVIDOR) pagamentoStoreContract('servidor MongoDB', umArmazem);
pagamentoStoreContract('SQLite na memória', (t) => abrir(t, ':memory:'));
pagamentoStoreContract('SQLite em arquivo', (t) => abrir(t, umArquivo()));
documentosContract(EM_SERVIDOR ? 'servidor MongoDB' : 'SQLite na memória', umArmazem);

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

  test('um arquivo de antes de haver livro se abre, e os seus pagamentos têm o que deve ter havido', async (t) => {
    const file = umArquivo();
    const antigos = umDeCadaAntigo();
    arquivoAntigo(file, antigos);
    const depois = await abrir(t, file);
    for (const antigo of antigos) {
      const read = (await depois.get(antigo.transacaoId)) ?? assert.fail();
      assert.deepEqual(read.pagamento, completar(antigo));
      assert.ok(await depois.update(read, { ...read.pagamento, forma: 'cartao' }, [], []));
    }
    const [pendente, , pago, devolvido] = antigos.map(({ transacaoId }) => transacaoId);
    const ids = (pagamentos: readonly Pagamento[]) => pagamentos.map(({ transacaoId }) => transacaoId);
    assert.deepEqual(ids((await depois.listDue(new Date('2027-01-01'), 9)).map((read) => read.pagamento)), [pendente]);
    assert.deepEqual(ids(await depois.listPending(9)), [pendente]);
    const doDia = await depois.listMoved(new Date('2026-03-10T14:00:00Z'), new Date('2026-03-10T15:05:00Z'), null, 9);
    assert.deepEqual(ids(doDia).toSorted(), [pago, devolvido].toSorted());
    assert.equal(await depois.notificacoes.get('nunca'), undefined);
  });

  test('a mudança do esquema que parou no meio acaba na abertura seguinte', async (t) => {
    const file = umArquivo();
    const antigos = umDeCadaAntigo();
    arquivoAntigo(file, antigos);
    const db = new DatabaseSync(file);
    db.exec('alter table pagamento add column acordar_em integer'); // done, and not yet noted as done
    db.close();
    const depois = await abrir(t, file);
    assert.equal((await depois.listDue(new Date('2027-01-01'), 9)).length, 1);
  });

  test('enquanto está aberto responde que está de pé; fechado, não', async (t) => {
    const store = await abrir(t, ':memory:');
    await store.ping();
    await store.close();
    await assert.rejects(store.ping());
  });
});
