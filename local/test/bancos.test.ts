import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, type TestContext, test } from 'node:test';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import * as daCozinha from '@foodious/cozinha/db/database.ts';
import type { Comanda } from '@foodious/cozinha/domain/comanda.ts';
import { newStory } from '@foodious/kernel/context.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import { handleOnce, type MessagingTables, sqlOutbox, sqlTransaction } from '@foodious/messaging/sql.ts';
import { noteOf, sqlTrail, type Trail } from '@foodious/messaging/trail.ts';
import type { Pagamento } from '@foodious/pagamento/domain/pagamento.ts';
import { sqliteStore } from '@foodious/pagamento/store/sqlite.ts';
import * as doPedido from '@foodious/pedido/db/database.ts';
import { cardapio, clientes, pedidos } from '@foodious/pedido/db/repositories.ts';
import { startEmails } from '@foodious/pedido/email/sender.ts';
import { lerChave, umaVez } from '@foodious/pedido/idempotencia.ts';
import { apagarCliente, arquivarProtocolo, cadastrarCliente } from '@foodious/pedido/use-cases/cliente.ts';
import { criarPedido, fazerPedido } from '@foodious/pedido/use-cases/pedido.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { migrate } from '@foodious/platform/sql.ts';
import { groupCommit, openSqlite } from '@foodious/platform/sqlite.ts';
import * as doProduto from '@foodious/produto/db/database.ts';

const agora = new Date('2026-05-04T12:00:00Z');
const contexto = newStory(randomUUID(), agora, 'gerente');

function umArquivo(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'bancos-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'um.sqlite');
}

/** Looks into a file that no service has open. */
function olhar<T>(file: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** The outbox, the inbox and the trail of a service, used as its relay, its consumers and those who follow it do. */
async function mensagens<DB extends MessagingTables>(db: Aberto<DB>) {
  const transact = groupCommit(db);
  const wake = () => {};
  const inTransaction = sqlTransaction(transact, { relay: { wake }, tail: { wake } });
  await inTransaction(contexto, async (tx) => {
    tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'PRONTO', movimentos: 0 });
  });
  const saida = await caixaETrilha(sqlOutbox(db, transact), sqlTrail(db, transact));
  const { id: causa, tipo, pedidoId, correlacao } = saida.envelope;
  const entrega: Delivery = {
    ...{ agora, correlacao, causa, traceparent: saida.traceparent, por: 'cozinha', service: 'pedido' },
    ...{ queue: saida.queue, tipo, pedidoId, tries: 1, waitedMs: 0, began: 0 },
  };
  await handleOnce(inTransaction, entrega, async () => {});
  return inTransaction;
}

async function caixaETrilha(outbox: Outbox, trail: Trail): Promise<Outgoing> {
  const [saida = stamp('preparacao-cancelada', { pedidoId: 1 }, {}, contexto)] = await outbox.pending(100);
  await outbox.ofGroup('1');
  await outbox.size();
  await outbox.sent([saida], [noteOf(contexto, 'mensagem-enviada', 1, {}, saida.queue)]);
  await trail.append([noteOf(contexto, 'mensagem-falhou', 1, {}, saida.queue)]);
  await trail.last();
  await trail.since(0, 500);
  await trail.since(0, 500, 1);
  await trail.ofPedido(1);
  await trail.nthLast('mensagem-enviada', saida.queue, 1);
  return saida;
}

type Aberto<DB> = ReturnType<typeof openSqlite<DB>>;

type Servico = {
  tabelas: string[];
  /** Opens the database as the service does at its start, and closes it. */
  migrar(file: string): Promise<void>;
  usar(file: string): Promise<void>;
};

async function abrir<DB>(file: string, migrations: Parameters<typeof migrate>[1]) {
  const db = openSqlite<DB>(file);
  try {
    await migrate(db, migrations);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** Asks a service's database, through its own code, everything that it asks while it serves. */
const servicos: Record<string, Servico> = {
  pedido: {
    tabelas: ['pedido', 'item', 'cliente', 'cardapio', 'email', 'senha', 'protocolo', 'idempotencia'],
    migrar: async (file) => (await abrir(file, doPedido.migrations)).destroy(),
    async usar(file) {
      const db = await abrir<doPedido.Database>(file, doPedido.migrations);
      const inTransaction = await mensagens(db);
      const maria = await inTransaction(contexto, (tx) =>
        cadastrarCliente(tx, { nome: 'Maria', email: 'maria@exemplo.com', cpf: '52998224725' }),
      );
      await clientes(db).get(maria.id);
      const daMaria = { clienteId: maria.id, dataInicio: '2026-05-04', ativo: true };
      const pedido = await inTransaction(contexto, (tx) => criarPedido(tx, daMaria));
      const produto = { id: 1, idCategoriaProduto: 1, nome: 'Dog', precoCentavos: 1, ativo: true, disponivel: true };
      const item = await pedidos(db).insertItem(pedido.id, produto, 1);
      await pedidos(db).updateItem(item);
      await pedidos(db).pedidoDoItem(item.id);
      await pedidos(db).get(pedido.id);
      await pedidos(db).capa(pedido.id);
      await pedidos(db).update(pedido);
      await pedidos(db).guardarMotivo(pedido.id, 'acabou o pão');
      await pedidos(db).noEstado('PAGAMENTO_PENDENTE');
      await pedidos(db).deleteItem(item.id);
      await pedidos(db).proximaSenha('2026-05-04');
      const noticia = { ...produto, versao: 1, descricao: '', imagemUrl: null };
      for (const versao of [1, 2]) await cardapio(db).atualizar({ ...noticia, versao });
      await cardapio(db).get([1, 2]);
      const inteiro = { ...daMaria, consumo: null, itens: [{ produtoId: 1, quantidade: 1, observacoes: null }] };
      const aChave = lerChave('uma-chave', 'totem', inteiro);
      for (const quando of [agora, new Date(agora.getTime() + 7 * 24 * 3_600_000)])
        await umaVez(
          aChave,
          (work) => inTransaction({ ...contexto, agora: quando }, work),
          (tx) => fazerPedido(tx, { ...inteiro, checkout: true, totalEsperado: undefined }),
        );
      await pedidos(db).prontosRecentes();
      await pedidos(db).parados('RECEBIDO', 0);
      const { id } = await inTransaction(contexto, (tx) => apagarCliente(tx, '52998224725'));
      await arquivarProtocolo(db, { put: async () => {}, get: async () => undefined }, id, agora);
      const enviada = Promise.withResolvers<void>();
      const emails = startEmails({
        sql: { db, transact: groupCommit(db) },
        inTransaction,
        mailer: async () => enviada.resolve(),
        log: createLogger('silent'),
      });
      await enviada.promise;
      await emails.stop();
      await db.destroy();
    },
  },
  produto: {
    tabelas: ['produto'],
    migrar: async (file) => (await abrir(file, doProduto.migrations)).destroy(),
    async usar(file) {
      const db = await abrir<doProduto.Database>(file, doProduto.migrations);
      await mensagens(db);
      const ficha = { nome: 'Dog', idCategoriaProduto: 1, descricao: '', precoCentavos: 1, ativo: true, imagem: null };
      const produto = await doProduto.produtos(db).insert(ficha);
      await doProduto.produtos(db).get(produto.id);
      await doProduto.produtos(db).update(produto);
      await doProduto.produtos(db).daCategoria(1);
      await doProduto.produtos(db).ativos();
      await doProduto.produtos(db).existeAlgum();
      await db.destroy();
    },
  },
  pagamento: {
    tabelas: ['pagamento'],
    migrar: async (file) => (await sqliteStore(file)).close(),
    async usar(file) {
      const store = await sqliteStore(file);
      const transacaoId = randomUUID();
      const pagamento: Pagamento = {
        transacaoId,
        pedidoId: 1,
        tentativa: 1,
        estado: 'PENDENTE',
        motivo: null,
        totalCentavos: 1,
        cobranca: null,
        pagoEm: null,
        traceparent: contexto.traceparent,
      };
      await store.insert(pagamento, [noteOf(contexto, 'estado', 1, {})]);
      const read = await store.get(transacaoId);
      assert.ok(read);
      await store.latest(1);
      await store.replace(read, pagamento, [], []);
      await store.expired(agora, 20);
      await caixaETrilha(store.outbox, store.trail);
      await store.ping();
      await store.close();
    },
  },
  cozinha: {
    tabelas: ['comanda'],
    migrar: async (file) => (await abrir(file, daCozinha.migrations)).destroy(),
    async usar(file) {
      const db = await abrir<daCozinha.Database>(file, daCozinha.migrations);
      await mensagens(db);
      const comanda: Comanda = {
        pedidoId: 1,
        senha: 1,
        estado: 'RECEBIDO',
        itens: [],
        recebidaEm: 0,
        iniciadaEm: null,
        prontaEm: null,
        entregueEm: null,
        movimentos: 0,
        consumo: null,
        historico: [],
        traceparent: contexto.traceparent,
      };
      await daCozinha.comandas(db).insert(comanda);
      await daCozinha.comandas(db).get(1);
      await daCozinha.comandas(db).update(comanda);
      await daCozinha.comandas(db).abertas();
      await db.destroy();
    },
  },
};

for (const [servico, { tabelas, migrar, usar }] of Object.entries(servicos))
  suite(`banco do serviço ${servico}`, () => {
    test('toda consulta chega ao que procura por um índice, por maior que seja a tabela', async (t) => {
      const consultas = new Set<string>();
      const { prepare } = DatabaseSync.prototype;
      t.mock.method(DatabaseSync.prototype, 'prepare', function (this: DatabaseSync, sql: string) {
        if (/^(select|update|delete)/i.test(sql) && !sql.includes('kysely_')) consultas.add(sql);
        return prepare.call(this, sql);
      });
      const file = umArquivo(t);
      await usar(file);
      t.mock.restoreAll();

      const planos = olhar(file, (db) =>
        [...consultas]
          .filter((sql) => !/sqlite_master|pragma/i.test(sql))
          .map((sql) => {
            const passos = db.prepare(`explain query plan ${sql}`).all();
            return { sql, passos: passos.map(({ detail }) => String(detail)) };
          }),
      );
      // The first rows of a table may be read as they lie: that costs no more when it grows. What waits is counted one by one.
      const soAsPrimeiras = (sql: string) => /limit \?$/.test(sql) && !sql.includes(' where ');
      const aEspera = (sql: string) => sql === 'select count(*) as "n" from "outbox"';
      const varridas = planos.filter(
        ({ sql, passos }) => !soAsPrimeiras(sql) && !aEspera(sql) && passos.some((passo) => passo.startsWith('SCAN')),
      );
      assert.deepEqual(varridas, []);
      const procuradas = new Set(planos.flatMap(({ passos }) => passos.map((passo) => passo.split(' ')[1])));
      for (const tabela of tabelas) assert.ok(procuradas.has(tabela), `nobody looked into ${tabela}`);
    });

    test('uma queda entre fazer uma migração e anotá-la não impede a partida seguinte', async (t) => {
      const file = umArquivo(t);
      await migrar(file);
      const estrutura = () =>
        olhar(file, (db) => db.prepare('select name, sql from sqlite_master order by name').all());
      const antes = estrutura();
      olhar(file, (db) => db.exec('delete from kysely_migration'));
      await migrar(file);
      assert.deepEqual(estrutura(), antes);
    });
  });
