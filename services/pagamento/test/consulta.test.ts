import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { newStory } from '@foodious/kernel/context.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import type { Cobranca } from '../src/ports.ts';
import { consultor, horaDePerguntar } from '../src/use-cases/consultar-pendentes.ts';
import { abrirServico, CHECKOUT_EM, umaCobranca, umPagamento } from './builders.ts';

const PASSO_MS = 10_000;
const MINUTO_MS = 60_000;

/** Pending charges `c1`, `c2`, … made at the checkout, and the provider that tells of each what a test says. */
async function abrir(
  t: TestContext,
  quantas: number,
  responder: (id: string) => Partial<Cobranca> | undefined | Error,
) {
  const perguntadas: string[] = [];
  let juntas = 0;
  let maisJuntas = 0;
  const transacoes = Array.from({ length: quantas }, () => randomUUID());
  const { store, provedor } = await abrirServico(t, {
    obter: async (id) => {
      perguntadas.push(id);
      juntas += 1;
      maisJuntas = Math.max(juntas, maisJuntas);
      await new Promise(setImmediate);
      juntas -= 1;
      const resposta = responder(id);
      if (resposta instanceof Error) throw resposta;
      return resposta && umaCobranca({ id, referencia: transacoes[Number(id.slice(1)) - 1] ?? null, ...resposta });
    },
  });
  for (const [i, transacaoId] of transacoes.entries())
    await store.insert(
      umPagamento({
        transacaoId,
        pedidoId: i + 1,
        cobranca: { id: `c${i + 1}`, pixCopiaECola: '000201', expiraEm: '2026-03-10T15:10:00.000Z' },
      }),
      [],
    );
  const consultar = consultor(store, provedor, PASSO_MS);
  return {
    store,
    perguntadas,
    maisJuntas: () => maisJuntas,
    estadoDe: async (i: number) => (await store.get(transacoes[i - 1] ?? ''))?.pagamento.estado,
    /** A round, so long after the checkout. */
    aos: (ms: number) => consultar(newStory(randomUUID(), new Date(CHECKOUT_EM.getTime() + ms), 'pagamento')),
  };
}

describe('sem notificação nenhuma, as cobranças pendentes são perguntadas', () => {
  test('e a que foi paga confirma, a que acabou rejeita, a que espera continua a esperar', async (t) => {
    const respostas: Record<string, Partial<Cobranca>> = {
      c1: { estado: 'aprovada' },
      c2: { estado: 'rejeitada', motivo: 'recusado' },
      c3: {},
    };
    const s = await abrir(t, 3, (id) => respostas[id]);
    await s.aos(PASSO_MS);
    assert.deepEqual(s.perguntadas.toSorted(), ['c1', 'c2', 'c3']);
    assert.deepEqual(await Promise.all([1, 2, 3].map(s.estadoDe)), ['CONFIRMADO', 'REJEITADO', 'PENDENTE']);
    assert.deepEqual((await s.store.outbox.pending(9)).map(({ envelope }) => envelope.tipo).toSorted(), [
      'pagamento-confirmado',
      'pagamento-rejeitado',
    ]);
  });

  test('não antes que a notificação tenha tido seu tempo, nem as que não estão mais pendentes', async (t) => {
    const s = await abrir(t, 1, () => ({ estado: 'aprovada' }));
    await s.aos(PASSO_MS - 1);
    assert.deepEqual(s.perguntadas, []);
    await s.aos(PASSO_MS);
    await s.aos(2 * PASSO_MS);
    assert.deepEqual(s.perguntadas, ['c1']);
  });

  test('sem que se escreva nada enquanto não há novidade', async (t) => {
    const s = await abrir(t, 1, () => ({}));
    const antes = await s.store.trail.last();
    const [read] = await Promise.all([s.store.listPending(1)]);
    for (let vez = 1; vez < 20; vez += 1) await s.aos(vez * PASSO_MS);
    assert.ok(s.perguntadas.length > 5);
    assert.equal(await s.store.trail.last(), antes);
    assert.deepEqual(await s.store.listPending(1), read);
  });

  test('oito de cada vez, por mais que haja', async (t) => {
    const s = await abrir(t, 30, () => ({}));
    await s.aos(PASSO_MS);
    assert.equal(new Set(s.perguntadas).size, 30);
    assert.equal(s.perguntadas.length, 30);
    assert.ok(s.maisJuntas() <= 8);
  });

  test('por mais que se espere no balcão', async (t) => {
    const s = await abrir(t, 1, () => ({ estado: 'aprovada' }));
    for (let pedidoId = 2; pedidoId < 1_005; pedidoId += 1)
      await s.store.insert(
        umPagamento({
          pedidoId,
          transacaoId: randomUUID(),
          meio: 'balcao',
          cobranca: { id: `b${pedidoId}`, pixCopiaECola: null, expiraEm: '2026-03-10T15:09:00.000Z' },
        }),
        [],
      );
    await s.aos(PASSO_MS);
    assert.deepEqual([s.perguntadas, await s.estadoDe(1)], [['c1'], 'CONFIRMADO']);
  });

  test('de novo depois, quando o provedor não responde', async (t) => {
    let fora = true;
    const s = await abrir(t, 1, () => (fora ? new Unavailable('away') : { estado: 'aprovada' }));
    await assert.rejects(s.aos(PASSO_MS), Unavailable);
    fora = false;
    await s.aos(3 * PASSO_MS);
    assert.equal(await s.estadoDe(1), 'CONFIRMADO');
  });

  test('a que o provedor não conhece, ou de que diz o que não se entende, não detém as outras', async (t) => {
    const respostas: Record<string, Partial<Cobranca> | Error> = {
      c2: new BadAnswer('wrong'),
      c3: { estado: 'aprovada' },
      c4: { estado: 'aprovada', valorCentavos: 1 },
    };
    const s = await abrir(t, 4, (id) => respostas[id]);
    await s.aos(PASSO_MS);
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map(s.estadoDe)), [
      'PENDENTE',
      'PENDENTE',
      'CONFIRMADO',
      'PENDENTE',
    ]);
  });
});

test('cada uma é perguntada cada vez mais raro: nunca antes de um passo, nunca mais tarde que um minuto', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 30_000 }), fc.integer({ min: 0, max: 3_600_000 }), (passo, idade) => {
      const espera = (ms: number) => horaDePerguntar(0, idade, idade + ms, passo);
      assert.equal(espera(passo - 1), false);
      assert.equal(espera(Math.max(passo, MINUTO_MS)), true);
      // A clock that was set back is no reason to wait.
      assert.equal(espera(-Math.max(passo, MINUTO_MS)), true);
    }),
  );
});
