import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brCode } from '@foodious/pix/brcode.ts';
import type { Cobranca } from '../src/ports.ts';
import { sqliteStore } from '../src/store/sqlite.ts';
import { conciliarExpirados, solicitarPagamento } from '../src/use-cases.ts';

const TRANSACAO = '00000000-0000-4000-8000-000000000001';
const PIX = { chave: 'pix@exemplo.com', nome: 'Casa', cidade: 'Recife', valorCentavos: 2020, txid: 'x1' };

// What the bank says once asked: still open, or settled without a word to us.
for (const [noBanco, estado, motivo] of [
  ['pendente', 'REJEITADO', 'expirado'],
  ['rejeitada', 'REJEITADO', 'recusado'],
  ['aprovada', 'CONFIRMADO', null],
] as const)
  test(`vencido e ${noBanco} no banco, que nada avisou: o pagamento fica ${estado}`, async (t) => {
    const store = await sqliteStore(':memory:');
    t.after(() => store.close());
    const aberta: Cobranca = {
      id: 'c1',
      estado: 'pendente',
      motivo: null,
      pixCopiaECola: brCode(PIX),
      expiraEm: '2026-03-10T12:10:00.000Z',
    };
    const cancelar = t.mock.fn(
      async (): Promise<Cobranca> => ({ ...aberta, estado: 'rejeitada', motivo: 'cancelado' }),
    );
    const world = {
      store,
      relay: { wake() {} },
      validadeMs: 600_000,
      provedor: {
        criar: async () => aberta,
        obter: async (): Promise<Cobranca> => ({
          ...aberta,
          estado: noBanco,
          motivo: noBanco === 'rejeitada' ? 'recusado' : null,
        }),
        cancelar,
        estornar: () => Promise.reject(new Error('there is nothing to give back')),
      },
    };
    const context = { agora: new Date('2026-03-10T12:11:00Z'), correlacao: 'c' };
    const pedido = { transacaoId: TRANSACAO, pedidoId: 7, tentativa: 1, totalCentavos: 2020 };
    await solicitarPagamento(world, context, pedido, new Date('2026-03-10T12:00:00Z'));

    assert.equal(await conciliarExpirados(world, context, context.agora), 1);
    const { pagamento } = (await store.get(TRANSACAO)) ?? {};
    assert.deepEqual([pagamento?.estado, pagamento?.motivo], [estado, motivo]);
    assert.equal(cancelar.mock.callCount(), noBanco === 'pendente' ? 1 : 0);
    assert.equal((await store.outbox.pending(10)).length, 1);
    assert.equal(await conciliarExpirados(world, context, context.agora), 0);
  });
