import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { DeadLetter } from '@foodious/messaging/broker.ts';
import { desvincularPagamentos } from '../src/use-cases/desvincular-pagamentos.ts';
import { umArmazem } from './armazem.ts';
import { umaEntrega, umPagamento } from './builders.ts';

const PROTOCOLO = '00000000-0000-4000-8000-000000000001';
const DIA_MS = 24 * 60 * 60 * 1000;

async function abrir(t: TestContext, mortas: DeadLetter[] = []) {
  const store = await umArmazem(t);
  const respostas: Outgoing[] = [];
  const porVer = [...mortas];
  const messaging: Parameters<typeof desvincularPagamentos>[1] = {
    answer: async (messages) => void respostas.push(...messages),
    care: {
      depth: async () => ({ waiting: mortas.length, inFlight: 0 }),
      takeDead: async () => porVer.splice(0, 10),
      putBack: async () => {},
      rewrite: async (_, letter, body) => void mortas.splice(mortas.indexOf(letter), 1, { ...letter, body }),
    },
  };
  return {
    store,
    respostas: () => respostas.map(({ queue, envelope }) => ({ queue, dados: envelope.dados })),
    desvincular: (pedidos: { id: number; transacaoId: string | null }[], waitedMs = 0) =>
      desvincularPagamentos(
        store,
        messaging,
        { ...umaEntrega('lgpd-desvincular-pagamento-req'), subject: null, waitedMs },
        { protocolo: PROTOCOLO, mordida: 2, pedidos },
      ),
  };
}

suite('a parte do pagamento em um esquecimento', () => {
  test('os pagamentos perdem de quem eram, e isso se conta, quantas vezes se pedir', async (t) => {
    const { store, desvincular, respostas } = await abrir(t);
    const pagamento = umPagamento({ clienteId: 3, dono: 'cliente-3' });
    await store.insert(pagamento, []);
    for (let vez = 1; vez <= 2; vez += 1) {
      await desvincular([
        { id: 7, transacaoId: pagamento.transacaoId },
        { id: 8, transacaoId: null },
      ]);
      const dados = { protocolo: PROTOCOLO, mordida: 2, parte: 'pagamento', contagem: 1 };
      assert.deepEqual(respostas().at(-1), { queue: 'lgpd-delecao-res', dados });
      assert.equal(respostas().length, vez);
    }
    const guardado = await store.get(pagamento.transacaoId);
    assert.deepEqual([guardado?.pagamento.clienteId, guardado?.pagamento.dono], [null, null]);
  });

  test('um checkout a caminho se espera, um dia no máximo', async (t) => {
    const { desvincular, respostas } = await abrir(t);
    const pedidos = [{ id: 7, transacaoId: randomUUID() }];
    await assert.rejects(desvincular(pedidos), Unavailable);
    assert.deepEqual(respostas(), []);
    await desvincular(pedidos, DIA_MS + 1);
    assert.equal(respostas().length, 1);
  });

  test('um checkout que morreu no caminho perde de quem era, e não se espera', async (t) => {
    const dados = { transacaoId: randomUUID(), tentativa: 1, totalCentavos: 1, dono: 'cliente-3', clienteId: 3 };
    const messageId = randomUUID();
    const body = JSON.stringify({ pedidoId: 7, dados });
    const mortas: DeadLetter[] = [{ group: '7', id: messageId, messageId, body, sentAt: 0, receipt: '' }];
    const { desvincular, respostas } = await abrir(t, mortas);
    await desvincular([{ id: 7, transacaoId: dados.transacaoId }]);
    assert.equal(respostas().length, 1);
    const [morta] = mortas;
    assert.deepEqual(JSON.parse(morta?.body ?? '').dados, { ...dados, dono: null, clienteId: null });
  });
});
