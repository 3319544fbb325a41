import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import { qrPng } from '@foodious/pix/qr.ts';
import { abrir, CHAVE, instante, umaNova } from './banco-de-mentira.ts';

const MINUTO_MS = 60_000;
const DIA_MS = 24 * 60 * MINUTO_MS;

/** The one code in an error, and its status. */
const erro = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
  assert.equal(body.status, status);
  assert.ok(typeof body.message === 'string' && typeof body.error === 'string');
  const [cause] = body.cause as { code: number | string; description: string }[];
  assert.equal(cause?.description, body.message);
  return [status, cause?.code];
};

suite('a API de pagamentos do banco de mentira', { concurrency: 4 }, () => {
  test('o pagamento nasce pendente, com um copia e cola do seu valor e o seu QR em PNG', async (t) => {
    const { post, api } = await abrir(t);
    const nova = umaNova({
      transaction_amount: 1234.56,
      description: 'Pedido',
      notification_url: 'http://127.0.0.1:9/x',
    });
    const { status, body } = await post(nova);
    assert.equal(status, 201);
    assert.ok(Number.isSafeInteger(body.id));
    const { qr_code, qr_code_base64, ticket_url } = body.point_of_interaction.transaction_data;
    assert.deepEqual(
      [body.status, body.status_detail, body.currency_id, body.live_mode, body.date_approved],
      ['pending', 'pending_waiting_transfer', 'BRL', false, null],
    );
    assert.deepEqual([body.transaction_amount, body.transaction_amount_refunded], [1234.56, 0]);
    assert.deepEqual(
      [body.external_reference, body.notification_url],
      [nova.external_reference, 'http://127.0.0.1:9/x'],
    );
    assert.equal(body.payer.email, 'casa@exemplo.com');
    assert.deepEqual([body.fee_details, body.refunds], [[], []]);
    for (const data of [body.date_created, body.date_last_updated, body.date_of_expiration])
      assert.match(data, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-04:00$/);
    assert.equal(Date.parse(body.date_of_expiration), Date.parse(nova.date_of_expiration));
    assert.ok(Math.abs(Date.parse(body.date_created) - Date.now()) < 5000);
    assert.equal(parseBrCode(qr_code).valorCentavos, 123456);
    assert.deepEqual(Buffer.from(qr_code_base64, 'base64'), qrPng(qr_code, 0));
    assert.equal(ticket_url, `/cobrancas/${body.id}/pagina`);
    assert.deepEqual((await api('GET', `/v1/payments/${body.id}`)).body, body);
  });

  test('sem prazo dito vale um dia; o prazo vai de trinta minutos a trinta dias', async (t) => {
    const { post, criar } = await abrir(t);
    const { date_of_expiration: fim, date_created: comeco } = await criar({ date_of_expiration: undefined });
    assert.equal(Date.parse(fim) - Date.parse(comeco), DIA_MS);
    for (const [ms, esperado] of [
      [29 * MINUTO_MS, 400],
      [31 * MINUTO_MS, 201],
      [30 * DIA_MS - MINUTO_MS, 201],
      [30 * DIA_MS + MINUTO_MS, 400],
    ] as const)
      assert.equal((await post(umaNova({ date_of_expiration: instante(Date.now() + ms) }))).status, esperado, `${ms}`);
  });

  test('a mesma chave com o mesmo corpo é o mesmo pagamento, também muito depois; com outro corpo é conflito', async (t) => {
    const { post, mover } = await abrir(t);
    const nova = umaNova();
    const { body } = await post(nova, 'k1');
    assert.deepEqual(await post(nova, 'k1'), { status: 201, body });
    assert.deepEqual(erro(await post({ ...nova, transaction_amount: 1 }, 'k1')), [409, 'idempotency_key_already_used']);
    assert.notEqual((await post(nova, 'k2')).body.id, body.id);
    await mover(body.id, 'aprovar');
    assert.equal((await post(nova, 'k1')).body.status, 'approved');
  });

  test('um pedido malfeito é 400, com o código do Mercado Pago', async (t) => {
    const { post, api } = await abrir(t);
    const ruins: [object | string, number][] = [
      [umaNova({ transaction_amount: undefined }), 4037],
      [umaNova({ transaction_amount: '20.20' }), 4037],
      [umaNova({ transaction_amount: 0 }), 4037],
      [umaNova({ transaction_amount: -1 }), 4037],
      [umaNova({ transaction_amount: 20.205 }), 4037],
      [umaNova({ transaction_amount: 1e13 }), 4037],
      [umaNova({ payment_method_id: 'visa' }), 4029],
      [umaNova({ payer: undefined }), 4050],
      [umaNova({ payer: { email: 'casa' } }), 4050],
      [umaNova({ notification_url: 'aqui' }), 4020],
      [umaNova({ external_reference: 7 }), 4000],
      [umaNova({ date_of_expiration: 'amanhã' }), 7523],
      [umaNova({ date_of_expiration: new Date(Date.now() + DIA_MS).toISOString() }), 7523],
      [[], 1],
      ['{', 1],
    ];
    for (const [nova, codigo] of ruins) assert.deepEqual(erro(await post(nova)), [400, codigo], JSON.stringify(nova));
    assert.deepEqual(erro(await api('POST', '/v1/payments', umaNova())), [400, 4292]);
    for (const [method, path] of [
      ['GET', '/v1/payments/1'],
      ['GET', '/v1/payments/nada'],
      ['PUT', '/v1/payments/1'],
      ['GET', '/v1/payments/1/refunds'],
    ] as const)
      assert.deepEqual(
        erro(await api(method, path, method === 'PUT' ? { status: 'cancelled' } : undefined)),
        [404, 2000],
      );
    for (const [method, path] of [
      ['GET', '/v1/payments'],
      ['DELETE', '/v1/payments/1'],
      ['GET', '/v1/payments/1/nada'],
    ] as const)
      assert.equal((await api(method, path)).status, 404, `${method} ${path}`);
  });

  test('sem o token certo é 401, e nada muda', async (t) => {
    const { criar, api, obter } = await abrir(t);
    const { id } = await criar();
    for (const authorization of ['', CHAVE, `Bearer ${CHAVE}x`, `Bearer ${CHAVE.slice(1)}x`])
      for (const [method, path, body] of [
        ['POST', '/v1/payments', umaNova()],
        ['GET', `/v1/payments/${id}`],
        ['GET', '/v1/payments/search'],
        ['PUT', `/v1/payments/${id}`, { status: 'cancelled' }],
        ['POST', `/v1/payments/${id}/refunds`, {}],
      ] as const) {
        const answer = await api(method, path, body, { authorization, 'x-idempotency-key': 'k' });
        assert.deepEqual(erro(answer), [401, 'unauthorized'], `${method} ${path}`);
      }
    assert.equal((await obter(id)).status, 'pending');
  });

  test('aprovado, conta a hora, a taxa e o líquido; recusado e expirado contam por quê', async (t) => {
    const { criar, mover, obter } = await abrir(t);
    const { id } = await criar({ transaction_amount: 123.45 });
    await mover(id, 'aprovar');
    const pago = await obter(id);
    assert.deepEqual([pago.status, pago.status_detail], ['approved', 'accredited']);
    assert.ok(Date.parse(pago.date_approved) >= Date.parse(pago.date_created));
    assert.deepEqual(pago.fee_details, [{ type: 'mercadopago_fee', fee_payer: 'collector', amount: 1.22 }]);
    assert.deepEqual(pago.transaction_details, {
      net_received_amount: 122.23,
      total_paid_amount: 123.45,
      overpaid_amount: 0,
    });
    assert.equal(pago.point_of_interaction.transaction_data.qr_code_base64, undefined);
    for (const [acao, status, detail] of [
      ['recusar', 'rejected', 'rejected_by_bank'],
      ['expirar', 'cancelled', 'expired'],
      ['cancelar', 'cancelled', 'by_collector'],
    ] as const) {
      const outro = await criar();
      await mover(outro.id, acao);
      const { status: s, status_detail: d, date_approved: a } = await obter(outro.id);
      assert.deepEqual([s, d, a], [status, detail, null]);
    }
  });

  test('só o que está pendente se cancela', async (t) => {
    const { criar, mover, cancelar, api, obter } = await abrir(t);
    const { id } = await criar();
    const { status, body } = await cancelar(id);
    assert.deepEqual([status, body.status, body.status_detail], [200, 'cancelled', 'by_collector']);
    assert.deepEqual(erro(await cancelar(id)), [400, 2018]);
    for (const acao of ['aprovar', 'recusar', 'expirar']) {
      const outro = await criar();
      await mover(outro.id, acao);
      const antes = await obter(outro.id);
      assert.deepEqual(erro(await cancelar(outro.id)), [400, 2018], acao);
      assert.deepEqual(await obter(outro.id), antes);
    }
    const { id: pendente } = await criar();
    assert.deepEqual(erro(await api('PUT', `/v1/payments/${pendente}`, { status: 'approved' })), [400, 2016]);
    assert.equal((await obter(pendente)).status, 'pending');
  });

  test('estorna em partes até o todo, nunca mais do que resta', async (t) => {
    const { criar, mover, estornar, obter, api } = await abrir(t);
    const { id } = await criar({ transaction_amount: 30 });
    assert.deepEqual(erro(await estornar(id, {})), [400, 2063]);
    await mover(id, 'aprovar');
    const parte = await estornar(id, { amount: 10.1 });
    assert.equal(parte.status, 201);
    assert.deepEqual([parte.body.payment_id, parte.body.amount, parte.body.status], [id, 10.1, 'approved']);
    const depois = await obter(id);
    assert.deepEqual(
      [depois.status, depois.status_detail, depois.transaction_amount_refunded],
      ['approved', 'partially_refunded', 10.1],
    );
    assert.deepEqual(depois.refunds, [parte.body]);
    for (const amount of [19.91, 30, 0, -1, 1.005, '1'])
      assert.deepEqual(erro(await estornar(id, { amount } as object)), [400, 2017], `${amount}`);
    assert.deepEqual(erro(await api('POST', `/v1/payments/${id}/refunds`, {})), [400, 4292]);
    assert.deepEqual(erro(await estornar(id, '{' as unknown as object)), [400, 1]);
    assert.equal((await estornar(id)).body.amount, 19.9);
    const fim = await obter(id);
    assert.deepEqual([fim.status, fim.status_detail, fim.transaction_amount_refunded], ['refunded', 'refunded', 30]);
    assert.deepEqual(erro(await estornar(id, {})), [400, 2063]);
    assert.deepEqual((await api('GET', `/v1/payments/${id}/refunds`)).body, fim.refunds);
  });

  test('o mesmo estorno com a mesma chave devolve uma vez', async (t) => {
    const { criar, mover, estornar, obter } = await abrir(t);
    const { id } = await criar({ transaction_amount: 30 });
    await mover(id, 'aprovar');
    const uma = await estornar(id, { amount: 10 }, 'e1');
    assert.deepEqual(await estornar(id, { amount: 10 }, 'e1'), uma);
    assert.deepEqual(erro(await estornar(id, { amount: 11 }, 'e1')), [409, 'idempotency_key_already_used']);
    assert.notEqual((await estornar(id, { amount: 10 }, 'e2')).body.id, uma.body.id);
    assert.equal((await obter(id)).transaction_amount_refunded, 20);
    await estornar(id, { amount: 10 }, 'e3');
    assert.deepEqual(await estornar(id, { amount: 10 }, 'e1'), uma, 'também depois de estornado o todo');
  });

  test('a busca acha pela referência, pela data e pelo estado, em páginas e em ordem', async (t) => {
    const { criar, mover, buscar, api, obter } = await abrir(t);
    const referencia = randomUUID();
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await criar(n < 2 ? { external_reference: referencia } : {})).id);
    const achados = async (busca: Record<string, string>) =>
      (await buscar(busca)).results.map(({ id }: { id: number }) => id);
    assert.deepEqual(await achados({ external_reference: referencia, criteria: 'asc' }), ids.slice(0, 2));
    assert.deepEqual(await achados({ external_reference: randomUUID() }), []);
    assert.deepEqual(await achados({}), [...ids].reverse());
    const primeira = await buscar({ limit: '2', offset: '0', sort: 'date_created', criteria: 'asc' });
    assert.deepEqual(primeira.paging, { total: 5, limit: 2, offset: 0 });
    assert.deepEqual(primeira.results[0], await obter(ids[0] as number));
    assert.deepEqual(await achados({ limit: '2', offset: '4', criteria: 'asc' }), ids.slice(4));

    const { date_last_updated: antes } = await obter(ids[4] as number);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await mover(ids[1] as number, 'aprovar');
    const { date_last_updated: quando } = await obter(ids[1] as number);
    const por = (range: string, begin_date: string, end_date: string) =>
      achados({ range, begin_date, end_date, sort: 'date_created', criteria: 'asc' });
    const logoDepois = instante(Date.parse(antes) + 1);
    const longe = instante(Date.now() + DIA_MS);
    assert.deepEqual(await por('date_last_updated', logoDepois, longe), [ids[1]]);
    assert.deepEqual(await por('date_last_updated', quando, quando), [ids[1]], 'as duas pontas contam');
    assert.deepEqual(await por('date_created', logoDepois, longe), []);
    assert.deepEqual(await achados({ status: 'approved' }), [ids[1]]);
    for (const ruim of [
      'limit=x',
      'limit=2000',
      'offset=9999',
      'range=outra',
      'range=date_created&begin_date=ontem',
      'criteria=x',
    ])
      assert.deepEqual(erro(await api('GET', `/v1/payments/search?${ruim}`)), [400, 1], ruim);
  });
});
