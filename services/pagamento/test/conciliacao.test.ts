import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { newStory } from '@foodious/kernel/context.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import type { Cobranca } from '../src/ports.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { fazerOQueVenceu } from '../src/use-cases/vencer.ts';
import { abrirServico, CASA, CHECKOUT_EM, TRANSACAO, UM_CHECKOUT, umaCobranca, umaEntrega } from './builders.ts';

const FIM = new Date('2026-03-10T12:10:00Z');
const depoisDoFim = (segundos: number) =>
  newStory(randomUUID(), new Date(FIM.getTime() + segundos * 1_000), 'pagamento');
const cancelada = async () => umaCobranca({ estado: 'rejeitada', motivo: 'cancelado' });

suite('o fim do prazo de um pagamento', () => {
  // What the bank says once asked: still open, or settled without a word to us.
  for (const [nome, doBanco, estado, motivo] of [
    ['pendente', {}, 'REJEITADO', 'expirado'],
    ['recusado', { estado: 'rejeitada', motivo: 'recusado' }, 'REJEITADO', 'recusado'],
    ['aprovado', { estado: 'aprovada' }, 'CONFIRMADO', null],
    ['aprovado por outro valor', { estado: 'aprovada', valorCentavos: 1 }, 'REJEITADO', 'expirado'],
    ['aprovado em outra moeda', { estado: 'aprovada', moeda: 'ARS' }, 'REJEITADO', 'expirado'],
    ['pendente por outro valor', { valorCentavos: 1 }, 'REJEITADO', 'expirado'],
    ['contestado', { estado: 'contestada' }, 'REJEITADO', 'expirado'],
    ['desconhecido', undefined, 'REJEITADO', 'expirado'],
  ] as [string, Partial<Cobranca> | undefined, string, string | null][])
    test(`${nome} no banco, que nada avisou: o pagamento fica ${estado}`, async (t) => {
      const cancelar = t.mock.fn(cancelada);
      const { store, provedores } = await abrirServico(t, {
        obter: async () => doBanco && umaCobranca(doBanco),
        cancelar,
      });
      await solicitarPagamento(store, provedores, umaEntrega(), UM_CHECKOUT, CHECKOUT_EM, CASA);
      const context = depoisDoFim(60);
      assert.equal(await fazerOQueVenceu(store, provedores, context), 1);
      const { pagamento } = (await store.get(TRANSACAO)) ?? {};
      assert.deepEqual([pagamento?.estado, pagamento?.motivo], [estado, motivo]);
      assert.equal(cancelar.mock.callCount(), nome.startsWith('pendente') ? 1 : 0);
      assert.equal((await store.outbox.pending(10)).length, 1);
      assert.equal(await fazerOQueVenceu(store, provedores, context), 0);
    });

  test('o que se paga enquanto se cancela vale', async (t) => {
    const { store, provedores } = await abrirServico(t, {
      obter: async () => umaCobranca(),
      cancelar: async () => umaCobranca({ estado: 'aprovada' }),
    });
    await solicitarPagamento(store, provedores, umaEntrega(), UM_CHECKOUT, CHECKOUT_EM, CASA);
    await fazerOQueVenceu(store, provedores, depoisDoFim(1));
    assert.equal((await store.get(TRANSACAO))?.pagamento.estado, 'CONFIRMADO');
  });

  test('antes do fim ninguém pergunta nada', async (t) => {
    const { store, provedores } = await abrirServico(t);
    await solicitarPagamento(store, provedores, umaEntrega(), UM_CHECKOUT, CHECKOUT_EM, CASA);
    assert.equal(await fazerOQueVenceu(store, provedores, depoisDoFim(0)), 0);
  });

  test('o que o banco não deixa acabar se tenta de novo cada vez mais tarde, sem atrasar os outros', async (t) => {
    let erro: Error | null = new BadAnswer('?');
    const obter = t.mock.fn(async (id: string) => {
      if (id === 'c1' && erro) throw erro;
      return umaCobranca({ id, referencia: id === 'c1' ? TRANSACAO : id, estado: 'rejeitada', motivo: 'recusado' });
    });
    const { store, provedores } = await abrirServico(t, {
      criar: async ({ transacaoId }) => umaCobranca({ id: transacaoId === TRANSACAO ? 'c1' : transacaoId }),
      obter,
    });
    const outra = { ...UM_CHECKOUT, transacaoId: randomUUID(), tentativa: 2 };
    for (const pedida of [UM_CHECKOUT, outra])
      await solicitarPagamento(store, provedores, umaEntrega(), pedida, CHECKOUT_EM, CASA);
    await assert.rejects(fazerOQueVenceu(store, provedores, depoisDoFim(10)), BadAnswer);
    assert.equal((await store.get(outra.transacaoId))?.pagamento.estado, 'REJEITADO');

    const perguntas = async (segundos: number) => {
      const antes = obter.mock.callCount();
      await fazerOQueVenceu(store, provedores, depoisDoFim(segundos)).catch(() => undefined);
      return obter.mock.callCount() - antes;
    };
    // As long again as it is over already, an hour at most; half a minute while the provider is away.
    assert.deepEqual(
      [await perguntas(20), await perguntas(21), await perguntas(41), await perguntas(43)],
      [0, 1, 0, 1],
    );
    assert.deepEqual(
      [await perguntas(86_400), await perguntas(86_400 + 3_600), await perguntas(86_400 + 3_601)],
      [1, 0, 1],
    );
    erro = new Unavailable('away');
    assert.deepEqual([await perguntas(100_000), await perguntas(100_030), await perguntas(100_031)], [1, 0, 1]);
    erro = null;
    assert.equal(await perguntas(200_000), 1);
    assert.equal((await store.get(TRANSACAO))?.pagamento.estado, 'REJEITADO');
    assert.equal(await perguntas(900_000), 0);
  });
});
