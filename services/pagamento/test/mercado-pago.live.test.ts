import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { defeitoDoCodigo } from '@foodious/pix/brcode.ts';
import { clienteMercadoPago } from '../src/adapters/pix/mercado-pago/client.ts';
import { provedorMercadoPago } from '../src/adapters/pix/mercado-pago/provedor.ts';

const {
  MERCADO_PAGO_URL = 'https://api.mercadopago.com',
  MERCADO_PAGO_ACCESS_TOKEN: token = '',
  MERCADO_PAGO_EMAIL: email = '',
} = process.env;

/** Set by hand, besides the credentials: nobody talks to a real account by chance. */
const pedido = process.env.MERCADO_PAGO_AO_VIVO === 'sim';
const skip =
  pedido && token && email
    ? false
    : 'asks a real account: needs MERCADO_PAGO_AO_VIVO=sim, MERCADO_PAGO_ACCESS_TOKEN and MERCADO_PAGO_EMAIL';

// A charge of one centavo that nobody pays, called off at once: no money moves.
test('o Mercado Pago de verdade abre uma cobrança, mostra-a, acha-a numa busca e cancela-a', { skip }, async (t) => {
  const cliente = clienteMercadoPago(MERCADO_PAGO_URL, () => token);
  const provedor = provedorMercadoPago(cliente, { email });
  const began = new Date(Date.now() - 60_000);
  const nova = { transacaoId: randomUUID(), valorCentavos: 1, expiraEm: new Date(Date.now() + 300_000) };
  const cobranca = await provedor.criar(nova);
  t.diagnostic(`charge ${cobranca.id}`);
  try {
    assert.partialDeepStrictEqual(cobranca, {
      referencia: nova.transacaoId,
      estado: 'pendente',
      valorCentavos: 1,
      moeda: 'BRL',
    });
    assert.equal(defeitoDoCodigo(cobranca.pixCopiaECola ?? '', 1), null);
    assert.equal((await provedor.criar(nova)).id, cobranca.id);
    assert.equal((await provedor.obter(cobranca.id))?.estado, 'pendente');
    // Their search lags.
    for (let vez = 0; ; vez += 1) {
      const achadas: string[] = [];
      for await (const { id } of provedor.buscar(began, new Date(Date.now() + 60_000))) achadas.push(id);
      if (achadas.includes(cobranca.id)) break;
      assert.ok(vez < 12, 'the search does not find it');
      await sleep(5_000);
    }
  } finally {
    const { estado, motivo } = await provedor.cancelar(cobranca.id);
    assert.deepEqual([estado, motivo], ['rejeitada', 'cancelado']);
  }
});
