import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { newStory } from '@foodious/kernel/context.ts';
import { conciliarExpirados } from '../src/use-cases/conciliar.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { abrirServico, CHECKOUT_EM, TRANSACAO, umaCobranca, umaEntrega, VALIDADE_MS } from './builders.ts';

// What the bank says once asked: still open, or settled without a word to us.
for (const [doBanco, estado, motivo] of [
  ['pendente', 'REJEITADO', 'expirado'],
  ['rejeitada', 'REJEITADO', 'recusado'],
  ['aprovada', 'CONFIRMADO', null],
] as const)
  test(`vencido e ${doBanco} no banco, que nada avisou: o pagamento fica ${estado}`, async (t) => {
    const cancelar = t.mock.fn(async () => umaCobranca({ estado: 'rejeitada', motivo: 'cancelado' }));
    const { store, provedor } = await abrirServico(t, {
      obter: async () => umaCobranca({ estado: doBanco, motivo: doBanco === 'rejeitada' ? 'recusado' : null }),
      cancelar,
    });
    const context = newStory(randomUUID(), new Date('2026-03-10T12:11:00Z'), 'pagamento');
    const pedido = {
      transacaoId: TRANSACAO,
      pedidoId: 7,
      dono: null,
      clienteId: null,
      tentativa: 1,
      totalCentavos: 2020,
    };
    await solicitarPagamento(store, provedor, umaEntrega(), pedido, CHECKOUT_EM, VALIDADE_MS);

    assert.equal(await conciliarExpirados(store, provedor, context, context.agora), 1);
    const { pagamento } = (await store.get(TRANSACAO)) ?? {};
    assert.deepEqual([pagamento?.estado, pagamento?.motivo], [estado, motivo]);
    assert.equal(cancelar.mock.callCount(), doBanco === 'pendente' ? 1 : 0);
    assert.equal((await store.outbox.pending(10)).length, 1);
    assert.equal(await conciliarExpirados(store, provedor, context, context.agora), 0);
  });
