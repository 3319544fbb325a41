import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { categorias } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import { createTail, type Tail } from '@foodious/messaging/tail.ts';
import { sqlTrail } from '@foodious/messaging/trail.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { migrate, serviceMigrations } from '@foodious/platform/sql.ts';
import { openSqlite } from '@foodious/platform/sqlite.ts';
import { umBanco } from '@foodious/testing/database.ts';
import fc from 'fast-check';
import type { KyselyPlugin } from 'kysely';
import { migrations } from '../src/db/migrations.ts';
import { produtos } from '../src/db/produtos.ts';
import type { Database, ProdutoTx } from '../src/db/schema.ts';
import type { Ficha } from '../src/domain/produto.ts';
import { type CardapioEmMemoria, cardapioEmMemoria } from '../src/http/cardapio-em-memoria.ts';
import { alterarProduto } from '../src/use-cases/alterar-produto.ts';
import { criarProduto } from '../src/use-cases/criar-produto.ts';
import { desativarProduto } from '../src/use-cases/desativar-produto.ts';
import { guardarPronta } from '../src/use-cases/guardar-imagem.ts';
import { mudarDisponibilidade } from '../src/use-cases/mudar-disponibilidade.ts';

const log = createLogger('silent');

const umaFicha = (parte: Partial<Ficha> = {}): Ficha => ({
  nome: 'Turbo Dog',
  idCategoriaProduto: 1,
  descricao: 'Salsicha a 200 km/h',
  precoCentavos: 2020,
  ativo: true,
  ...parte,
});

/** The catalogue, and as many instances of the service on it as a test starts. */
async function abrir(t: TestContext) {
  const { db, transact } = await umBanco<Database>(t, messagingMigrations, migrations);
  const trail = sqlTrail(db, transact);
  const fins: (() => unknown)[] = [];
  t.after(async () => {
    for (const stop of fins) await stop();
    await db.destroy();
  });

  async function instancia() {
    const tail = createTail({ trail, log }) as Tail<TrailOf<'produto'>>; // nobody else writes its trail
    await tail.start();
    fins.push(() => tail.stop());
    const leituras = { quantas: 0, falha: false };
    const contar: KyselyPlugin = {
      transformQuery({ node }) {
        leituras.quantas += 1;
        if (leituras.falha) throw new Error('banco fora');
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const inTransaction = sqlTransaction<Database, TrailOf<'produto'>>(transact, { relay: { wake() {} }, tail });
    return {
      tail,
      leituras,
      inTransaction,
      cardapio: cardapioEmMemoria(db.withPlugin(contar), tail),
    };
  }
  const aqui = await instancia();
  const contexto = () => newStory(randomUUID(), new Date(), 'gerencia');
  const agir = <T>(work: (tx: ProdutoTx) => Promise<T>) => aqui.inTransaction(contexto(), work);
  const objects = { put: async () => {}, get: async () => undefined };
  return {
    ...aqui,
    db,
    trail,
    instancia,
    criar: (parte?: Partial<Ficha>) => agir((tx) => criarProduto(tx, { ...umaFicha(parte), imagem: null })),
    alterar: (id: number, parte: Partial<Ficha>) => agir((tx) => alterarProduto(tx, id, umaFicha(parte), undefined)),
    desativar: (id: number) => agir((tx) => desativarProduto(tx, id)),
    disponibilidade: (id: number, disponivel: boolean) => agir((tx) => mudarDisponibilidade(tx, id, disponivel)),
    async fotografar(id: number) {
      const foto = Buffer.from('foto');
      const imagem = await guardarPronta(objects, { 320: foto, 640: foto, 1080: foto });
      return agir((tx) => alterarProduto(tx, id, umaFicha(), imagem));
    },
  };
}

const abrirCom = async ({ answer }: CardapioEmMemoria, encoding: string) => {
  const { status, headers, body = Buffer.alloc(0) } = await answer({ 'accept-encoding': encoding });
  assert.equal(status, 200);
  const abertura = { br: brotliDecompressSync, gzip: gunzipSync }[headers['content-encoding'] ?? ''];
  return { headers, texto: String(abertura ? abertura(body) : body) };
};
/** The menu as a caller without compression reads it. */
const ler = async (cardapio: CardapioEmMemoria): Promise<{ categorias: { id: number; produtos: Lido[] }[] }> =>
  JSON.parse((await abrirCom(cardapio, 'identity')).texto);
type Lido = { nome: string; preco: number; disponivel: boolean; imagemUrl: string | null };
const lidos = async (cardapio: CardapioEmMemoria) => (await ler(cardapio)).categorias.flatMap((uma) => uma.produtos);
const etagDe = async ({ answer }: CardapioEmMemoria, encoding = '') =>
  (await answer({ 'accept-encoding': encoding })).headers.etag ?? assert.fail('no ETag');

suite('o que o cardápio mostra', () => {
  test('as quatro categorias, cada uma com os seus, em reais', async (t) => {
    const { criar, cardapio } = await abrir(t);
    await criar({ nome: 'Suco', idCategoriaProduto: 3, precoCentavos: 705, descricao: 'De caju' });
    await criar();
    const produto = { imagemUrl: null, disponivel: true };
    assert.deepEqual(await ler(cardapio), {
      categorias: categorias.map((uma) => ({
        ...uma,
        produtos:
          {
            1: [{ id: 2, nome: 'Turbo Dog', descricao: 'Salsicha a 200 km/h', preco: 20.2, ...produto }],
            3: [{ id: 1, nome: 'Suco', descricao: 'De caju', preco: 7.05, ...produto }],
          }[uma.id as 1] ?? [],
      })),
    });
  });

  test('o esgotado fica, marcado; o inativo sai; quem volta, volta', async (t) => {
    const { criar, alterar, desativar, disponibilidade, cardapio } = await abrir(t);
    const [dog, suco] = [await criar(), await criar({ nome: 'Suco' })];
    const nomes = async () => (await lidos(cardapio)).map(({ nome, disponivel }) => [nome, disponivel]);
    await disponibilidade(dog.id, false);
    assert.deepEqual(await nomes(), [
      ['Turbo Dog', false],
      ['Suco', true],
    ]);
    await desativar(suco.id);
    assert.deepEqual(await nomes(), [['Turbo Dog', false]]);
    await disponibilidade(dog.id, true);
    await alterar(suco.id, { nome: 'Suco' });
    assert.deepEqual(await nomes(), [
      ['Turbo Dog', true],
      ['Suco', true],
    ]);
  });
});

suite('a etiqueta do cardápio', () => {
  test('é forte, e uma para cada codificação', async (t) => {
    const { criar, cardapio } = await abrir(t);
    await criar();
    const etags = [await etagDe(cardapio), await etagDe(cardapio, 'br'), await etagDe(cardapio, 'gzip')];
    for (const etag of etags) assert.match(etag, /^"[\w-]+"$/);
    assert.equal(new Set(etags).size, 3);
  });

  test('quem tem uma delas, qualquer que seja, não recebe o cardápio de novo', async (t) => {
    const { criar, cardapio } = await abrir(t);
    await criar();
    const tidas = [await etagDe(cardapio), await etagDe(cardapio, 'br'), await etagDe(cardapio, 'gzip')];
    for (const tida of tidas)
      for (const encoding of ['', 'br', 'gzip'])
        for (const header of [tida, `W/${tida}`, `"outra", ${tida}`]) {
          const { status, headers, body } = await cardapio.answer({
            'accept-encoding': encoding,
            'if-none-match': header,
          });
          assert.deepEqual([status, body], [304, undefined], header);
          assert.equal(headers.etag, await etagDe(cardapio, encoding));
          assert.deepEqual([headers['cache-control'], headers.vary], ['private, no-cache', 'accept-encoding']);
        }
    for (const header of ['"outra"', '', '""', undefined])
      assert.equal((await cardapio.answer({ 'if-none-match': header })).status, 200);
  });

  test('muda com tudo o que se vê mudar, e volta com o que volta', async (t) => {
    const { criar, alterar, desativar, disponibilidade, fotografar, cardapio } = await abrir(t);
    const { id } = await criar();
    const primeira = await etagDe(cardapio);
    const vistas = [primeira];
    for (const mudar of [
      () => alterar(id, { precoCentavos: 2021 }),
      () => alterar(id, { nome: 'Turbo Cat' }),
      () => alterar(id, { descricao: 'Outra' }),
      () => alterar(id, { idCategoriaProduto: 2 }),
      () => criar({ nome: 'Suco' }),
      () => disponibilidade(id, false),
      () => desativar(id),
    ]) {
      await mudar();
      vistas.push(await etagDe(cardapio));
      assert.equal((await cardapio.answer({ 'if-none-match': vistas.at(-2) })).status, 200);
    }
    assert.equal(new Set(vistas).size, vistas.length);
    await disponibilidade(id, true);
    await alterar(id, { ativo: true });
    await desativar(2);
    assert.equal(await etagDe(cardapio), primeira);
    await fotografar(id);
    assert.notEqual(await etagDe(cardapio), primeira);
  });

  test('é a mesma em outra instância, e muda também com o que outra instância mudou', async (t) => {
    const { criar, alterar, cardapio, instancia } = await abrir(t);
    const { id } = await criar();
    const outra = await instancia();
    const antes = await etagDe(outra.cardapio);
    assert.equal(antes, await etagDe(cardapio));
    await alterar(id, { precoCentavos: 1 });
    outra.tail.wake(); // what its next look at the trail does
    assert.equal((await lidos(outra.cardapio))[0]?.preco, 0.01);
    assert.equal(await etagDe(outra.cardapio), await etagDe(cardapio));
    assert.notEqual(await etagDe(outra.cardapio), antes);
  });
});

suite('a codificação do cardápio', () => {
  for (const [pedida, dada] of [
    ['', undefined],
    ['identity', undefined],
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['deflate', undefined],
    ['br;q=0', undefined],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.0 , gzip ; q=0.5', 'gzip'],
    ['br;q=0,gzip;q=0', undefined],
    ['br;q=0.001', 'br'],
  ] as const)
    test(`a quem aceita "${pedida}" vai ${dada ?? 'sem compressão'}, e aberta é a mesma`, async (t) => {
      const { criar, cardapio } = await abrir(t);
      for (const nome of ['Pão', 'Açaí', 'Café Ignição']) await criar({ nome });
      const { headers, texto } = await abrirCom(cardapio, pedida);
      assert.equal(headers['content-encoding'], dada);
      assert.equal(texto, (await abrirCom(cardapio, '')).texto);
      assert.match(headers['content-type'] ?? '', /^application\/json/);
      assert.equal(headers.vary, 'accept-encoding');
      assert.equal(headers['cache-control'], 'private, no-cache');
    });
});

suite('o cardápio na memória', () => {
  test('é lido uma vez para todos, e de novo só depois de uma mudança', async (t) => {
    const { criar, alterar, cardapio, leituras } = await abrir(t);
    const { id } = await criar();
    const muitas = () => Promise.all([...Array(50)].map(() => cardapio.answer({ 'accept-encoding': 'br' })));
    const todas = await muitas();
    for (let n = 0; n < 20; n += 1) await cardapio.retrato();
    assert.equal(leituras.quantas, 1);
    assert.equal(new Set(todas.map(({ headers }) => headers.etag)).size, 1);
    await alterar(id, { precoCentavos: 1 });
    await muitas();
    await muitas();
    assert.equal(leituras.quantas, 2);
  });

  test('uma leitura que falha não fica: a seguinte lê de novo', async (t) => {
    const { criar, cardapio, leituras } = await abrir(t);
    await criar();
    leituras.falha = true;
    await Promise.all([1, 2].map(() => assert.rejects(cardapio.answer({}), /banco fora/)));
    leituras.falha = false;
    assert.equal((await lidos(cardapio)).length, 1);
  });

  test('quem escreve lê em seguida o que escreveu, por mais que leiam ao mesmo tempo', async (t) => {
    const { criar, alterar, cardapio } = await abrir(t);
    const { id } = await criar();
    const preco = async () => (await lidos(cardapio))[0]?.preco;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9_999_999 }), fc.nat({ max: 5 }), async (precoCentavos, leitores) => {
        const lendo = [...Array(leitores)].map(preco);
        await alterar(id, { precoCentavos });
        assert.equal(await preco(), precoCentavos / 100);
        await Promise.all(lendo);
      }),
      { numRuns: 30 },
    );
  });

  test('o retrato é o cardápio e a posição da trilha de que ele fala', async (t) => {
    const { criar, disponibilidade, cardapio, trail } = await abrir(t);
    const { id } = await criar();
    await disponibilidade(id, false);
    const { position, data } = await cardapio.retrato();
    assert.equal(position, await trail.last());
    assert.deepEqual(data, await ler(cardapio));
  });
});

suite('esgotado', () => {
  test('pedido fica sabendo, com o produto inteiro e a versão nova; a trilha também', async (t) => {
    const { db, criar, disponibilidade, trail } = await abrir(t);
    const { id } = await criar();
    await disponibilidade(id, false);
    await disponibilidade(id, true);
    const noticias = (await db.selectFrom('outbox').selectAll().orderBy('seq').execute()).map(
      ({ fila, grupo, corpo }) => {
        const { tipo, dados } = JSON.parse(corpo);
        return { fila, grupo, tipo, dados };
      },
    );
    const { nome, idCategoriaProduto, descricao, precoCentavos } = umaFicha();
    const dados = { id, nome, idCategoriaProduto, descricao, precoCentavos, imagemUrl: null, ativo: true };
    const esperadas = [true, false, true].map((disponivel, i) => ({ ...dados, versao: i + 1, disponivel }));
    assert.deepEqual(
      noticias,
      esperadas.map((dados) => ({
        fila: 'produto-alterado',
        tipo: 'produto-alterado',
        grupo: `produto-${id}`,
        dados,
      })),
    );
    const trilha = await trail.since(0, 10);
    assert.deepEqual(
      trilha.map(({ tipo, por, dados }) => ({ tipo, por, dados })),
      esperadas.map((dados) => ({ tipo: 'produto', por: 'gerencia', dados })),
    );
  });

  test('nada mais do produto muda, e mudar o produto não o traz de volta', async (t) => {
    const { db, criar, alterar, disponibilidade } = await abrir(t);
    const antes = await criar();
    const depois = await disponibilidade(antes.id, false);
    assert.deepEqual(depois, { ...antes, disponivel: false, versao: 2 });
    await alterar(antes.id, { precoCentavos: 1 });
    const { disponivel, precoCentavos } = (await produtos(db).get(antes.id)) ?? assert.fail();
    assert.deepEqual([disponivel, precoCentavos], [false, 1]);
  });

  test('um produto que não existe não esgota', async (t) => {
    const { disponibilidade, trail } = await abrir(t);
    await assert.rejects(
      disponibilidade(404, false),
      (error) => error instanceof Refusal && error.kind === 'not-found',
    );
    assert.equal(await trail.last(), 0);
  });

  test('o catálogo de uma versão anterior tem tudo à venda', async (t) => {
    const db = openSqlite<Database>(':memory:');
    t.after(() => db.destroy());
    const antigas = Object.entries(migrations).filter(([nome]) => nome < '0100');
    await migrate(db, [messagingMigrations, serviceMigrations(Object.fromEntries(antigas))]);
    const antigo = {
      nome: 'Turbo Dog',
      id_categoria: 1,
      descricao: '',
      preco_centavos: 1,
      imagem_data_url: 0,
      ativo: 1,
    };
    await db
      .insertInto('produto')
      .values({ ...antigo, versao: 3 } as never)
      .execute();
    await migrate(db, [messagingMigrations, serviceMigrations(migrations)]);
    assert.deepEqual(
      (await produtos(db).listAtivos()).map(({ nome, disponivel, versao }) => [nome, disponivel, versao]),
      [['Turbo Dog', true, 3]],
    );
  });
});
