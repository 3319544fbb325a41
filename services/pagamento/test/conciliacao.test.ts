import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { newStory } from '@foodious/kernel/context.ts';
import { conciliarExpirados, solicitarPagamento } from '../src/use-cases.ts';
import { abrirMundo, CHECKOUT_EM, TRANSACAO, umaCobranca, umaEntrega } from './builders.ts';

// What the bank says once asked: still open, or settled without a word to us.
for (const [noBanco, estado, motivo] of [
  ['pendente', 'REJEITADO', 'expirado'],
  ['rejeitada', 'REJEITADO', 'recusado'],
  ['aprovada', 'CONFIRMADO', null],
] as const)
  test(`vencido e ${noBanco} no banco, que nada avisou: o pagamento fica ${estado}`, async (t) => {
    const cancelar = t.mock.fn(async () => umaCobranca({ estado: 'rejeitada', motivo: 'cancelado' }));
    const world = await abrirMundo(t, {
      obter: async () => umaCobranca({ estado: noBanco, motivo: noBanco === 'rejeitada' ? 'recusado' : null }),
      cancelar,
    });
    const { store } = world;
    const context = newStory(randomUUID(), new Date('2026-03-10T12:11:00Z'), 'pagamento');
    const pedido = { transacaoId: TRANSACAO, pedidoId: 7, tentativa: 1, totalCentavos: 2020 };
    await solicitarPagamento(world, umaEntrega(), pedido, CHECKOUT_EM);

    assert.equal(await conciliarExpirados(world, context, context.agora), 1);
    const { pagamento } = (await store.get(TRANSACAO)) ?? {};
    assert.deepEqual([pagamento?.estado, pagamento?.motivo], [estado, motivo]);
    assert.equal(cancelar.mock.callCount(), noBanco === 'pendente' ? 1 : 0);
    assert.equal((await store.outbox.pending(10)).length, 1);
    assert.equal(await conciliarExpirados(world, context, context.agora), 0);
  });
