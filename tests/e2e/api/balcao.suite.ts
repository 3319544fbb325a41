import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { diasDepois } from '@foodious/kernel/day.ts';
import { feito } from '@foodious/testing/client.ts';
import { unico } from '@foodious/testing/fixtures.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, notificar, recusa, sistema, umProduto } from './compartilhado.ts';

type Cobranca = { transacaoId: string; pedidoId: number; valor: number; criadaEm: string; expiraEm: string };
type Devolucao = { estornoId: string; pedidoId: number; valor: number; forma: string; pedidoEm: string };

describe('balcão', () => {
  let s: Sistema;
  let produtoId: number;
  const oferecer = async (balcao: boolean) => {
    const { body } = await s.gerente('GET', '/v2/ajustes');
    await feito(s.gerente, 'PUT', '/v2/ajustes', { ...body, meios: { pix: true, balcao } }, { 'if-match': '*' });
  };
  before(async () => {
    s = await sistema();
    produtoId = (await umProduto({ preco: 27.9 })).id;
    await oferecer(true);
  });
  after(() => oferecer(false));

  const cobrancas = async (): Promise<Cobranca[]> => (await feito(s.gerente, 'GET', '/v2/balcao/cobrancas')).cobrancas;
  const devolucoes = async (): Promise<Devolucao[]> =>
    (await feito(s.gerente, 'GET', '/v2/balcao/devolucoes')).devolucoes;
  /** A pedido of R$ 27,90 that waits at the counter. */
  const aPagar = async (): Promise<Cobranca> => {
    const corpo = { consumo: 'local', checkout: true, meio: 'balcao', itens: [{ produtoId, quantidade: 1 }] };
    const { id } = await feito(s.totem, 'POST', '/v2/pedido', corpo, { 'idempotency-key': unico() });
    return until(`pedido ${id} at the counter`, async () =>
      (await cobrancas()).find(({ pedidoId }) => pedidoId === id),
    );
  };
  const receber = (transacaoId: string, corpo: object = {}, headers: Record<string, string> = {}) =>
    s.gerente('POST', '/v2/balcao/recebimentos', { transacaoId, forma: 'dinheiro', entregue: 50, ...corpo }, headers);
  /** The gerência asks for a refund; resolves once it waits at the counter. */
  const aDevolver = async (pedidoId: number, valor: number): Promise<Devolucao> => {
    const corpo = { valor, motivo: 'Veio frio' };
    const path = `/v2/pedido/${pedidoId}/estornos`;
    const { id } = await feito(s.gerente, 'POST', path, corpo, { 'idempotency-key': unico() });
    return until(`refund ${id} at the counter`, async () =>
      (await devolucoes()).find(({ estornoId }) => estornoId === id),
    );
  };
  const auditoria = async (sobre: string) =>
    (await feito(s.gerente, 'GET', `/v2/auditoria?limite=5&sobre=${sobre}`)).entradas;

  test('o que se paga no balcão espera na lista do caixa, sem código Pix, até vencer', async () => {
    const cobranca = await aPagar();
    assert.deepEqual(Object.keys(cobranca).sort(), ['criadaEm', 'expiraEm', 'pedidoId', 'transacaoId', 'valor']);
    assert.equal(cobranca.valor, 27.9);
    const minutos = (Date.parse(cobranca.expiraEm) - Date.parse(cobranca.criadaEm)) / 60_000;
    assert.ok(Math.abs(minutos - 30) < 0.5, `${minutos} minutes`);
    const { body } = await s.totem('GET', `/v1/pagamento/${cobranca.pedidoId}`);
    assert.equal(body.pagamento.transacaoId, cobranca.transacaoId);
    assert.ok(!body.pixCopiaECola && !body.qrCode);
  });

  test('R$ 50,00 por R$ 27,90: a resposta diz o troco, o pedido fica RECEBIDO e sai da lista; a auditoria diz quem', async () => {
    const { transacaoId, pedidoId } = await aPagar();
    const { status, body } = await receber(transacaoId);
    assert.equal(status, 201);
    const { pagamento, ...quanto } = body;
    assert.deepEqual(quanto, { total: 27.9, entregue: 50, troco: 22.1 });
    assert.deepEqual(
      [pagamento.transacaoId, pagamento.pedidoId, pagamento.estadoPagamento],
      [transacaoId, pedidoId, 1],
    );
    await ateEstado(pedidoId, 'RECEBIDO');
    assert.ok(!(await cobrancas()).some((each) => each.transacaoId === transacaoId));
    const [entrada, ...outras] = await until('the audit log', async () => {
      const entradas = await auditoria(`pagamento:${transacaoId}`);
      return entradas.length > 0 && entradas;
    });
    assert.deepEqual([entrada.acao, entrada.papel, outras], ['recebimento-no-balcao', 'gerente', []]);
    assert.deepEqual(entrada.depois, {
      centavos: 2790,
      forma: 'dinheiro',
      entregueCentavos: 5000,
      trocoCentavos: 2210,
    });
  });

  test('no cartão, e em dinheiro sem dizer quanto, é o total exato', async () => {
    for (const corpo of [{ forma: 'cartao', entregue: undefined }, { entregue: undefined }]) {
      const { status, body } = await receber((await aPagar()).transacaoId, corpo);
      assert.deepEqual([status, body.entregue, body.troco], [201, 27.9, 0]);
    }
  });

  test('o que não serve é 400 e diz o campo; nada se recebe', async () => {
    const { transacaoId } = await aPagar();
    for (const [corpo, campo] of [
      [{ entregue: 27.89 }, 'entregue'],
      [{ entregue: -1 }, 'entregue'],
      [{ entregue: 30.005 }, 'entregue'],
      [{ entregue: '50' }, 'entregue'],
      [{ forma: 'cheque' }, 'forma'],
      [{ forma: 'cartao', entregue: 30 }, 'entregue'],
      [{ transacaoId: 'x' }, 'transacaoId'],
    ] as const) {
      const { status, body } = await receber(transacaoId, corpo);
      assert.deepEqual([status, body.erros?.[0]?.campo], [400, campo], JSON.stringify(corpo));
    }
    assert.ok((await cobrancas()).some((each) => each.transacaoId === transacaoId));
  });

  test('recebido uma vez, não se recebe de novo: 409; com a mesma chave, a mesma resposta', async () => {
    const { transacaoId } = await aPagar();
    const chave = { 'idempotency-key': randomUUID() };
    const primeira = await receber(transacaoId, {}, chave);
    assert.equal(primeira.status, 201);
    const repetida = await receber(transacaoId, {}, chave);
    assert.deepEqual([repetida.status, repetida.body], [201, primeira.body]);
    assert.deepEqual(recusa(await receber(transacaoId)), {
      status: 409,
      message: 'Este pagamento já foi recebido no balcão',
    });
    assert.equal((await receber(transacaoId, {}, { 'idempotency-key': randomUUID() })).status, 409);
  });

  test('de muitos caixas ao mesmo tempo um recebe', async () => {
    const { transacaoId } = await aPagar();
    const fins = await Promise.all(Array.from({ length: 8 }, () => receber(transacaoId)));
    assert.deepEqual(fins.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409, 409, 409]);
  });

  test('a transação que não há é 404, como a que se paga por Pix; e o banco não decide a do balcão', async () => {
    assert.equal((await receber(randomUUID())).status, 404);
    const corpo = { consumo: 'local', checkout: true, itens: [{ produtoId, quantidade: 1 }] };
    const { pagamento, id } = await feito(s.totem, 'POST', '/v2/pedido', corpo, { 'idempotency-key': unico() });
    await until('the charge', async () => (await s.totem('GET', `/v1/pagamento/${id}`)).status === 200);
    assert.equal((await receber(pagamento.transacaoId)).status, 404);
    await notificar(pagamento.transacaoId, 1);

    const { transacaoId } = await aPagar();
    for (const estado of [1, 2])
      assert.equal((await s.gerente('POST', `/v1/pagamento/${transacaoId}/${estado}`)).status, 404);
    assert.ok((await cobrancas()).some((each) => each.transacaoId === transacaoId));
  });

  test('o pedido cancelado sai da lista, e não se recebe mais: 409', async () => {
    const { transacaoId, pedidoId } = await aPagar();
    await feito(s.gerente, 'PUT', `/v1/pedido/${pedidoId}`, { estadoPedido: 6, motivo: 'Desistiu' });
    await until('the charge called off', async () =>
      (await cobrancas()).every((each) => each.transacaoId !== transacaoId),
    );
    assert.equal((await receber(transacaoId)).status, 409);
  });

  test('o que a gerência devolve espera no balcão até alguém entregar, uma vez', async () => {
    const { transacaoId, pedidoId } = await aPagar();
    await receber(transacaoId);
    await ateEstado(pedidoId, 'RECEBIDO');
    const devolucao = await aDevolver(pedidoId, 7.9);
    const { estornoId, pedidoEm, ...resto } = devolucao;
    assert.deepEqual(resto, { transacaoId, pedidoId, valor: 7.9, forma: 'dinheiro' });
    assert.ok(Math.abs(Date.now() - Date.parse(pedidoEm)) < 60_000);

    const entregar = () => s.gerente('POST', `/v2/balcao/devolucoes/${estornoId}`);
    const { status, body } = await entregar();
    const { entregueEm, ...entregue } = body;
    assert.deepEqual([status, entregue], [201, devolucao]);
    assert.ok(Date.parse(entregueEm) >= Date.parse(pedidoEm));
    assert.equal((await entregar()).status, 409);
    assert.ok(!(await devolucoes()).some((each) => each.estornoId === estornoId));
    await until('the refund is done', async () => {
      const { estornos } = await feito(s.gerente, 'GET', `/v2/pedido/${pedidoId}/estornos`);
      return estornos[0]?.estado === 'FEITO';
    });
    const [entrada] = await until('the audit log', async () => {
      const entradas = await auditoria(`estorno:${estornoId}`);
      return entradas.some(({ acao }: { acao: string }) => acao === 'devolucao-no-balcao') && entradas;
    });
    assert.deepEqual(entrada.depois, { centavos: 790, forma: 'dinheiro' });
    assert.equal((await s.gerente('POST', `/v2/balcao/devolucoes/${randomUUID()}`)).status, 404);
    assert.equal((await s.gerente('POST', '/v2/balcao/devolucoes/7')).status, 400);
  });

  test('o caixa do dia soma o que entrou e saiu, e diz cada movimento com quem o fez', async () => {
    const ler = () => feito(s.gerente, 'GET', '/v2/balcao/caixa');
    const antes = await ler();
    assert.equal(antes.dia, diaDe(new Date()));
    const [um, outro] = [await aPagar(), await aPagar()];
    await receber(um.transacaoId);
    await receber(outro.transacaoId, { forma: 'cartao', entregue: undefined });
    await ateEstado(um.pedidoId, 'RECEBIDO');
    const { estornoId } = await aDevolver(um.pedidoId, 2.9);
    await feito(s.gerente, 'POST', `/v2/balcao/devolucoes/${estornoId}`);
    const depois = await ler();
    const mudou = (de: Record<string, number>, para: Record<string, number>) =>
      Object.fromEntries(Object.keys(para).map((k) => [k, Math.round(((para[k] ?? 0) - (de[k] ?? 0)) * 100) / 100]));
    assert.deepEqual(mudou(antes.dinheiro, depois.dinheiro), {
      entradas: 50,
      devolucoes: 2.9,
      esperado: 25,
      troco: 22.1,
    });
    assert.deepEqual(mudou(antes.cartao, depois.cartao), { entradas: 27.9, devolucoes: 0, esperado: 27.9 });
    const deles = depois.movimentos.filter(({ pedidoId }: Cobranca) =>
      [um.pedidoId, outro.pedidoId].includes(pedidoId),
    );
    assert.deepEqual(
      deles.map(({ tipo, pedidoId, forma, valor }: Record<string, unknown>) => [tipo, pedidoId, forma, valor]),
      [
        ['entrada', um.pedidoId, 'dinheiro', 50],
        ['troco', um.pedidoId, 'dinheiro', 22.1],
        ['entrada', outro.pedidoId, 'cartao', 27.9],
        ['devolucao', um.pedidoId, 'dinheiro', 2.9],
      ],
    );
    const por = new Set(deles.map((each: { por: string }) => each.por));
    assert.equal(por.size, 1);
    assert.equal(depois.fechamento, null);
  });

  test('o dia se fecha uma vez; o que vem depois é do dia seguinte, que é o caixa aberto', async () => {
    const hoje = diaDe(new Date());
    const amanha = diasDepois(hoje, 1);
    await receber((await aPagar()).transacaoId);
    const { dinheiro, cartao } = await feito(s.gerente, 'GET', `/v2/balcao/caixa?dia=${hoje}`);
    const corpo = { dia: hoje, fundo: 100, dinheiro: 100 + dinheiro.esperado - 0.5, cartao: cartao.esperado };
    for (const ruim of [{ dinheiro: -1 }, { fundo: undefined }, { dia: '2026-02-30' }, { cartao: 0.005 }])
      assert.equal((await s.gerente('POST', '/v2/balcao/caixa/fechamento', { ...corpo, ...ruim })).status, 400);
    assert.equal((await s.gerente('POST', '/v2/balcao/caixa/fechamento', { ...corpo, dia: amanha })).status, 409);

    const { fechamento } = await feito(s.gerente, 'POST', '/v2/balcao/caixa/fechamento', {
      ...corpo,
      dinheiro: Math.round(corpo.dinheiro * 100) / 100,
    });
    assert.deepEqual([fechamento.fundo, fechamento.dinheiro.diferenca, fechamento.cartao.diferenca], [100, -0.5, 0]);
    assert.equal((await s.gerente('POST', '/v2/balcao/caixa/fechamento', corpo)).status, 409);
    const fechado = await feito(s.gerente, 'GET', `/v2/balcao/caixa?dia=${hoje}`);
    assert.deepEqual(fechado.fechamento, fechamento);

    await receber((await aPagar()).transacaoId, { forma: 'cartao', entregue: undefined });
    assert.deepEqual(await feito(s.gerente, 'GET', `/v2/balcao/caixa?dia=${hoje}`), fechado);
    const aberto = await feito(s.gerente, 'GET', '/v2/balcao/caixa');
    assert.deepEqual([aberto.dia, aberto.cartao.esperado, aberto.fechamento], [amanha, 27.9, null]);
    const [entrada] = await until('the audit log', async () => {
      const entradas = await auditoria(`caixa:${hoje}`);
      return entradas.length > 0 && entradas;
    });
    assert.deepEqual([entrada.acao, entrada.depois.fundoCentavos], ['caixa-fechado', 10_000]);
  });

  test('o caixa é de quem o opera: nem totem nem cozinha', async () => {
    for (const [method, path, corpo] of [
      ['GET', '/v2/balcao/cobrancas'],
      ['GET', '/v2/balcao/devolucoes'],
      ['GET', '/v2/balcao/caixa'],
      ['POST', '/v2/balcao/recebimentos', { transacaoId: randomUUID(), forma: 'dinheiro' }],
      ['POST', `/v2/balcao/devolucoes/${randomUUID()}`],
      ['POST', '/v2/balcao/caixa/fechamento', { dia: '2026-01-01', fundo: 0, dinheiro: 0, cartao: 0 }],
    ] as const) {
      for (const quem of [s.totem, s.cozinha]) assert.equal((await quem(method, path, corpo)).status, 403, path);
      assert.equal((await s.anyone(method, path, corpo)).status, 401, path);
    }
  });
});
