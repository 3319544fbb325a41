import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { umServidor } from '@foodious/testing/servidor.ts';
import fc from 'fast-check';
import { clienteMercadoPago } from '../src/adapters/pix/mercado-pago/client.ts';
import { Payment, pedidoDe } from '../src/adapters/pix/mercado-pago/mapping.ts';
import { provedorMercadoPago } from '../src/adapters/pix/mercado-pago/provedor.ts';
import type { Cobranca } from '../src/ports.ts';

type Pedida = { method: string; url: string; headers: IncomingMessage['headers']; body: Record<string, unknown> };
/** What the stand-in answers to a request; `reset` cuts the connection. */
type Resposta = { status: number; body?: unknown; headers?: Record<string, string> } | 'reset';

const EMAIL = 'casa@lanchonete.example';

/** A payment as the API tells it. */
const umPagamentoDeles = (parte: Record<string, unknown> = {}) => ({
  id: 1_323_456_789,
  status: 'pending',
  status_detail: 'pending_waiting_transfer',
  external_reference: 'a-transacao',
  transaction_amount: 20.2,
  currency_id: 'BRL',
  date_created: '2026-03-10T08:00:00.000-04:00',
  date_of_expiration: '2026-03-10T08:41:00.000-04:00',
  date_approved: null,
  date_last_updated: '2026-03-10T08:00:00.000-04:00',
  fee_details: [],
  refunds: [],
  point_of_interaction: { transaction_data: { qr_code: '000201', qr_code_base64: 'iVBOR', ticket_url: 'https://x' } },
  payer: { email: 'quem@pagou.example', identification: { number: '12345678909' } },
  ...parte,
});

describe('o adaptador do Mercado Pago', () => {
  let servidor: Awaited<ReturnType<typeof umServidor>>;
  let pedidas: Pedida[] = [];
  let responder: (pedida: Pedida) => Resposta = () => ({ status: 500 });

  before(async () => {
    servidor = await umServidor(async (request: IncomingMessage, response: ServerResponse) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const text = Buffer.concat(parts).toString();
      const pedida = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: text ? JSON.parse(text) : {},
      };
      pedidas.push(pedida);
      const resposta = responder(pedida);
      if (resposta === 'reset') return void request.socket.destroy();
      response.writeHead(resposta.status, { 'content-type': 'application/json', ...resposta.headers });
      response.end(JSON.stringify(resposta.body ?? {}));
    });
  });
  after(() => servidor.fechar());
  beforeEach(() => {
    pedidas = [];
  });

  /** Answers one after another; the last again and again. */
  const emSequencia = (...respostas: Resposta[]) => {
    let n = 0;
    responder = () => respostas[Math.min(n++, respostas.length - 1)] as Resposta;
  };
  const provedor = (notificarEm?: string) =>
    provedorMercadoPago(
      clienteMercadoPago(servidor.endereco, () => 'um-token-de-mentira'),
      { email: EMAIL, notificarEm },
    );
  const lida = async (parte: Record<string, unknown>): Promise<Cobranca> => {
    emSequencia({ status: 200, body: umPagamentoDeles(parte) });
    return (await provedor().obter('1323456789')) as Cobranca;
  };
  const nova = () => ({
    transacaoId: randomUUID(),
    valorCentavos: 2020,
    expiraEm: new Date(Date.now() + 5 * 60_000),
  });

  describe('abre uma cobrança', () => {
    test('com a transação por chave e por referência, o e-mail da casa, e nada de quem compra', async () => {
      emSequencia({ status: 201, body: umPagamentoDeles() });
      const pedido = nova();
      await provedor('https://casa.example/v1/pagamento/webhook/mercado-pago').criar(pedido);
      const [{ method, url, headers, body } = {} as Pedida] = pedidas;
      assert.deepEqual([method, url], ['POST', '/v1/payments']);
      assert.equal(headers.authorization, 'Bearer um-token-de-mentira');
      assert.equal(headers['x-idempotency-key'], pedido.transacaoId);
      const { date_of_expiration, ...resto } = body;
      assert.deepEqual(resto, {
        transaction_amount: 20.2,
        payment_method_id: 'pix',
        payer: { email: EMAIL },
        description: 'Pedido na lanchonete',
        external_reference: pedido.transacaoId,
        notification_url: 'https://casa.example/v1/pagamento/webhook/mercado-pago',
      });
      assert.match(String(date_of_expiration), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    });

    test('que vale lá ao menos meia hora, e sempre mais que aqui; a repetição pede a mesma', () => {
      const dadas = { email: EMAIL, notificarEm: undefined };
      const fim = (expira: number, agora: number) =>
        Date.parse(
          pedidoDe(
            { transacaoId: 't', valorCentavos: 1, expiraEm: new Date(expira) },
            { ...dadas, agora: new Date(agora) },
          ).date_of_expiration,
        );
      const AGORA = Date.parse('2026-03-10T12:00:00Z');
      fc.assert(
        fc.property(fc.integer({ min: -86_400_000, max: 86_400_000 }), (falta) => {
          const expira = AGORA + falta;
          assert.ok(fim(expira, AGORA) >= AGORA + 30 * 60_000);
          assert.ok(fim(expira, AGORA) > expira);
          if (falta > 1_000) assert.equal(fim(expira, AGORA), fim(expira, AGORA + 1_000));
        }),
      );
      assert.ok(fim(AGORA + 20 * 365 * 86_400_000, AGORA) < AGORA + 30 * 86_400_000, 'lá vale trinta dias, no máximo');
    });

    test('e acha a que já abriu quando a chave foi usada com outro corpo', async () => {
      const { transacaoId, ...resto } = nova();
      const aberta = umPagamentoDeles({ external_reference: transacaoId });
      responder = ({ method, url }) => {
        if (method === 'POST')
          return { status: 409, body: { message: 'idempotency_key_already_used', error: 'conflict', cause: [] } };
        if (url.startsWith('/v1/payments/search'))
          return { status: 200, body: { paging: { total: 1 }, results: [aberta] } };
        return { status: 200, body: aberta };
      };
      const cobranca = await provedor().criar({ transacaoId, ...resto });
      assert.deepEqual([cobranca.id, cobranca.referencia], ['1323456789', transacaoId]);
    });

    test('ou diz com que código foi recusada', async () => {
      emSequencia({ status: 400, body: { message: 'x', cause: [{ code: 4390 }] } });
      await assert.rejects(provedor().criar(nova()), { name: 'BadAnswer', message: /refused a charge: 400 4390/ });
    });
  });

  describe('lê uma cobrança', () => {
    test('e dela nada de quem pagou', async () => {
      const { id, referencia, valorCentavos, moeda, pixCopiaECola, criadaEm, expiraEm, ...resto } = await lida({});
      assert.deepEqual(
        { id, referencia, valorCentavos, moeda, pixCopiaECola, criadaEm, expiraEm },
        {
          id: '1323456789',
          referencia: 'a-transacao',
          valorCentavos: 2020,
          moeda: 'BRL',
          pixCopiaECola: '000201',
          criadaEm: '2026-03-10T12:00:00.000Z',
          expiraEm: '2026-03-10T12:41:00.000Z',
        },
      );
      assert.deepEqual(resto, {
        estado: 'pendente',
        motivo: null,
        taxaCentavos: null,
        entrada: null,
        aprovadaEm: null,
        estornos: [],
      });
    });

    for (const [status, status_detail, estado, motivo] of [
      ['pending', 'pending_waiting_transfer', 'pendente', null],
      ['in_process', 'pending_review_manual', 'pendente', null],
      ['authorized', null, 'pendente', null],
      ['approved', 'accredited', 'aprovada', null],
      ['approved', 'partially_refunded', 'aprovada', null],
      ['refunded', 'refunded', 'estornada', null],
      ['rejected', 'rejected_by_bank', 'rejeitada', 'recusado'],
      ['cancelled', 'expired', 'rejeitada', 'expirado'],
      ['canceled', 'expired', 'rejeitada', 'expirado'],
      ['cancelled', 'by_collector', 'rejeitada', 'cancelado'],
      ['cancelled', 'by_payer', 'rejeitada', 'cancelado'],
      ['cancelled', null, 'rejeitada', 'cancelado'],
      ['charged_back', 'in_process', 'contestada', null],
      ['in_mediation', null, 'contestada', null],
      ['teletransported', 'beamed', 'desconhecida', null],
    ] as const)
      test(`${status}, ${status_detail}: ${estado}${motivo ? `, ${motivo}` : ''}`, async () => {
        const cobranca = await lida({ status, status_detail });
        assert.deepEqual([cobranca.estado, cobranca.motivo], [estado, motivo]);
      });

    test('os reais viram centavos sem perder nenhum; o que não é um centavo inteiro não é valor', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 99_999_999_99 }), (centavos) => {
          const [um] = [umPagamentoDeles({ transaction_amount: Number((centavos / 100).toFixed(2)) })];
          assert.equal(Payment.parse(um).transaction_amount, centavos);
        }),
      );
      assert.equal(Payment.safeParse(umPagamentoDeles({ transaction_amount: 20.205 })).success, false);
    });

    test('a taxa é só o que a casa paga', async () => {
      const fee_details = [
        { type: 'mercadopago_fee', amount: 0.2, fee_payer: 'collector' },
        { type: 'application_fee', amount: 0.05, fee_payer: 'collector' },
        { type: 'financing_fee', amount: 3, fee_payer: 'payer' },
      ];
      assert.equal((await lida({ status: 'approved', fee_details })).taxaCentavos, 25);
    });

    test('os estornos feitos e os que ainda vêm; os negados não são nenhum', async () => {
      const refund = (id: number, amount: number, status?: string) => ({
        id,
        payment_id: 1,
        amount,
        ...(status && { status }),
        date_created: '2026-03-10T09:00:00.000-04:00',
      });
      const { estornos } = await lida({
        status: 'approved',
        refunds: [
          refund(1, 1.1, 'approved'),
          refund(2, 2.2, 'in_process'),
          refund(3, 3.3, 'rejected'),
          refund(4, 4.4, 'cancelled'),
          refund(5, 5.5),
        ],
      });
      assert.deepEqual(
        estornos.map(({ id, centavos, feito, nosso }) => [id, centavos, feito, nosso]),
        [
          ['1', 110, true, null],
          ['2', 220, false, null],
          ['5', 550, true, null],
        ],
      );
    });

    test('a que não há não é achada', async () => {
      emSequencia({ status: 404, body: { message: 'Payment not found', cause: [{ code: 2000 }] } });
      assert.equal(await provedor().obter('1'), undefined);
    });

    test('um id como texto também é um id, e o que está nele não sai do caminho', async () => {
      emSequencia({ status: 200, body: umPagamentoDeles({ id: 'PAY01/..?x' }) });
      assert.equal((await provedor().obter('PAY01/..?x'))?.id, 'PAY01/..?x');
      assert.equal(pedidas[0]?.url, '/v1/payments/PAY01%2F..%3Fx');
    });
  });

  describe('cancela uma cobrança', () => {
    test('pendente', async () => {
      emSequencia({ status: 200, body: umPagamentoDeles({ status: 'cancelled', status_detail: 'by_collector' }) });
      const { estado, motivo } = await provedor().cancelar('1323456789');
      assert.deepEqual([estado, motivo], ['rejeitada', 'cancelado']);
      assert.deepEqual([pedidas[0]?.method, pedidas[0]?.body], ['PUT', { status: 'cancelled' }]);
    });

    test('que acaba de ser paga: diz que foi paga', async () => {
      responder = ({ method }) =>
        method === 'PUT'
          ? { status: 400, body: { message: 'not valid for the current payment state', cause: [{ code: 2018 }] } }
          : { status: 200, body: umPagamentoDeles({ status: 'approved', status_detail: 'accredited' }) };
      assert.equal((await provedor().cancelar('1323456789')).estado, 'aprovada');
    });
  });

  describe('devolve', () => {
    const ESTORNO = { id: randomUUID(), centavos: 505 };

    test('uma parte, uma vez por estorno, e diz qual é o nosso mesmo que a cobrança ainda não o conte', async () => {
      responder = ({ method }) =>
        method === 'POST'
          ? { status: 201, body: { id: 77, payment_id: 1, amount: 5.05, status: 'approved' } }
          : { status: 200, body: umPagamentoDeles({ status: 'approved', refunds: [] }) };
      const { estornos } = await provedor().estornar('1323456789', ESTORNO);
      assert.deepEqual(
        estornos.map(({ em: _, ...resto }) => resto),
        [{ id: '77', nosso: ESTORNO.id, centavos: 505, feito: true }],
      );
      assert.equal(pedidas[0]?.headers['x-idempotency-key'], ESTORNO.id);
      assert.deepEqual(pedidas[0]?.body, { amount: 5.05 });
    });

    for (const [code, status, codigo] of [
      [2030, 400, 'saldo'],
      [2031, 400, 'saldo'],
      [2024, 404, 'prazo'],
      [15016, 404, 'prazo'],
      [2063, 400, 'estado'],
      [2018, 400, 'estado'],
      ['4040', 401, 'valor'],
      [3024, 404, 'outro'],
      [9999, 400, 'outro'],
    ] as const)
      test(`ou é recusado: ${code} é ${codigo}`, async () => {
        emSequencia({ status, body: { message: 'no', cause: [{ code, description: 'no' }] } });
        await assert.rejects(provedor().estornar('1', ESTORNO), { name: 'EstornoRecusado', codigo });
      });

    test('ou é recusado por falta de saldo, dita em palavras', async () => {
      emSequencia({ status: 400, body: { message: "Collector hasn't enough money", cause: [] } });
      await assert.rejects(provedor().estornar('1', ESTORNO), { name: 'EstornoRecusado', codigo: 'saldo' });
    });

    test('um estorno que o provedor negou depois de aceitar é recusado', async () => {
      emSequencia({ status: 201, body: { id: 77, amount: 5.05, status: 'rejected' } });
      await assert.rejects(provedor().estornar('1', ESTORNO), { name: 'EstornoRecusado', codigo: 'outro' });
    });

    test('de uma cobrança que ele não conhece não é uma recusa: alguém tem de olhar', async () => {
      emSequencia({ status: 404, body: { message: 'Payment not found', cause: [{ code: 2000 }] } });
      await assert.rejects(provedor().estornar('1', ESTORNO), { name: 'BadAnswer' });
    });
  });

  describe('procura as de um dia', () => {
    test('página por página, as criadas e as mexidas nele, cada uma uma vez', async () => {
      const de = new Date('2026-03-10T04:00:00.000Z');
      const ate = new Date('2026-03-11T04:00:00.000Z');
      const em = (min: number) => new Date(de.getTime() + min * 60_000).toISOString().replace('Z', '+00:00');
      const todas = Array.from({ length: 120 }, (_, i) =>
        umPagamentoDeles({
          id: i + 1,
          date_created: em(i * 10), // the last forty were made after it
          // every tenth of the day before, and moved in it
          ...(i % 10 === 0
            ? { date_created: em(-60), date_last_updated: em(i) }
            : { date_last_updated: em(i * 10 + 1) }),
        }),
      ).concat(umPagamentoDeles({ id: 999, date_created: ate.toISOString(), date_last_updated: ate.toISOString() }));
      responder = ({ url }) => {
        const busca = new URL(url, 'http://x').searchParams;
        const campo = busca.get('range') as 'date_created';
        const dentro = todas.filter(
          (um) =>
            Date.parse(um[campo]) >= Date.parse(busca.get('begin_date') ?? '') &&
            Date.parse(um[campo]) <= Date.parse(busca.get('end_date') ?? ''),
        );
        const offset = Number(busca.get('offset'));
        const results = dentro.slice(offset, offset + Number(busca.get('limit')));
        return { status: 200, body: { paging: { total: dentro.length }, results } };
      };
      const achadas: string[] = [];
      for await (const { id } of provedor().buscar(de, ate)) achadas.push(id);
      assert.deepEqual(
        achadas.map(Number).sort((a, b) => a - b),
        Array.from({ length: 120 }, (_, i) => i + 1),
      );
      assert.ok(pedidas.length >= 6);
    });

    test('em partes, quando são mais do que uma busca alcança; e diz que não pôde, quando nem assim', async () => {
      const de = new Date('2026-03-10T04:00:00.000Z');
      const ate = new Date('2026-03-11T04:00:00.000Z');
      const em = (hora: number) => new Date(de.getTime() + hora * 3_600_000).toISOString();
      const todas = [0, 6, 11, 12, 23].map((hora) =>
        umPagamentoDeles({ id: hora + 1, date_created: em(hora), date_last_updated: em(hora) }),
      );
      let alcance = 6 * 3_600_000;
      responder = ({ url }) => {
        const busca = new URL(url, 'http://x').searchParams;
        const [inicio, fim] = ['begin_date', 'end_date'].map((nome) => Date.parse(busca.get(nome) ?? '')) as [
          number,
          number,
        ];
        const results = todas.filter(
          (um) => Date.parse(um.date_created) >= inicio && Date.parse(um.date_created) <= fim,
        );
        return { status: 200, body: { paging: { total: fim - inicio > alcance ? 10_001 : results.length }, results } };
      };
      const procurar = async () => {
        const achadas: string[] = [];
        for await (const { id } of provedor().buscar(de, ate)) achadas.push(id);
        return achadas;
      };
      assert.deepEqual(await procurar(), ['1', '7', '12', '13', '24']);
      alcance = 0;
      await assert.rejects(procurar(), { name: 'BadAnswer' });
    });
  });

  describe('insiste', () => {
    for (const falha of [{ status: 500 }, { status: 503 }, { status: 429 }, { status: 408 }, 'reset'] as const)
      test(`depois de ${falha === 'reset' ? 'uma conexão cortada' : falha.status}, com a mesma chave`, async () => {
        emSequencia(falha, falha, { status: 201, body: umPagamentoDeles() });
        await provedor().criar(nova());
        assert.equal(pedidas.length, 3);
        assert.equal(new Set(pedidas.map(({ headers }) => headers['x-idempotency-key'])).size, 1);
        assert.equal(new Set(pedidas.map(({ body }) => JSON.stringify(body))).size, 1);
      });

    test('três vezes, e diz então que está fora do ar', async () => {
      emSequencia({ status: 503 });
      await assert.rejects(provedor().obter('1'), { name: 'Unavailable' });
      assert.equal(pedidas.length, 3);
      pedidas = [];
      emSequencia('reset');
      await assert.rejects(provedor().obter('1'), { name: 'Unavailable' });
      assert.equal(pedidas.length, 3);
    });

    test('nunca no que foi recusado', async () => {
      emSequencia({ status: 401 });
      await assert.rejects(provedor().obter('1'), { name: 'BadAnswer' });
      assert.equal(pedidas.length, 1);
    });

    test('só depois do que o provedor pede, se não é muito', async () => {
      emSequencia({ status: 429, headers: { 'retry-after': '1' } }, { status: 200, body: umPagamentoDeles() });
      const began = performance.now();
      await provedor().obter('1');
      assert.ok(performance.now() - began >= 1_000);
      pedidas = [];
      emSequencia({ status: 429, headers: { 'retry-after': '600' } });
      await assert.rejects(provedor().obter('1'), { name: 'Unavailable' });
      assert.equal(pedidas.length, 1);
    });

    test('e não segue a outro endereço, com o token na mão', async () => {
      emSequencia({ status: 302, headers: { location: `${servidor.endereco}/outro` } });
      await assert.rejects(provedor().obter('1'), { name: 'BadAnswer' });
      assert.equal(pedidas.length, 1);
    });
  });

  test('o que não é a forma combinada não é acreditado', async () => {
    emSequencia({ status: 200, body: umPagamentoDeles({ transaction_amount: '20.20' }) });
    await assert.rejects(provedor().obter('1'), { name: 'BadAnswer', message: /another shape/ });
  });
});
