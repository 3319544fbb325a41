import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Call, feito, visitante } from '@foodious/testing/client.ts';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, emailsPara, notificar, recusa, sistema, umCliente, umPedido, umProduto } from './compartilhado.ts';

/** An id that nothing has. */
const NENHUM = 99_999_999;

describe('de quem é o pedido', () => {
  let s: Sistema;
  /** Whoever comes to the totem: each with a session of their own. */
  let ela: Call;
  let outro: Call;
  let produtoId: number;
  before(async () => {
    s = await sistema();
    [ela, outro] = [await visitante(s.place.gateway), await visitante(s.place.gateway)];
    produtoId = (await umProduto()).id;
  });

  /** A whole pedido of one visitor, in one call. */
  const pedir = (quem: Call, campos: object = {}) => {
    const itens = [{ produtoId, quantidade: 1, observacoes: 'alergia a leite' }];
    return quem('POST', '/v2/pedido', { consumo: 'local', itens, ...campos }, { 'idempotency-key': unico() });
  };

  test('quem o fez lê, muda, paga e acompanha', async () => {
    const { id } = (await pedir(ela)).body;
    const [{ id: itemId }] = (await feito(ela, 'GET', `/v1/pedido/${id}`)).itensPedido;
    await feito(ela, 'PUT', `/v1/item/${itemId}`, { quantidade: 2 });
    await feito(ela, 'PUT', `/v1/pedido/${id}`, { ativo: true });
    await feito(ela, 'POST', `/v1/pedido/checkout/${id}`);
    await until('the pagamento', async () => (await ela('GET', `/v1/pagamento/${id}`)).status === 200);
    for (const path of ['', '/eventos']) assert.equal((await ela('GET', `/v2/pedido/${id}${path}`)).status, 200, path);
  });

  test('para outro visitante, e para um programa, é como se não houvesse, e nada muda', async () => {
    const { body } = await pedir(ela, { checkout: true });
    await until('the pagamento', async () => (await ela('GET', `/v1/pagamento/${body.id}`)).status === 200);
    await notificar(body.pagamento.transacaoId, 2);
    await ateEstado(body.id, 'PAGAMENTO_PENDENTE'); // as in the attack: a retry after a refusal would charge what was added
    const antes = await feito(ela, 'GET', `/v1/pedido/${body.id}`);
    const [item] = antes.itensPedido;
    /** The calls that reach a pedido and its only item, by their ids. */
    const chamadas = (pedidoId: number, itemId: number): [string, string, object?][] => [
      ['GET', `/v1/pedido/${pedidoId}`],
      ['GET', `/v1/pedido/${pedidoId}/estado`],
      ['GET', `/v2/pedido/${pedidoId}`],
      ['GET', `/v2/pedido/${pedidoId}/eventos`],
      ['PUT', `/v1/pedido/${pedidoId}`, { ativo: false }],
      ['PUT', `/v1/pedido/${pedidoId}`, { estadoPedido: 6 }],
      ['POST', `/v1/pedido/checkout/${pedidoId}`],
      ['POST', '/v1/item', { pedidoId, produtoId, quantidade: 99 }],
      ['PUT', `/v1/item/${itemId}`, { quantidade: 99 }],
      ['DELETE', `/v1/item/${itemId}`],
      ['GET', `/v1/pagamento/${pedidoId}`],
      ['GET', `/v1/pagamento/${pedidoId}?transacaoId=${body.pagamento.transacaoId}`],
      ['GET', `/v1/pagamento/estado?pedidoId=${pedidoId}`],
    ];
    const semIds = (texto: unknown) => String(texto).replaceAll(/\d+/g, 'n');
    for (const estranho of [outro, s.totem, await visitante(s.place.gateway, (await umCliente()).cpf)]) {
      const [deOutro, deNinguem] = [chamadas(body.id, item.id), chamadas(NENHUM, NENHUM)];
      for (const [i, [method, path, corpo]] of deOutro.entries()) {
        const { status, message } = recusa(await estranho(method, path, corpo));
        const [, nenhum = '', seu] = deNinguem[i] ?? [];
        const semNada = recusa(await estranho(method, nenhum, seu));
        assert.equal(status, path === '/v1/item' ? 400 : 404, `${method} ${path}`);
        assert.deepEqual([status, semIds(message)], [semNada.status, semIds(semNada.message)], `${method} ${path}`);
      }
    }
    assert.deepEqual(await feito(ela, 'GET', `/v1/pedido/${body.id}`), antes);
  });

  test('o pagamento ao vivo não conta a um estranho nem que há um', async () => {
    const { body } = await pedir(ela, { checkout: true });
    const estranho = await listen(s.totem, `/v2/pagamento/${body.id}/eventos`);
    const equipe = await listen(s.gerente, `/v2/pagamento/${body.id}/eventos`);
    await until('the pagamento', async () => (await ela('GET', `/v1/pagamento/${body.id}`)).status === 200);
    await notificar(body.pagamento.transacaoId, 1);
    await equipe.until('the payment', ({ data }) => data?.pagamento.estadoPagamento === 1);
    assert.deepEqual(
      estranho.events.map(({ event, data }) => [event, data]),
      [['retrato', null]],
    );
    const tarde = await listen(s.totem, `/v2/pagamento/${body.id}/eventos`);
    assert.equal((await tarde.take(1))[0]?.data, null);
    for (const stream of [estranho, equipe, tarde]) stream.cut();
  });

  test('as listas mostram a cada um os seus, e à equipe todos', async () => {
    const dela = (await pedir(ela)).body.id;
    const doPrograma = (await umPedido({ itens: [{}] })).id;
    const pronto = (await umPedido({ estado: 'PRONTO' })).id;
    const { body } = await pedir(ela, { checkout: true });
    await until('the pagamento', async () => (await ela('GET', `/v1/pagamento/${body.id}`)).status === 200);
    await notificar(body.pagamento.transacaoId, 1);
    await ateEstado(body.id, 'RECEBIDO');
    const ids = async (quem: Call, path: string) =>
      (await feito(quem, 'GET', path)).map(({ id }: { id: number }) => id) as number[];
    for (const path of ['/v1/pedido/pendentes', '/v1/pedido/estado/0']) {
      for (const equipe of [s.gerente, s.cozinha])
        for (const id of [dela, doPrograma]) assert.ok((await ids(equipe, path)).includes(id), path);
      const seus = await ids(s.totem, path);
      assert.deepEqual([seus.includes(doPrograma), seus.includes(dela)], [true, false], path);
    }
    const seus = await ids(s.totem, '/v1/pedido');
    assert.deepEqual([seus.includes(pronto), seus.includes(body.id)], [true, false]);
    assert.ok((await ids(s.cozinha, '/v1/pedido')).includes(body.id));
    for (const path of ['/v1/pedido', '/v1/pedido/pendentes']) assert.equal((await ela('GET', path)).status, 403, path);
  });

  test('ninguém pede em nome de um cliente que não se identificou ali, exista ou não', async () => {
    const cliente = await umCliente();
    const { id } = (await ela('POST', '/v1/pedido', {})).body;
    const respostas = async (clienteId: number) => [
      recusa(await pedir(ela, { clienteId, checkout: true })),
      recusa(await ela('POST', '/v1/pedido', { clienteId })),
      recusa(await ela('PUT', `/v1/pedido/${id}`, { clienteId })),
    ];
    const deQuemHa = await respostas(cliente.id);
    assert.deepEqual(
      deQuemHa.map(({ status }) => status),
      [403, 403, 403],
    );
    assert.deepEqual(await respostas(NENHUM), deQuemHa);
    assert.equal((await feito(ela, 'GET', `/v1/pedido/${id}`)).clienteId, null);
  });

  test('os e-mails de um pedido vão só a quem se identificou na sessão que o fez', async () => {
    const [cliente, vizinho] = [await umCliente(), await umCliente()];
    const identificado = await visitante(s.place.gateway, cliente.cpf);
    assert.equal((await pedir(identificado, { clienteId: vizinho.id, checkout: true })).status, 403);
    const { body } = await pedir(identificado, { clienteId: cliente.id, checkout: true });
    await until('the pagamento', async () => (await identificado('GET', `/v1/pagamento/${body.id}`)).status === 200);
    await notificar(body.pagamento.transacaoId, 1);
    await until('the e-mail', async () => (await emailsPara(cliente.email)).length === 1);
    assert.deepEqual(await emailsPara(vizinho.email), []);
  });

  test('quem disse o CPF de outro não alcança os pedidos dele', async () => {
    const cliente = await umCliente();
    const dele = await visitante(s.place.gateway, cliente.cpf);
    const { id } = (await pedir(dele, { clienteId: cliente.id })).body;
    const quemSabeOCpf = await visitante(s.place.gateway, cliente.cpf);
    for (const quem of [quemSabeOCpf, await s.comCpf(cliente.cpf)])
      for (const path of [`/v1/pedido/${id}`, `/v2/pedido/${id}`])
        assert.equal((await quem('GET', path)).status, 404, path);
  });
});
