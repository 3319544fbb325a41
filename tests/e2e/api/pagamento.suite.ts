import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type AvisoV1, assinarV1 } from '@foodious/pix/assinatura.ts';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import {
  ateEstado,
  checkout,
  notificar,
  recusa,
  sistema,
  umCliente,
  umItem,
  umPedido,
  umProduto,
} from './compartilhado.ts';

describe('pagamento', () => {
  let s: Sistema;
  let segredo: string;
  before(async () => {
    s = await sistema();
    segredo = JSON.parse(readFileSync(join(s.place.dataDir, 'segredos.json'), 'utf8')).PIX_WEBHOOK_SECRET;
  });

  /** A pedido whose checkout can be paid. */
  const aPagar = async () => {
    const { id } = await umPedido({ itens: [{}] });
    return { id, transacaoId: await checkout(id) };
  };
  const estadoDe = async (pedidoId: number) =>
    (await s.totem('GET', `/v1/pagamento/estado?pedidoId=${pedidoId}`)).body.estadoPagamento;
  /** A notification as the provider sends it; what is given apart from it is what a forger changed. */
  const avisar = (
    aviso: Omit<AvisoV1, 'requestId'> & Partial<AvisoV1>,
    forjado: Partial<AvisoV1 & { segredo: string; ts: number }> = {},
  ) => {
    const certo = { requestId: randomUUID(), ...aviso };
    const assinatura = assinarV1(forjado.segredo ?? segredo, { ts: Date.now(), ...certo, ...forjado });
    const { transacaoId, estado, motivo, requestId } = certo;
    return s.anyone('POST', `/v1/pagamento/${transacaoId}/${estado}`, motivo ? { motivo } : {}, {
      'x-signature': assinatura,
      'x-request-id': requestId,
    });
  };

  describe('ler', () => {
    test('o pagamento de um checkout traz QR Code e Pix copia e cola no valor certo', async () => {
      const { id: produtoId } = await umProduto({ preco: 1234.56 });
      const { id } = await umPedido({ itens: [{ produtoId, quantidade: 3 }] });
      const transacaoId = await checkout(id);
      const { status, body } = await s.totem('GET', `/v1/pagamento/${id}`);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body).sort(), ['expiraEm', 'pagamento', 'pixCopiaECola', 'qrCode']);
      assert.deepEqual(body.pagamento, {
        id: transacaoId,
        pedidoId: id,
        transacaoId,
        estadoPagamento: 0,
        total: 3703.68,
        dataHoraPagamento: null,
      });
      assert.equal(parseBrCode(body.pixCopiaECola).valorCentavos, 370_368);
      const [, png = ''] = /^data:image\/png;base64,([A-Za-z0-9+/=]+)$/.exec(body.qrCode) ?? [];
      assert.equal(Buffer.from(png, 'base64').subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
      const segundos = (Date.parse(body.expiraEm) - Date.now()) / 1000;
      assert.ok(segundos > 0 && segundos <= 600, body.expiraEm);
      assert.equal(new Date(body.expiraEm).toISOString(), body.expiraEm);
    });

    test('depois de pago traz quando foi', async () => {
      const { id } = await umPedido({ estado: 'RECEBIDO' });
      const { dataHoraPagamento, estadoPagamento } = (await s.totem('GET', `/v1/pagamento/${id}`)).body.pagamento;
      assert.equal(estadoPagamento, 1);
      assert.ok(Math.abs(Date.now() - Date.parse(dataHoraPagamento)) < 60_000, dataHoraPagamento);
    });

    test('o que já não se pode pagar não traz mais o código: nem pago, nem rejeitado', async () => {
      const semCodigo = { qrCode: '', pixCopiaECola: '', expiraEm: null };
      for (const [estado, fim] of [
        [1, 'RECEBIDO'],
        [2, 'PAGAMENTO_PENDENTE'],
      ] as const) {
        const { id, transacaoId } = await aPagar();
        await notificar(transacaoId, estado);
        await ateEstado(id, fim);
        const { pagamento: _, ...codigo } = (await s.totem('GET', `/v1/pagamento/${id}`)).body;
        assert.deepEqual(codigo, semCodigo);
      }
    });

    test('a gerência lê todo o dinheiro de um pedido: tentativas, estornos, livro e saldos', async () => {
      const { id, transacaoId: primeira } = await aPagar();
      await notificar(primeira, 2);
      await ateEstado(id, 'PAGAMENTO_PENDENTE');
      const segunda = await checkout(id);
      await notificar(segunda, 1);
      await ateEstado(id, 'RECEBIDO');
      const corpo = { valor: 1.5, motivo: 'veio frio' };
      const chave = { 'idempotency-key': randomUUID() };
      const pedido = await s.gerente('POST', `/v2/pedido/${id}/estornos`, corpo, chave);
      assert.equal(pedido.status, 201);
      const { status, body } = await until('the refund is done', async () => {
        const answer = await s.gerente('GET', `/v2/pagamento/${id}`);
        return answer.body.pagamentos[0].estornado === 1.5 && answer;
      });
      assert.equal(status, 200);
      const [paga, recusada] = body.pagamentos;
      assert.deepEqual(
        body.pagamentos.map(({ transacaoId, tentativa, meio, estado, motivo, total, estornado }: typeof paga) => [
          ...[transacaoId, tentativa, meio, estado, motivo, total, estornado],
        ]),
        [
          [segunda, 2, 'pix', 'CONFIRMADO', null, 20.2, 1.5],
          [primeira, 1, 'pix', 'REJEITADO', 'recusado', 20.2, 0],
        ],
      );
      const [estorno] = paga.estornos;
      assert.deepEqual(
        [estorno.id, estorno.valor, estorno.causa, estorno.estado, estorno.proximaEm, paga.estornos.length],
        [pedido.body.id, 1.5, 'gerencia', 'FEITO', null, 1],
      );
      const fatos = (de: typeof paga) => de.livro.map(({ fato }: { fato: string }) => fato);
      assert.deepEqual(fatos(recusada), ['cobrado', 'baixado']);
      assert.deepEqual(
        fatos(paga).filter((fato: string) => fato !== 'taxa'),
        ['cobrado', 'recebido', 'estorno-pedido', 'estornado'],
      );
      const { provedor, taxa, venda, ...zeradas } = body.saldos;
      assert.deepEqual([Math.round((provedor + taxa) * 100), venda], [1870, -18.7]);
      assert.deepEqual(new Set(Object.values(zeradas)), new Set([0]));
    });

    test('de um pedido que nunca se cobrou não há dinheiro, e quem não é da casa não o lê', async () => {
      const { id } = await umPedido({ itens: [{}] });
      const { status, body } = await s.gerente('GET', `/v2/pagamento/${id}`);
      assert.deepEqual([status, body.pagamentos, new Set(Object.values(body.saldos))], [200, [], new Set([0])]);
      assert.equal((await s.totem('GET', `/v2/pagamento/${id}`)).status, 403);
    });

    test('é o da última tentativa, a não ser que se nomeie outra', async () => {
      const { id, transacaoId: primeira } = await aPagar();
      await notificar(primeira, 2);
      await ateEstado(id, 'PAGAMENTO_PENDENTE');
      await umItem({ pedidoId: id });
      const segunda = await checkout(id);

      const ler = async (query = '') => (await s.totem('GET', `/v1/pagamento/${id}${query}`)).body.pagamento;
      const [nova, velha] = [await ler(), await ler(`?transacaoId=${primeira}`)];
      assert.deepEqual([nova.transacaoId, nova.estadoPagamento, nova.total], [segunda, 0, 40.4]);
      assert.deepEqual([velha.transacaoId, velha.estadoPagamento, velha.total], [primeira, 2, 20.2]);
      assert.equal(await estadoDe(id), 0);
      const velho = await s.totem('GET', `/v1/pagamento/estado?pedidoId=${id}&transacaoId=${primeira}`);
      assert.deepEqual([velho.status, velho.body], [200, { estadoPagamento: 2 }]);
    });

    test('a tentativa de um pedido não se lê pelo de outro', async () => {
      const [um, outro] = [await aPagar(), await aPagar()];
      assert.equal((await s.totem('GET', `/v1/pagamento/${um.id}?transacaoId=${outro.transacaoId}`)).status, 404);
    });

    test('um pedido sem checkout não tem pagamento', async () => {
      const { id } = await umPedido({ itens: [{}] });
      for (const path of [`/v1/pagamento/${id}`, `/v1/pagamento/estado?pedidoId=${id}`, '/v1/pagamento/99999999'])
        assert.equal((await s.totem('GET', path)).status, 404, path);
    });

    test('o que não é id de pedido é 400', async () => {
      for (const id of ['', '0', '-1', '1.5', 'abc', '%20', '0x7fffffff', '1e9']) {
        const answer = await s.totem('GET', `/v1/pagamento/estado?pedidoId=${id}`);
        assert.deepEqual(recusa(answer), { status: 400, message: ['pedidoId deve ser um inteiro positivo'] }, id);
        if (id) assert.equal((await s.totem('GET', `/v1/pagamento/${id}`)).status, 400, id);
      }
      assert.equal((await s.totem('GET', '/v1/pagamento/estado')).status, 400);
    });
  });

  describe('notificar', () => {
    test('a gerência confirma, e repetir não muda nada', async () => {
      const { id, transacaoId } = await aPagar();
      for (let vez = 0; vez < 2; vez += 1) {
        const { status, body } = await s.gerente('POST', `/v1/pagamento/${transacaoId}/1`);
        assert.deepEqual({ status, body }, { status: 201, body: true });
      }
      assert.equal(await estadoDe(id), 1);
      await ateEstado(id, 'RECEBIDO');
      const { senha } = (await s.totem('GET', `/v1/pedido/${id}`)).body;
      assert.ok(Number.isInteger(senha) && senha > 0);
    });

    test('um pagamento confirmado nunca volta a rejeitado', async () => {
      const { id, transacaoId } = await aPagar();
      await notificar(transacaoId, 1);
      for (const answer of [
        await s.gerente('POST', `/v1/pagamento/${transacaoId}/2`),
        await avisar({ transacaoId, estado: 2, motivo: 'recusado' }),
      ])
        assert.deepEqual([answer.status, typeof answer.body.message], [400, 'string']);
      assert.equal(await estadoDe(id), 1);
      await ateEstado(id, 'RECEBIDO');
    });

    test('um rejeitado pode ser aprovado depois', async () => {
      const { id, transacaoId } = await aPagar();
      await notificar(transacaoId, 2);
      await ateEstado(id, 'PAGAMENTO_PENDENTE');
      assert.equal(await estadoDe(id), 2);
      await notificar(transacaoId, 1);
      await ateEstado(id, 'RECEBIDO');
      assert.equal(await estadoDe(id), 1);
    });

    test('de duas notificações opostas ao mesmo tempo, pagamento e pedido acabam de acordo', async () => {
      const { id, transacaoId } = await aPagar();
      const answers = await Promise.all(
        [2, 1, 2, 1].map((estado) => s.gerente('POST', `/v1/pagamento/${transacaoId}/${estado}`)),
      );
      for (const [i, { status }] of answers.entries()) assert.ok(status === 201 || (i % 2 === 0 && status === 400));
      assert.equal(await estadoDe(id), 1, 'a confirmation is never lost');
      await ateEstado(id, 'RECEBIDO');
    });

    test('o provedor notifica com a sua assinatura, sem token', async () => {
      const { id, transacaoId } = await aPagar();
      const { status, body } = await avisar({ transacaoId, estado: 1 });
      assert.deepEqual({ status, body }, { status: 201, body: true });
      await ateEstado(id, 'RECEBIDO');

      const recusado = await aPagar();
      const { transacaoId: outra } = recusado;
      assert.equal((await avisar({ transacaoId: outra, estado: 2, motivo: 'expirado' })).status, 201);
      await ateEstado(recusado.id, 'PAGAMENTO_PENDENTE');
    });

    test('a assinatura vale com o x-request-id do provedor, mesmo que não seja como os nossos', async () => {
      const { transacaoId } = await aPagar();
      for (const requestId of ['notificacao-123', randomUUID().toUpperCase()])
        assert.equal((await avisar({ transacaoId, estado: 1, requestId })).status, 201, requestId);
    });

    test('uma assinatura que não confere é 401, e nada muda', async () => {
      const { id, transacaoId } = await aPagar();
      const outra = randomUUID();
      const forjados = [
        { segredo: 'x'.repeat(32) },
        { transacaoId: outra },
        { estado: 2 as const },
        { motivo: 'recusado' },
        { requestId: outra },
        { ts: Date.now() - 10 * 60_000 },
        { ts: Date.now() + 10 * 60_000 },
      ];
      for (const forjado of forjados) {
        const { status } = await avisar({ transacaoId, estado: 1 }, forjado);
        assert.equal(status, 401, Object.keys(forjado)[0]);
      }
      for (const assinatura of ['', 'x', 'ts=1,v1=', `ts=${Date.now()},v1=${'0'.repeat(64)}`, '\u00ff'.repeat(20)]) {
        const headers = { 'x-signature': assinatura };
        assert.equal((await s.anyone('POST', `/v1/pagamento/${transacaoId}/1`, {}, headers)).status, 401);
      }
      assert.equal(await estadoDe(id), 0);
    });

    test('sem token nem assinatura é 401; com token de totem, de cliente ou da cozinha, 403', async () => {
      const { id, transacaoId } = await aPagar();
      const identificado = await s.comCpf((await umCliente()).cpf);
      assert.equal((await s.anyone('POST', `/v1/pagamento/${transacaoId}/1`)).status, 401);
      for (const quem of [s.totem, identificado, s.cozinha])
        assert.equal((await quem('POST', `/v1/pagamento/${transacaoId}/1`)).status, 403);
      assert.equal(await estadoDe(id), 0);
    });

    test('só se notifica confirmado ou rejeitado', async () => {
      const { id, transacaoId } = await aPagar();
      for (const estado of ['0', '3', '4', '-1', 'abc', '01', '1.0', '%20'])
        assert.equal((await s.gerente('POST', `/v1/pagamento/${transacaoId}/${estado}`)).status, 400, estado);
      assert.equal((await avisar({ transacaoId, estado: 3 as 2 })).status, 400);
      assert.equal(await estadoDe(id), 0);
    });

    test('uma transação desconhecida é 404', async () => {
      for (const transacaoId of [randomUUID(), 'abc', '1']) {
        const answer = await s.gerente('POST', `/v1/pagamento/${transacaoId}/1`);
        assert.deepEqual([answer.status, typeof answer.body.message], [404, 'string']);
      }
      assert.equal((await avisar({ transacaoId: randomUUID(), estado: 1 })).status, 404);
    });

    test('o que a gerência confirmou também se devolve quando o pedido é cancelado', async () => {
      const { id } = await umPedido({ estado: 'RECEBIDO' });
      assert.equal((await s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6 })).status, 200);
      await until('the refund', async () => (await estadoDe(id)) === 3);
    });
  });
});
