import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, type TestContext, test } from 'node:test';
import { type Outgoing, stamp, subjectOf } from '@foodious/contracts/messages.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { LOJA, newStory } from '@foodious/kernel/context.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import {
  handleOnce,
  type MessagingTables,
  messagingMigrations,
  sqlOutbox,
  sqlTransaction,
} from '@foodious/messaging/sql.ts';
import { type Entries, noteOf, sqlTrail, type Trail } from '@foodious/messaging/trail.ts';
import { openSql } from '@foodious/platform/database.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { type Sql, serviceMigrations } from '@foodious/platform/sql.ts';
import { partida, soUma } from '@foodious/testing/mensagens.ts';
import { environment, freshPlace, rows, spawnNode } from '@foodious/testing/place.ts';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import mysql from 'mysql2';
import { type Connection, createConnection } from 'mysql2/promise';
import { ajustes as ajustesDaCozinha } from '../../services/cozinha/src/db/ajustes.ts';
import { comandas } from '../../services/cozinha/src/db/comandas.ts';
import { esquecimentos, pruneEsquecimentos } from '../../services/cozinha/src/db/esquecimentos.ts';
import { migrations as migracoesDaCozinha } from '../../services/cozinha/src/db/migrations.ts';
import { pruneComandas } from '../../services/cozinha/src/db/retencao.ts';
import type { Database as DaCozinha } from '../../services/cozinha/src/db/schema.ts';
import { novaComanda } from '../../services/cozinha/src/domain/comanda.ts';
import { aparelhos } from '../../services/gateway/src/db/aparelhos.ts';
import { auditoria } from '../../services/gateway/src/db/auditoria.ts';
import { conhecidos } from '../../services/gateway/src/db/conhecidos.ts';
import { falhas } from '../../services/gateway/src/db/falhas.ts';
import { identidades } from '../../services/gateway/src/db/identidades.ts';
import { migrations as migracoesDoGateway } from '../../services/gateway/src/db/migrations.ts';
import { pessoas } from '../../services/gateway/src/db/pessoas.ts';
import { refreshes } from '../../services/gateway/src/db/refresh.ts';
import type { Database as DoGateway } from '../../services/gateway/src/db/schema.ts';
import { sessoes } from '../../services/gateway/src/db/sessoes.ts';
import { registrar } from '../../services/gateway/src/use-cases/auditoria/registrar.ts';
import { abrirFamilia, revogarRefresh } from '../../services/gateway/src/use-cases/refresh.ts';
import { revogar } from '../../services/gateway/src/use-cases/revogar.ts';
import { abrirSessao, continuarSessao, encerrarSessao } from '../../services/gateway/src/use-cases/sessoes.ts';
import { novoPagamento } from '../../services/pagamento/src/domain/pagamento.ts';
import { sqliteStore } from '../../services/pagamento/src/store/sqlite.ts';
import { ajustes } from '../../services/pedido/src/db/ajustes.ts';
import { cardapio } from '../../services/pedido/src/db/cardapio.ts';
import { clientes } from '../../services/pedido/src/db/clientes.ts';
import { codigos, pruneCodigos } from '../../services/pedido/src/db/codigos.ts';
import { consentimentos } from '../../services/pedido/src/db/consentimentos.ts';
import { pruneEmails } from '../../services/pedido/src/db/emails.ts';
import { clientesNaGerencia } from '../../services/pedido/src/db/gerencia/clientes.ts';
import { emailsNaGerencia } from '../../services/pedido/src/db/gerencia/emails.ts';
import { pedidosNaGerencia } from '../../services/pedido/src/db/gerencia/pedidos.ts';
import { countCancelados, vendas } from '../../services/pedido/src/db/gerencia/relatorios.ts';
import { migrations as migracoesDoPedido } from '../../services/pedido/src/db/migrations.ts';
import { navegadores, pruneNavegadores } from '../../services/pedido/src/db/navegadores.ts';
import { pedidos } from '../../services/pedido/src/db/pedidos.ts';
import { pedidosDoCliente } from '../../services/pedido/src/db/pedidos-do-cliente.ts';
import { protocolos } from '../../services/pedido/src/db/protocolos.ts';
import { prunePedidos } from '../../services/pedido/src/db/retencao.ts';
import type { Database as BancoDoPedido } from '../../services/pedido/src/db/schema.ts';
import { senhas } from '../../services/pedido/src/db/senhas.ts';
import { AJUSTES } from '../../services/pedido/src/domain/ajustes.ts';
import { lerChave } from '../../services/pedido/src/http/pedidos/idempotency-key.ts';
import { emailSender } from '../../services/pedido/src/jobs/emails.ts';
import { apagarCliente } from '../../services/pedido/src/use-cases/clientes/apagar-cliente.ts';
import { arquivarProtocolo } from '../../services/pedido/src/use-cases/clientes/arquivar-protocolo.ts';
import { cadastrarCliente } from '../../services/pedido/src/use-cases/clientes/cadastrar-cliente.ts';
import { obterCliente } from '../../services/pedido/src/use-cases/clientes/obter-cliente.ts';
import { criarPedido } from '../../services/pedido/src/use-cases/pedidos/criar-pedido.ts';
import { fazerPedido } from '../../services/pedido/src/use-cases/pedidos/fazer-pedido.ts';
import { idempotencia } from '../../services/pedido/src/use-cases/pedidos/uma-vez.ts';
import { migrations as migracoesDoProduto } from '../../services/produto/src/db/migrations.ts';
import { produtos } from '../../services/produto/src/db/produtos.ts';
import type { Database as DoProduto } from '../../services/produto/src/db/schema.ts';

const agora = new Date('2026-05-04T12:00:00Z');
const contexto = newStory(randomUUID(), agora, 'gerente');

/** The server the databases are on; without one they are files. */
const { MYSQL_URL } = process.env;

/** A place for databases of a test's own. */
function umLugar(t: TestContext): Lugar {
  const dir = mkdtempSync(join(tmpdir(), 'bancos-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return { DATA_DIR: dir, MYSQL_URL: MYSQL_URL && `${MYSQL_URL}/t${randomBytes(6).toString('hex')}` };
}
type Lugar = Parameters<typeof openSql>[0] & { DATA_DIR: string };
const arquivo = ({ DATA_DIR }: Lugar, servico: string) => join(DATA_DIR, `${servico}.sqlite`);

/** Where each owner of tables notes the migrations it has done. */
const NOTAS = [messagingMigrations.table, serviceMigrations({}).table];

/** Opens the database of a service and brings its schema up to date, as its start does. */
async function abrir<DB>(lugar: Lugar, servico: string, migracoes: Record<string, Migration>): Promise<Sql<DB>> {
  const sql = await openSql<DB>(lugar, servico, [messagingMigrations, serviceMigrations(migracoes)]);
  await sql.migrate();
  return sql;
}

/** The store of pagamento, its schema up to date. */
async function abrirArmazem(lugar: Lugar) {
  const store = sqliteStore(arquivo(lugar, 'pagamento'));
  await store.migrate();
  return store;
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
async function mensagens<DB extends MessagingTables, E extends Entries>({ db, transact }: Sql<DB>) {
  const wake = () => {};
  const inTransaction = sqlTransaction<DB, E>(transact, { relay: { wake }, tail: { wake } });
  await inTransaction(contexto, async (tx) => {
    tx.announce('preparo-mudou', { pedidoId: 1 }, { estado: 'PRONTO', movimentos: 0 });
  });
  const saida = await caixaETrilha(sqlOutbox(db, transact), sqlTrail(db, transact));
  const { id: causa, tipo, correlacao } = saida.envelope;
  const entrega: Delivery = {
    agora,
    correlacao,
    causa,
    traceparent: saida.traceparent,
    por: 'cozinha',
    lojaId: LOJA,
    papel: null,
    service: 'pedido',
    queue: saida.queue,
    tipo,
    subject: subjectOf(saida.envelope),
    tries: 1,
    waitedMs: 0,
    began: 0,
  };
  await handleOnce(inTransaction, entrega, async () => {});
  return inTransaction;
}

async function caixaETrilha(outbox: Outbox, trail: Trail): Promise<Outgoing> {
  const pedido = aboutPedido(1);
  const outra = soUma(stamp('preparacao-cancelada', { pedidoId: 1 }, {}, contexto));
  const [saida = outra] = await outbox.pending(100);
  await outbox.ofGroup('1');
  await outbox.size();
  await outbox.sent([saida], [noteOf(contexto, 'mensagem-enviada', pedido, partida(saida), saida.queue)]);
  await trail.append([noteOf(contexto, 'mensagem-falhou', pedido, {}, saida.queue)]);
  await trail.last();
  await trail.since(0, 500);
  await trail.since(0, 500, pedido);
  await trail.ofSubject(pedido);
  await trail.nthLast('mensagem-enviada', saida.queue, 1);
  return saida;
}

/** What the gerência asks of pedido: its lists with and without each filter, its reports. */
async function perguntarComoCliente({ db, transact }: Sql<BancoDoPedido>, clienteId: number): Promise<void> {
  for (const antesDe of [undefined, 9]) await pedidosDoCliente(db).list(clienteId, { antesDe, limite: 51 });
  await consentimentos(db).list(clienteId);
  await codigos(db).listByQuem('um');
  await codigos(db).getDeEntrada('um', 'outro');
  await navegadores(db).has('um', clienteId);
  await navegadores(db).put('um', clienteId, agora);
  await pruneNavegadores(db)(agora, 10);
  await pruneEmails(db)(agora, 10);
  await protocolos(db).listIds(['um', 'outro']);
  await codigos(db).getDeTroca(clienteId);
  await codigos(db).lock('um');
  for (const de of [undefined, clienteId]) await codigos(db).countDesde(0, de);
  await codigos(db).updateTentativas('um', 1);
  await codigos(db).updateUsadoEm('um', 1);
  await codigos(db).deleteByQuem('um');
  await codigos(db).deleteByCliente(clienteId);
  await pruneCodigos(db)(agora, 10);
  await protocolos(db).listAbertos(10);
  await protocolos(db).listPartes('um');
  await protocolos(db).updatePedidaEm('um', { parte: 'pedido', mordida: 0 }, agora);
  await protocolos(db).updateFeitaEm('um', { parte: 'pedido', mordida: 0, contagem: 0 }, agora);
  await protocolos(db).updateConcluidoEm('um', agora);
  await protocolos(db).listIds(['um']);
  await prunePedidos(db, transact, 5)(agora, 10);
}

async function perguntarComoGerencia(db: Kysely<BancoDoPedido>, clienteId: number): Promise<void> {
  for (const antesDe of [undefined, 9]) {
    const pagina = { antesDe, limite: 51 };
    for (const dia of [undefined, '2026-05-04'])
      for (const senha of [undefined, 1])
        for (const estado of [undefined, 'RECEBIDO'] as const)
          await pedidosNaGerencia(db).list({ dia, senha, estado }, pagina);
    await clientesNaGerencia(db).list(pagina);
    await clientesNaGerencia(db).listByComeco('mar', pagina);
    await clientesNaGerencia(db).listByCpf('52998224725', pagina);
  }
  await pedidosNaGerencia(db).get(1);
  await clientesNaGerencia(db).countPedidos([clienteId]);
  for (const antesDe of [undefined, randomUUID()])
    for (const pedidoId of [undefined, 1]) await emailsNaGerencia(db).list({ pedidoId }, { antesDe, limite: 51 });
  await vendas(db, 0, 1).listByFatia();
  await vendas(db, 0, 1).listByProduto();
  await vendas(db, 0, 1).listByPreparo();
  await countCancelados(db, '2026-05-04', '2026-05-05');
}

type Servico = {
  tabelas: string[];
  /** Opens the database as the service does at its start, and closes it. */
  migrar(lugar: Lugar): Promise<void>;
  usar(lugar: Lugar): Promise<void>;
};

/** Asks a service's database, through its own code, everything that it asks while it serves. */
const servicos: Record<string, Servico> = {
  pedido: {
    tabelas: [
      ...['pedido', 'item', 'cliente', 'cardapio', 'email', 'senha', 'idempotencia', 'ajustes'],
      ...['protocolo', 'protocolo_parte', 'consentimento', 'codigo_de_email'],
    ],
    migrar: async (lugar) => (await abrir(lugar, 'pedido', migracoesDoPedido)).db.destroy(),
    async usar(lugar) {
      const sql = await abrir<BancoDoPedido>(lugar, 'pedido', migracoesDoPedido);
      const { db } = sql;
      const inTransaction = await mensagens<BancoDoPedido, TrailOf<'pedido'>>(sql);
      const maria = await inTransaction(contexto, (tx) =>
        cadastrarCliente(tx, { nome: 'Maria', email: 'maria@exemplo.com', cpf: '52998224725', aceitaMarketing: true }),
      );
      await clientes(db).get(maria.id);
      const daMaria = { clienteId: maria.id, dono: 'sessao-1', dataInicio: '2026-05-04', ativo: true, codigo: null };
      const pedido = await inTransaction(contexto, (tx) => criarPedido(tx, daMaria));
      const produto = { id: 1, idCategoriaProduto: 1, nome: 'Dog', precoCentavos: 1, ativo: true, disponivel: true };
      const item = await pedidos(db).insertItem(pedido.id, produto, 1);
      await pedidos(db).updateItem(item);
      await pedidos(db).getIdByItem(item.id);
      await pedidos(db).get(pedido.id);
      await pedidos(db).getCapa(pedido.id);
      await pedidos(db).update(pedido);
      await pedidos(db).updateMotivo(pedido.id, 'acabou o pão');
      await pedidos(db).listByEstado('PAGAMENTO_PENDENTE', 'todos');
      await pedidos(db).listDoBalcao({ dono: 'sessao-1', clienteId: null });
      await pedidos(db).listDoBalcao({ dono: 'cliente-1', clienteId: maria.id });
      await pedidos(db).listDoPainel();
      await pedidos(db).listARecolher(0, 100);
      await pedidos(db).deleteItem(item.id);
      await senhas(db).next('2026-05-04');
      const noticia = { ...produto, versao: 1, descricao: '', imagemUrl: null };
      for (const versao of [1, 2]) await cardapio(db).update({ ...noticia, versao });
      await cardapio(db).get([1, 2]);
      const inteiro = { ...daMaria, consumo: null, itens: [{ produtoId: 1, quantidade: 1, observacoes: null }] };
      const aChave = lerChave('uma-chave', { dono: 'totem', clienteId: null }, inteiro);
      for (const quando of [agora, new Date(agora.getTime() + 7 * 24 * 3_600_000)])
        await idempotencia()(
          aChave,
          (work) => inTransaction({ ...contexto, agora: quando }, work),
          (tx) => fazerPedido(tx, { ...inteiro, checkout: true, totalEsperado: undefined }),
        );
      await pedidos(db).listProntosRecentes();
      await pedidos(db).countParados('RECEBIDO', { de: 0, ate: 0 });
      await pedidos(db).getByCodigo('AAAAAAAAAAAAAAAAAAAAAA');
      await perguntarComoGerencia(db, maria.id);
      await perguntarComoCliente(sql, maria.id);
      await ajustes(db).get();
      await ajustes(db).update(AJUSTES);
      const { id } = await inTransaction(contexto, async (tx) =>
        apagarCliente(tx, (await obterCliente(tx, '52998224725')).id),
      );
      const objects = { put: async () => {}, get: async () => undefined };
      await arquivarProtocolo({ db, objects, retencaoAnos: 5 }, id, agora);
      const enviada = Promise.withResolvers<void>();
      const emails = emailSender({
        sql,
        inTransaction,
        mailer: async () => enviada.resolve(),
        esquecer: { wake() {} },
        meusDados: 'http://127.0.0.1/meus-dados',
        log: createLogger('silent'),
      });
      emails.start();
      await enviada.promise;
      await emails.stop();
      await db.destroy();
    },
  },
  produto: {
    tabelas: ['produto'],
    migrar: async (lugar) => (await abrir(lugar, 'produto', migracoesDoProduto)).db.destroy(),
    async usar(lugar) {
      const sql = await abrir<DoProduto>(lugar, 'produto', migracoesDoProduto);
      const { db } = sql;
      await mensagens(sql);
      const ficha = { nome: 'Dog', idCategoriaProduto: 1, descricao: '', precoCentavos: 1, ativo: true, imagem: null };
      const produto = await produtos(db).insert(ficha);
      await produtos(db).get(produto.id);
      await produtos(db).update({ ...produto, versao: 2 }, produto.versao);
      await produtos(db).listByCategoria(1);
      await produtos(db).listAtivos();
      await produtos(db).list();
      await produtos(db).hasAny();
      await db.destroy();
    },
  },
  pagamento: {
    tabelas: ['pagamento'],
    migrar: async (lugar) => (await abrirArmazem(lugar)).close(),
    async usar(lugar) {
      const store = await abrirArmazem(lugar);
      const transacaoId = randomUUID();
      const cobranca = { id: 'c1', pixCopiaECola: null, expiraEm: agora.toISOString() };
      const pagamento = novoPagamento(
        {
          transacaoId,
          pedidoId: 1,
          dono: 'sessao-1',
          clienteId: null,
          tentativa: 1,
          totalCentavos: 1,
          meio: 'pix',
          cobranca,
          traceparent: contexto.traceparent,
        },
        agora,
      );
      await store.insert(pagamento, [
        noteOf(contexto, 'estado', aboutPedido(1), { de: null, para: 'PENDENTE', tentativa: 1 }),
      ]);
      const read = await store.get(transacaoId);
      assert.ok(read);
      await store.getLatest(1);
      await store.update(read, pagamento, [], []);
      await store.listOf(1);
      await store.listDue(agora, 20);
      await store.listPending(20);
      await store.listPending(20, 'pix');
      await store.listOwing(20);
      await store.listMoved(agora, agora, pagamento, 20);
      await caixaETrilha(store.outbox, store.trail);
      await store.ping();
      await store.close();
    },
  },
  cozinha: {
    tabelas: ['comanda', 'ajustes', 'esquecimento'],
    migrar: async (lugar) => (await abrir(lugar, 'cozinha', migracoesDaCozinha)).db.destroy(),
    async usar(lugar) {
      const sql = await abrir<DaCozinha>(lugar, 'cozinha', migracoesDaCozinha);
      const { db } = sql;
      await mensagens(sql);
      const pedida = { pedidoId: 1, senha: 1, consumo: null, itens: [] };
      const comanda = novaComanda(pedida, new Date(0), contexto.traceparent);
      await comandas(db).insert(comanda);
      await comandas(db).get(1);
      await comandas(db).update(comanda);
      await comandas(db).listAbertas();
      await comandas(db).listRecentes(0);
      await comandas(db).listARecolher(0, 100);
      await ajustesDaCozinha(db).update({ versao: 1, voltarMin: 10, recolherMin: 30 });
      await ajustesDaCozinha(db).get();
      await esquecimentos(db).insert('um', 1, [1], agora);
      for (const um of await esquecimentos(db).listPorFazer(10)) {
        await esquecimentos(db).updateSemEspera(um);
        await esquecimentos(db).updateFeito(um, agora);
      }
      await esquecimentos(db).listPorContar();
      await esquecimentos(db).updateContado('um', 1);
      await pruneEsquecimentos(db)(agora, 10);
      await pruneComandas(db, 5)(agora, 10);
      await db.destroy();
    },
  },
  gateway: {
    tabelas: ['auditoria', 'sessao', 'refresh', 'falha', 'conhecido', 'identidade', 'aparelho', 'pessoa'],
    migrar: async (lugar) => (await abrir(lugar, 'gateway', migracoesDoGateway)).db.destroy(),
    async usar(lugar) {
      const sql = await abrir<DoGateway>(lugar, 'gateway', migracoesDoGateway);
      const { db } = sql;
      const inTransaction = await mensagens<DoGateway, TrailOf<'gateway'>>(sql);
      await inTransaction(contexto, async (tx) => {
        await registrar(tx, { acao: 'pin-mudado', sobre: { tipo: 'pessoa', id: '1' }, depois: { temPin: true } });
        const { id, sessao } = await abrirSessao(tx, { tela: 'totem', papel: 'totem' });
        await continuarSessao(tx, sessao.idHash, agora.getTime());
        await sessoes(tx.db).listSemAparelho('totem');
        await encerrarSessao(tx, id);
        await sessoes(tx.db).updateSemCliente(1);
        const { refreshToken } = await abrirFamilia(tx, { sub: 'equipe-1', papel: 'gerente' });
        await revogarRefresh(tx, refreshToken);
        for (const base of ['aparelho-1', 'cliente-1', 'equipe-1']) await revogar(tx, base);
        await falhas(tx.db).update('a', await falhas(tx.db).lock('a'));
        await falhas(tx.db).delete('a');
        await conhecidos(tx.db).put('um', 'bia', agora);
        await conhecidos(tx.db).has('um', 'bia');
        await conhecidos(tx.db).hasToken('um');
        const bia = { nome: 'Bia', usuario: 'bia', papel: 'gerente', email: null, palavraPasse: null } as const;
        await pessoas(tx.db).lock((await pessoas(tx.db).insert(bia, agora)).id);
        await pessoas(tx.db).lockByUsuario('bia');
        await aparelhos(tx.db).getByCredencial('um');
        await aparelhos(tx.db).getByClientId('um');
        await refreshes(tx.db).lock('um');
      });
      const quem = { sub: 'cliente-1', papel: 'verificado', lojaId: LOJA } as const;
      for (const _ of [1, 2]) await identidades(db).register(quem);
      await identidades(db).disable('cliente-1');
      await identidades(db).enable('cliente-1');
      await identidades(db).conferir(['cliente-1', 'aparelho-1']);
      await identidades(db).forget('cliente-1');
      await auditoria(db).listDepoisDe(0, 10);
      for (const filtro of [
        { quem: 'equipe-1' },
        { acao: 'pin-mudado' },
        { sobre: { tipo: 'pessoa' } },
        { sobre: { tipo: 'pessoa', id: '1' } },
        { de: 1, ate: 2 },
      ])
        for (const antesDe of [undefined, 9]) await auditoria(db).list({ ...filtro, antesDe }, 51);
      await auditoria(db).list({}, 51);
      await db.destroy();
    },
  },
};

for (const [servico, { tabelas, migrar, usar }] of Object.entries(servicos))
  suite(`banco do serviço ${servico}`, () => {
    const emServidor = MYSQL_URL !== undefined && servico !== 'pagamento'; // whose documents are looked into by its own tests

    test('toda consulta chega ao que procura por um índice, por maior que seja a tabela', async (t) => {
      const lugar = umLugar(t);
      const consultas = await (emServidor ? planosDoServidor : planosDoArquivo)(t, servico, lugar, () => usar(lugar));
      // The first rows of a table may be read as they lie: that costs no more when it grows. What waits is counted one by one.
      const soAsPrimeiras = (sql: string) => /limit \?$/.test(sql) && !sql.includes(' where ');
      const aEspera = (sql: string) => /^select count\(\*\) as .n. from .outbox.$/.test(sql);
      // The gerência is shown every produto there is.
      const todos = (sql: string) => /^select \* from .produto. order by [^?]*$/.test(sql);
      const varridas = consultas.filter(
        ({ sql, varre }) => varre && !soAsPrimeiras(sql) && !aEspera(sql) && !todos(sql),
      );
      assert.deepEqual(varridas, []);
      for (const tabela of tabelas)
        assert.ok(
          consultas.some(({ sql }) => new RegExp(`\\b${tabela}\\b`).test(sql)),
          `nobody looked into ${tabela}`,
        );
    });

    test('uma queda entre fazer uma migração e anotá-la não impede a partida seguinte', async (t) => {
      const lugar = umLugar(t);
      await migrar(lugar);
      if (emServidor) {
        const estrutura = () => comBanco(lugar, servico, esquema);
        const antes = await estrutura();
        await comBanco(lugar, servico, (db) => db.query('delete from kysely_migration'));
        await migrar(lugar);
        assert.deepEqual(await estrutura(), antes);
        return;
      }
      const file = arquivo(lugar, servico);
      const estrutura = () =>
        olhar(file, (db) => db.prepare('select name, sql from sqlite_master order by name').all());
      const antes = estrutura();
      olhar(file, (db) => db.exec('delete from kysely_migration'));
      await migrar(lugar);
      assert.deepEqual(estrutura(), antes);
    });

    if (emServidor)
      test('instâncias que partem ao mesmo tempo num banco que não existe fazem um só', async (t) => {
        const [juntas, sozinha] = [umLugar(t), umLugar(t)];
        await Promise.all([...Array(4)].map(() => migrar(juntas)));
        await migrar(sozinha);
        const [feito, esperado] = await Promise.all(
          [juntas, sozinha].map((lugar) =>
            comBanco(lugar, servico, async (db) => ({
              migracoes: await Promise.all(
                NOTAS.map(async (notas) => (await db.query(`select name from ${notas} order by name`))[0]),
              ),
              esquema: await esquema(db),
            })),
          ),
        );
        assert.deepEqual(feito, esperado);
      });
  });

test('`npm run migrate` traz todos os bancos ao esquema de hoje, o do gateway também', async (t) => {
  const place = await freshPlace();
  t.after(() => place.remove());
  const child = spawnNode('local/src/preparar-main.ts', environment(place));
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, child.errors());
  for (const [servico, { tabelas }] of Object.entries(servicos))
    if (servico !== 'pagamento') await rows(place, servico, `select * from ${tabelas[0]}`); // throws without the table
});

type Consulta = { sql: string; varre: boolean; plano: unknown };
const PROCURA = /^(select|update|delete)/i;

/** What a service asks its SQLite file while it is used, each with its plan. */
async function planosDoArquivo(t: TestContext, servico: string, lugar: Lugar, usar: () => Promise<void>) {
  const consultas = new Set<string>();
  const { prepare } = DatabaseSync.prototype;
  t.mock.method(DatabaseSync.prototype, 'prepare', function (this: DatabaseSync, sql: string) {
    if (PROCURA.test(sql) && !/kysely_|sqlite_master|pragma/i.test(sql)) consultas.add(sql);
    return prepare.call(this, sql);
  });
  await usar();
  t.mock.restoreAll();
  return olhar(arquivo(lugar, servico), (db) =>
    [...consultas].map((sql): Consulta => {
      const plano = db.prepare(`explain query plan ${sql}`).all();
      return { sql, varre: plano.some(({ detail }) => String(detail).startsWith('SCAN')), plano };
    }),
  );
}

/**
 * What a service asks its database on a server while it is used, each with its plan. Its tables are too small for an index to be
 * worth it: what counts is that there is one to choose.
 */
async function planosDoServidor(t: TestContext, servico: string, lugar: Lugar, usar: () => Promise<void>) {
  const consultas = new Map<string, unknown[]>();
  const base = Object.getPrototypeOf(mysql.Connection.prototype);
  const { query } = base;
  t.mock.method(base, 'query', function (this: unknown, what: { sql: string; values: unknown[] }, ...rest: unknown[]) {
    const { sql = '', values = [] } = what;
    if (PROCURA.test(sql) && !/kysely_|information_schema|get_lock|release_lock|select 1$/i.test(sql))
      consultas.set(sql, values);
    return query.call(this, what, ...rest);
  });
  await usar();
  t.mock.restoreAll();
  return comBanco(lugar, servico, async (db) => {
    const planos: Consulta[] = [];
    for (const [sql, values] of consultas) {
      const [plano] = (await db.query(`explain ${sql}`, values)) as unknown as [Record<string, unknown>[]];
      const varre = plano.some(({ type, possible_keys }) => /^(ALL|index)$/.test(String(type)) && !possible_keys);
      planos.push({ sql, varre, plano });
    }
    return planos;
  });
}

async function comBanco<T>({ MYSQL_URL }: Lugar, servico: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await createConnection(`${MYSQL_URL}_${servico}`);
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}

/** Every column and every index. */
async function esquema(db: Connection): Promise<unknown[]> {
  const [colunas] = await db.query(
    'select table_name, column_name, column_type, is_nullable, column_default from information_schema.columns where table_schema = database() order by 1, 2',
  );
  const [indices] = await db.query(
    'select table_name, index_name, seq_in_index, column_name, non_unique from information_schema.statistics where table_schema = database() order by 1, 2, 3',
  );
  return [...(colunas as unknown[]), ...(indices as unknown[])];
}
