import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { type Prune, startRetention } from '../src/retention.ts';
import { type MessagingTables, messagingMigrations, sqlPrunes } from '../src/sql.ts';
import { noteOf, sqlTrail } from '../src/trail.ts';

const DIA = 24 * 60 * 60 * 1000;
const HOJE = new Date('2026-05-04T12:00:00Z');
const dias = (n: number) => new Date(HOJE.getTime() - n * DIA);

async function abrir(t: TestContext) {
  const { db, transact } = await umBanco<MessagingTables>(t, messagingMigrations);
  const [inbox, trail] = sqlPrunes(db, transact) as [Prune, Prune];
  const trilha = sqlTrail(db, transact);
  const historia = (em: Date) => newStory('7b3c1f60-2f5e-4c0d-9a3e-222222222222', em, 'cozinha');
  return {
    db,
    inbox,
    trail,
    trilha,
    anotar: (quantas: number, em: Date) =>
      trilha.append(Array.from({ length: quantas }, () => noteOf(historia(em), 'estado', aboutPedido(1), {}))),
    receber: (id: string, em: Date) => db.insertInto('inbox').values({ id, recebido_em: em.getTime() }).execute(),
  };
}

suite('o que já não serve a ninguém', () => {
  test('do que se recebeu, sai o mais velho primeiro, aos poucos, e só o que passou do prazo', async (t) => {
    const { db, inbox, receber } = await abrir(t);
    for (const n of [40, 10, 95, 91, 100]) await receber(`m${n}`, dias(n));
    const ids = async () => (await db.selectFrom('inbox').select('id').execute()).map(({ id }) => id).sort();
    assert.equal(await inbox(dias(90), 2), 2);
    assert.deepEqual(await ids(), ['m10', 'm40', 'm91']);
    assert.equal(await inbox(dias(90), 2), 1);
    assert.deepEqual(await ids(), ['m10', 'm40']);
  });

  test('da trilha sai o começo; as mil entradas mais novas ficam, sejam de quando forem', async (t) => {
    const { trail, trilha, anotar } = await abrir(t);
    await anotar(600, dias(100));
    await anotar(600, dias(95));
    assert.equal(await trail(dias(90), 150), 150);
    assert.equal(await trail(dias(90), 150), 50);
    assert.equal(await trail(dias(90), 150), 0);
    const [primeira] = await trilha.since(0, 1);
    assert.deepEqual([primeira?.seq, await trilha.last()], [201, 1_200]);
  });

  test('da trilha não sai o que é de dentro do prazo', async (t) => {
    const { trail, trilha, anotar } = await abrir(t);
    await anotar(300, dias(91));
    await anotar(1_500, dias(10));
    assert.equal(await trail(dias(90), 500), 300);
    assert.equal(await trail(dias(90), 500), 0);
    const [primeira] = await trilha.since(0, 1);
    assert.equal(primeira?.seq, 301);
  });

  test('quem vem depois continua a numeração', async (t) => {
    const { trail, trilha, anotar } = await abrir(t);
    await anotar(1_200, dias(100));
    await trail(dias(90), 500);
    await anotar(1, dias(0));
    assert.equal(await trilha.last(), 1_201);
  });

  test('é removido ao começar, aos poucos até o fim, e o que falha volta a ser tentado', async (t) => {
    const pedidas: number[] = [];
    const fim = Promise.withResolvers<void>();
    const respostas = [500, 500, 'falha', 500, 3] as const;
    const prune: Prune = async (before, limit) => {
      assert.equal(limit, 500);
      assert.ok(Math.abs(Date.now() - 30 * DIA - before.getTime()) < 60_000);
      const resposta = respostas[pedidas.length];
      pedidas.push(pedidas.length);
      if (pedidas.length === respostas.length) fim.resolve();
      if (resposta === 'falha') throw new Error('banco fora do ar');
      return resposta ?? 0;
    };
    const retention = startRetention({ prunes: [prune], days: 30, log: createLogger('silent') });
    t.after(() => retention.stop());
    await fim.promise;
    assert.equal(pedidas.length, respostas.length);
  });

  test('parar não espera que tudo saia', { timeout: 10_000 }, async () => {
    const primeira = Promise.withResolvers<void>();
    const semFim: Prune = async (_, limit) => {
      primeira.resolve();
      return limit;
    };
    const retention = startRetention({ prunes: [semFim], days: 30, log: createLogger('silent') });
    await primeira.promise;
    await retention.stop();
  });
});
