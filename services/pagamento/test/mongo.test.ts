import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Db, MongoClient } from 'mongodb';
import { completar } from '../src/domain/pagamento.ts';
import type { Documentos, OpenStore } from '../src/ports.ts';
import { colecoes } from '../src/store/colecoes.ts';
import { toNota } from '../src/store/mongo/document.ts';
import { mongoStore } from '../src/store/mongo/store.ts';
import { EM_SERVIDOR, umArmazem } from './armazem.ts';
import { passoDe, passos, umAntigo, umaNota, umPagamento } from './builders.ts';
import { aviso, confirmado } from './store.suite.ts';

const lido = async (store: OpenStore, transacaoId: string) => (await store.get(transacaoId)) ?? assert.fail();

/** A store, another instance on the same database, and the bare database beneath. */
async function duasInstancias(t: TestContext) {
  let db: Db | undefined;
  const store = await umArmazem(t, (client) => {
    db ??= client.db();
  });
  return { store, outra: await store.outro(), db: db ?? assert.fail() };
}

suite('armazém de pagamentos em servidor MongoDB', { skip: !EM_SERVIDOR && 'needs MONGO_URL' }, () => {
  test('de instâncias que escrevem ao mesmo tempo sobre a mesma leitura, uma vence, e só a sua mensagem existe', async (t) => {
    const { store, outra } = await duasInstancias(t);
    for (let pedidoId = 1; pedidoId <= 30; pedidoId += 1) {
      const pagamento = umPagamento({ pedidoId });
      await store.insert(pagamento, []);
      const read = await lido(store, pagamento.transacaoId);
      const mensagens = [...Array(6)].map(() => aviso(pagamento));
      const fins = await Promise.all(
        mensagens.map((message, i) => (i % 2 ? store : outra).update(read, confirmado(pagamento), [message], [])),
      );
      assert.equal(fins.filter(Boolean).length, 1);
      assert.deepEqual(await store.outbox.ofGroup(String(pedidoId)), [mensagens[fins.indexOf(true)]]);
    }
  });

  test('a mensagem que uma instância deixou, outra encontra em pouco tempo', async (t) => {
    const { store, outra } = await duasInstancias(t);
    assert.deepEqual(await outra.outbox.pending(10), []);
    const pagamento = umPagamento();
    await store.insert(pagamento, []);
    const message = aviso(pagamento);
    await store.update(await lido(store, pagamento.transacaoId), confirmado(pagamento), [message], []);
    assert.deepEqual(await store.outbox.pending(10), [message]);
    await sleep(1_100);
    assert.deepEqual(await outra.outbox.pending(10), [message]);
    await outra.outbox.sent([message], []);
    // The first may still send what it remembers: a copy, which the queue drops. Then it is forgotten there too.
    assert.equal(await store.outbox.size(), 0);
    await store.outbox.sent(await store.outbox.pending(10), []);
    assert.deepEqual(await store.outbox.pending(10), []);
  });

  test('o que se anotou e não chegou à trilha, por uma queda no meio, entra nela uma vez e na ordem', async (t) => {
    const { store, outra, db } = await duasInstancias(t);
    const { transacaoId } = umPagamento();
    const notas = ['um', 'dois'].map((passo, i) => ({
      ...toNota(umaNota(passo, new Date(Date.now() - 10_000)), `n${i}`),
      instancia: 'caída',
    }));
    const pagamento = umPagamento({ transacaoId });
    await store.insert(pagamento, []);
    await db.collection<{ _id: string }>('pagamento').updateOne({ _id: transacaoId }, { $set: { notas } });
    await sleep(1_100); // each looks for what others left once a second
    await Promise.all([store.trail.last(), outra.trail.last()]);
    assert.deepEqual(await passos(outra), ['um', 'dois']);
    const guardado = await db.collection<{ _id: string; notas: unknown[] }>('pagamento').findOne({ _id: transacaoId });
    assert.deepEqual(guardado?.notas, []);
  });

  test('os documentos de antes de haver livro recebem o seu na abertura, uma vez, por mais de uma instância', async (t) => {
    const { store, outra, db } = await duasInstancias(t);
    const antigos = (['PENDENTE', 'CONFIRMADO', 'ESTORNADO'] as const).map((estado, i) =>
      umAntigo({ estado, pedidoId: 10 + i, pagoEm: i > 0 ? '2026-03-10T15:04:05.678Z' : null }),
    );
    for (const pagamento of antigos) {
      const expiraEm = pagamento.estado === 'PENDENTE' ? Date.parse(pagamento.cobranca?.expiraEm ?? '') : null;
      const documento = { _id: pagamento.transacaoId, rev: 1, pagamento, expiraEm, saida: [], notas: [] };
      await db.collection<{ _id: string }>('pagamento').insertOne(documento);
    }
    await Promise.all([store.migrate(), outra.migrate()]);
    for (const antigo of antigos) {
      const { pagamento, rev } = await lido(store, antigo.transacaoId);
      assert.deepEqual([pagamento, rev], [completar(antigo), 2]);
    }
    assert.equal((await store.listDue(new Date('2027-01-01'), 9)).length, 1);
    assert.equal((await store.listMoved(new Date('2026-03-10T15:00:00Z'), new Date('2026-03-11'), null, 9)).length, 3);
  });

  test('mudanças uma logo atrás da outra não deixam falta nos números da trilha', async (t) => {
    const { store } = await duasInstancias(t);
    await Promise.all(
      [...Array(30).keys()].map(async (n) => {
        const pagamento = umPagamento({ pedidoId: 100 + n });
        await store.insert(pagamento, [umaNota('criado')]);
        for (const passo of ['um', 'dois'])
          await store.update(await lido(store, pagamento.transacaoId), pagamento, [], [umaNota(passo)]);
      }),
    );
    const numeros = (await store.trail.since(0, 500)).map(({ seq }) => seq);
    assert.deepEqual(
      numeros,
      [...Array(90).keys()].map((n) => n + 1),
    );
  });

  test('enquanto outros não param de anotar, quem lê a trilha não espera por eles', async (t) => {
    const { store } = await duasInstancias(t);
    let parar = false;
    const anotar = async () => {
      while (!parar) await store.trail.append([umaNota('mais uma')]);
    };
    const outros = [anotar(), anotar(), anotar()];
    await store.trail.append([umaNota('a minha')]);
    assert.ok((await passos(store)).includes('a minha'));
    parar = true;
    await Promise.all(outros);
  });

  test('a mensagem entregue duas vezes, por uma queda no meio, está anotada uma', async (t) => {
    const { store, outra } = await duasInstancias(t);
    const pagamento = umPagamento();
    await store.insert(pagamento, []);
    const message = aviso(pagamento);
    await store.update(await lido(store, pagamento.transacaoId), confirmado(pagamento), [message], []);
    await Promise.all([store, outra].map((each) => each.outbox.sent([message], [umaNota('enviada')])));
    assert.deepEqual(await passos(store), ['enviada']);
  });

  test('a trilha de duas instâncias é uma: os números não se repetem, e cada uma lê o que a outra escreveu', async (t) => {
    const { store, outra } = await duasInstancias(t);
    await Promise.all(
      [...Array(40).keys()].map((n) => (n % 2 ? store : outra).trail.append([umaNota(`${n}`), umaNota(`${n} depois`)])),
    );
    const entradas = await outra.trail.since(0, 500);
    assert.equal(new Set(entradas.map(({ seq }) => seq)).size, 80);
    assert.deepEqual(
      entradas.map(({ seq }) => seq),
      entradas.map(({ seq }) => seq).toSorted((a, b) => a - b),
    );
    assert.deepEqual(await store.trail.since(0, 500), entradas);
    assert.deepEqual(await store.trail.since(0, 500, aboutPedido(7)), entradas);
    assert.deepEqual(await store.trail.since(entradas[9]?.seq ?? 0, 20), entradas.slice(10, 30));
  });

  test('de muito atrás, e por cima de números que faltam, a trilha se lê do mesmo modo', async (t) => {
    const { store, db } = await duasInstancias(t);
    await store.trail.append([...Array(50).keys()].map((n) => umaNota(`${n}`)));
    await db.collection<{ _id: number }>('trilha').deleteMany({ _id: { $lt: 31 } });
    assert.deepEqual(
      (await store.trail.since(0, 10)).map(({ seq }) => seq),
      [31, 32, 33, 34, 35, 36, 37, 38, 39, 40],
    );
    await db.collection<{ _id: number }>('trilha').deleteMany({ _id: { $gt: 31, $lt: 48 } });
    assert.deepEqual(
      (await store.trail.since(30, 3)).map(({ seq }) => seq),
      [31, 48, 49],
    );
  });

  test('guardam-se da trilha as mais novas, e as velhas saem aos poucos', async (t) => {
    const { store } = await duasInstancias(t);
    const velhas = [...Array(1_010).keys()].map((n) => umaNota(`${n}`, new Date('2026-01-01T00:00:00Z')));
    await store.trail.append(velhas);
    const [prune] = store.prunes;
    const antesDe = new Date('2026-02-01T00:00:00Z');
    assert.deepEqual([await prune?.(antesDe, 6), await prune?.(antesDe, 500), await prune?.(antesDe, 500)], [6, 4, 0]);
    assert.deepEqual((await store.trail.since(0, 1)).map(passoDe), ['10']);
  });

  test('um servidor que não responde é dito ausente, e não um erro nosso', { timeout: 20_000 }, async () => {
    const longe = await mongoStore({ MONGO_URL: 'mongodb://127.0.0.1:9/nada' });
    await assert.rejects(longe.migrate(), Unavailable);
  });

  test('só se pede o que o DocumentDB entende, e cada procura tem o seu índice', async (t) => {
    const pedidos: { name: string; command: Record<string, unknown> }[] = [];
    const vigiar = (client: MongoClient) => {
      client.on('commandStarted', ({ commandName: name, command }) => pedidos.push({ name, command }));
    };
    let cliente: MongoClient | undefined;
    const store = await umArmazem(t, (client) => {
      cliente = client;
      vigiar(client);
    });
    await usarTudo(store);
    const comandos = new Set(pedidos.map(({ name }) => name));
    const operadores = new Set(pedidos.flatMap(({ command }) => operadoresDe(command)));
    assert.deepEqual(
      [...comandos].filter((name) => !COMANDOS.has(name)),
      [],
    );
    assert.deepEqual(
      [...operadores].filter((name) => !OPERADORES.has(name)),
      [],
    );
    assert.ok(operadores.has('$push') && comandos.has('findAndModify'), 'nothing was watched');

    const db = cliente?.db() ?? assert.fail();
    const semIndice: string[] = [];
    for (const { collection, filter, sort } of pedidos.flatMap(procurasDe).flatMap(partesDe)) {
      const indices = await db.collection(collection).indexes();
      const chaves = indices.map(({ key }) => Object.keys(key));
      if (!chaves.some((keys) => serve(keys, filter, sort)))
        semIndice.push(`${collection} ${JSON.stringify(filter)} ${JSON.stringify(sort)}`);
    }
    assert.deepEqual(semIndice, []);
  });
});

/** https://docs.aws.amazon.com/documentdb/latest/developerguide/mongo-apis.html, of engine 5.0, as far as we need it. */
const COMANDOS = new Set([
  ...['find', 'insert', 'update', 'delete', 'findAndModify', 'createIndexes', 'ping', 'endSessions', 'getMore'],
]);
const OPERADORES = new Set([
  '$in',
  '$gt',
  '$gte',
  '$lt',
  '$or',
  '$ne',
  '$regex',
  '$set',
  '$setOnInsert',
  '$inc',
  '$push',
  '$each',
  '$pull',
  '$db',
]);

/** Every call the service makes of its store. */
async function usarTudo(store: OpenStore) {
  const pagamento = umPagamento();
  await store.insert(pagamento, [umaNota('um')]);
  const read = await lido(store, pagamento.transacaoId);
  const message = aviso(pagamento);
  await store.update(read, confirmado(pagamento), [message], [umaNota('dois')]);
  await store.getLatest(7);
  await store.listOf(7);
  await store.listDue(new Date(), 20);
  await store.listPending(20);
  await store.listPending(20, 'pix');
  await store.listOwing(20);
  await store.listMoved(new Date(0), new Date(), null, 20);
  await store.listMoved(new Date(0), new Date(), pagamento, 20);
  await store.listAlive(new Date(0), new Date(), null, 20);
  await store.listAlive(new Date(0), new Date(), pagamento, 20);
  await store.unlink([7]);
  await store.deleteBefore(new Date(), 20);
  for (const nome of Object.keys(colecoes) as (keyof typeof colecoes)[]) await usarColecao(store, nome);
  await store.outbox.pending(100);
  await store.outbox.ofGroup('7');
  await store.outbox.size();
  await store.outbox.sent([message], [umaNota('enviada')]);
  await store.trail.append([umaNota('três')]);
  await store.trail.since(0, 500);
  await store.trail.since(0, 2);
  await store.trail.since(0, 500, aboutPedido(7));
  await store.trail.ofSubject(aboutPedido(7));
  await store.trail.last();
  await store.trail.nthLast('mensagem-enviada', 'webhook-pagamento-confirmado-res', 1);
  for (const prune of store.prunes) await prune(new Date(), 500);
  await store.ping();
}

/** Every call the service makes of a collection beside the pagamentos. */
async function usarColecao<T, Chave extends string>(
  store: OpenStore & Record<string, unknown>,
  nome: keyof typeof colecoes,
): Promise<void> {
  const docs = store[nome] as unknown as Documentos<T, Chave>;
  const doc = { id: 'a', dia: 'a', devolucoes: [], aContar: [] } as T;
  await docs.insert(doc);
  await docs.replace((await docs.get('a')) ?? assert.fail(), doc);
  for (const chave of Object.keys(colecoes[nome].chaves) as Chave[]) {
    await docs.list(chave, { de: 'a', ate: 'b', invertida: true, limite: 5 });
    await docs.deleteBelow(chave, 'b', 5);
  }
}

function operadoresDe(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(operadoresDe);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    ...(key.startsWith('$') ? [key] : []),
    ...operadoresDe(inside),
  ]);
}

type Procura = { collection: string; filter: Record<string, unknown>; sort: Record<string, unknown> };

/** What only sifts the few that the rest of a search finds by its index. */
const PENEIRAS = new Set(['pagamento.dono', 'pagamento.cobranca', 'pagamento.criadoEm', 'tipo']);

/** The searches that one is made of, each without what only sifts. */
function partesDe({ collection, filter: { $or = [{}], ...resto }, sort }: Procura): Procura[] {
  return ($or as object[]).map((ramo) => {
    const asked = Object.entries({ ...resto, ...ramo });
    const semPeneira = asked.filter(([key]) => asked.length === 1 || !PENEIRAS.has(key));
    return { collection, filter: Object.fromEntries(semPeneira), sort };
  });
}

/** What a command looks for: one of a find, several of an update. */
function procurasDe({ name, command }: { name: string; command: Record<string, unknown> }): Procura[] {
  const collection = String(command[name]);
  const of = (filter: unknown, sort: unknown = new Map()) =>
    ({ collection, filter, sort: Object.fromEntries(sort as Map<string, unknown>) }) as Procura;
  if (name === 'find') return [of(command.filter, command.sort)];
  if (name === 'findAndModify') return [of(command.query, command.sort)];
  const several = (command.updates ?? command.deletes ?? []) as { q: unknown }[];
  return several.map(({ q }) => of(q));
}

/** Whether an index finds all that is asked without looking at anything else, in the order it is asked for. */
function serve(keys: readonly string[], filter: Procura['filter'], sort: Procura['sort']): boolean {
  if (keys[0] === '_id' && '_id' in filter && typeof filter._id !== 'object') return true; // one at most
  const asked = Object.keys(filter);
  const first = new Set(keys.slice(0, asked.length));
  const ordered = Object.keys(sort);
  const rest = keys.slice(Math.max(0, asked.length - 1));
  return (
    asked.length + ordered.length > 0 &&
    asked.every((key) => first.has(key)) &&
    ordered.every((key) => rest.includes(key) || typeof filter[key] !== 'object') // of one value only, any order is right
  );
}
