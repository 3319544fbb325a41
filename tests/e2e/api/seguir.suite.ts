import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, checkout, notificar, sistema, umCliente, umItem, umPedido, umProduto } from './compartilhado.ts';

describe('acompanhar um pedido pelo código', () => {
  let s: Sistema;
  let produto: Awaited<ReturnType<typeof umProduto>>;
  before(async () => {
    s = await sistema();
    produto = await umProduto({ preco: 10.1 });
  });
  const fazer = async (campos: object = {}, quem = s.totem) => {
    const itens = [{ produtoId: produto.id, quantidade: 2, observacoes: 'sem cebola' }];
    const { status, body } = await quem(
      'POST',
      '/v2/pedido',
      { consumo: 'viagem', itens, ...campos },
      { 'idempotency-key': unico() },
    );
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const codigoDe = ({ acompanhar }: { acompanhar: string }) => acompanhar.replace('/p/', '');
  const acompanhamento = (codigo: string) => s.anyone('GET', `/v2/acompanhamentos/${codigo}`);

  test('cada pedido tem o seu, da v1 também, e ele não muda', async () => {
    const feitos = [await fazer(), await fazer()];
    const { id } = (await s.totem('POST', '/v1/pedido', {})).body;
    const lidos = [];
    for (const pedido of [...feitos, { id }]) {
      const { body } = await s.totem('GET', `/v2/pedido/${pedido.id}`);
      assert.match(body.acompanhar, /^\/p\/[\w-]{22}$/);
      lidos.push(body.acompanhar);
    }
    assert.deepEqual(
      lidos.slice(0, 2),
      feitos.map(({ acompanhar }) => acompanhar),
    );
    assert.equal(new Set(lidos).size, 3);
  });

  test('quem o tem vê o pedido sem token, e nada de quem pediu nem o número dele', async () => {
    const cliente = await umCliente();
    const feito = await fazer({ clienteId: cliente.id }, await s.comCpf(cliente.cpf));
    const { status, body } = await acompanhamento(codigoDe(feito));
    assert.equal(status, 200);
    assert.ok(Math.abs(Date.parse(body.desde) - Date.now()) < 60_000);
    assert.deepEqual(body, {
      senha: null,
      estado: 'PAGAMENTO_PENDENTE',
      estadoPedido: 0,
      consumo: 'viagem',
      desde: body.desde,
      itens: [{ nome: produto.nome, quantidade: 2 }],
      total: 20.2,
      meio: 'pix',
      esperaSegundos: body.esperaSegundos,
    });
  });

  test('ao vivo: o retrato, e depois cada estado, até pronto', async () => {
    const feito = await fazer({ checkout: true });
    const vivo = await listen(s.anyone, `/v2/acompanhamentos/${codigoDe(feito)}/eventos`);
    const [retrato] = await vivo.take(1);
    assert.deepEqual([retrato?.event, retrato?.data], ['retrato', (await acompanhamento(codigoDe(feito))).body]);

    await until('the Pix code', async () => (await s.totem('GET', feito.pagamento.href)).status === 200);
    await notificar(feito.pagamento.transacaoId, 1);
    await umPedido({ estado: 'RECEBIDO' }); // of another, nothing is heard
    for (const acao of ['iniciar', 'pronto'])
      await until(acao, async () => {
        const { status } = await s.cozinha('POST', `/v2/cozinha/comandas/${feito.id}/${acao}`);
        return status === 200;
      });
    await vivo.until('PRONTO', ({ data }) => data.estado === 'PRONTO');
    vivo.cut();
    const { senha } = (await s.totem('GET', `/v2/pedido/${feito.id}`)).body;
    assert.ok(senha > 0);
    assert.deepEqual(
      vivo.events.slice(1).map(({ event, data: { em, ...data } }) => [event, data, new Date(em).toISOString() === em]),
      ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'].map((estado, i) => [
        'estado',
        { estado, estadoPedido: i + 1, senha },
        true,
      ]),
    );
    const { body } = await acompanhamento(codigoDe(feito));
    assert.deepEqual([body.estado, body.senha], ['PRONTO', senha]);
  });

  test('quanto se espera é o que diz o painel, até não haver mais o que esperar', async () => {
    const prontos = [];
    for (let n = 0; n < 3; n += 1) prontos.push(await umPedido({ estado: 'PRONTO' })); // from three on it is known
    const espera = async (codigo: string) => (await acompanhamento(codigo)).body.esperaSegundos;
    const { esperaSegundos } = (await s.totem('GET', '/v2/painel')).body;
    assert.ok(Number.isInteger(esperaSegundos));
    assert.equal(await espera(codigoDe(await fazer())), esperaSegundos);
    for (const { id } of prontos)
      assert.equal(await espera(codigoDe((await s.totem('GET', `/v2/pedido/${id}`)).body)), null);
  });

  test('o que é pedido aos poucos também se acompanha', async () => {
    const { id } = (await s.totem('POST', '/v1/pedido', {})).body;
    const codigo = codigoDe((await s.totem('GET', `/v2/pedido/${id}`)).body);
    assert.deepEqual((await acompanhamento(codigo)).body.itens, []);
    await umItem({ pedidoId: id, produtoId: produto.id, quantidade: 3 });
    await notificar(await checkout(id), 1);
    await ateEstado(id, 'RECEBIDO');
    const { body } = await acompanhamento(codigo);
    assert.deepEqual([body.estado, body.total, body.consumo], ['RECEBIDO', 30.3, null]);
    assert.ok(body.senha > 0);
  });

  test('um código de ninguém é 404, e o que não é código é 400 em codigo', async () => {
    const feito = codigoDe(await fazer());
    for (const fim of ['', '/eventos']) {
      for (const codigo of ['A'.repeat(22), feito.toLowerCase() === feito ? 'B'.repeat(22) : feito.toLowerCase()])
        assert.equal((await acompanhamento(codigo + fim)).status, 404);
      for (const codigo of ['1', feito.slice(1), `${feito}A`, `${feito.slice(1)}.`, "'or+1=1"]) {
        const { status, body } = await acompanhamento(codigo + fim);
        assert.equal(status, 400, codigo);
        assert.deepEqual(
          body.erros.map(({ campo }: { campo: string }) => campo),
          ['codigo'],
        );
      }
    }
  });
});
