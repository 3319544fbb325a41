import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Answer, visitante } from '@foodious/testing/client.ts';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, checkout, notificar, sistema, umCliente, umProduto } from './compartilhado.ts';

const camposDe = ({ body }: Answer) => body.erros.map(({ campo }: { campo: string }) => campo);

describe('pedido inteiro em uma chamada', () => {
  let s: Sistema;
  let produto: Awaited<ReturnType<typeof umProduto>>;
  before(async () => {
    s = await sistema();
    produto = await umProduto({ preco: 10.1 });
  });
  const corpo = (campos: object = {}) => ({
    consumo: 'local',
    itens: [{ produtoId: produto.id, quantidade: 1 }],
    ...campos,
  });
  const fazer = (campos: object = {}, chave = unico(), quem = s.totem) =>
    quem('POST', '/v2/pedido', corpo(campos), { 'idempotency-key': chave });
  /** How many pedidos came to be while something was asked: their ids follow each other. */
  const pedidosNovos = async (pergunta: () => Promise<unknown>): Promise<number> => {
    const abrir = async () => (await s.totem('POST', '/v1/pedido', {})).body.id;
    const antes = await abrir();
    await pergunta();
    return (await abrir()) - antes - 1;
  };
  const semPedidoNovo = async (pergunta: () => Promise<Answer>): Promise<Answer> => {
    let answer: Answer | undefined;
    const novos = await pedidosNovos(async () => {
      answer = await pergunta();
    });
    assert.equal(novos, 0);
    return answer as Answer;
  };

  test('com checkout, volta pronto para pagar: nomes, preços, subtotais, total e onde acompanhar', async () => {
    const outro = await umProduto({ preco: 0.2, idCategoriaProduto: 3 });
    const { status, body } = await fazer({
      consumo: 'viagem',
      checkout: true,
      totalEsperado: 20.8,
      itens: [
        { produtoId: produto.id, quantidade: 2, observacoes: '  sem cebola ' },
        { produtoId: outro.id, quantidade: 3 },
      ],
    });
    assert.equal(status, 201);
    const { transacaoId } = body.pagamento;
    const { id } = body;
    assert.deepEqual(body, {
      id,
      estado: 'CHECKOUT',
      estadoPedido: 5,
      consumo: 'viagem',
      senha: null,
      meio: 'pix',
      total: 20.8,
      itens: [
        {
          produtoId: produto.id,
          nome: produto.nome,
          quantidade: 2,
          observacoes: 'sem cebola',
          precoUnitario: 10.1,
          subtotal: 20.2,
        },
        {
          produtoId: outro.id,
          nome: (await s.totem('GET', `/v1/produto/${outro.id}`)).body.nome,
          quantidade: 3,
          observacoes: null,
          precoUnitario: 0.2,
          subtotal: 0.6,
        },
      ],
      pagamento: {
        transacaoId,
        tentativa: 1,
        href: `/v1/pagamento/${id}?transacaoId=${transacaoId}`,
        eventos: `/v2/pagamento/${id}/eventos`,
      },
      eventos: `/v2/pedido/${id}/eventos`,
      acompanhar: body.acompanhar,
    });
    const { pagamento } = await until('the Pix code', async () => {
      const codigo = await s.totem('GET', body.pagamento.href);
      return codigo.status === 200 && codigo.body;
    });
    assert.deepEqual([pagamento.transacaoId, pagamento.total], [transacaoId, 20.8]);
    assert.deepEqual((await s.totem('GET', `/v2/pedido/${id}`)).body, body);
  });

  test('sem checkout, espera por ele, e o da v1 o leva adiante', async () => {
    const { status, body } = await fazer();
    assert.equal(status, 201);
    assert.deepEqual(
      [body.estado, body.estadoPedido, body.total, body.pagamento],
      ['PAGAMENTO_PENDENTE', 0, 10.1, null],
    );
    await notificar(await checkout(body.id), 1);
    await ateEstado(body.id, 'RECEBIDO');
    const { body: pago } = await s.totem('GET', `/v2/pedido/${body.id}`);
    assert.equal(pago.pagamento.tentativa, 1);
    assert.ok(pago.senha > 0);
  });

  test('diz por que meio se paga, e só dos que a lanchonete oferece', async () => {
    const { status, body } = await semPedidoNovo(() => fazer({ checkout: true, meio: 'balcao' }));
    assert.deepEqual([status, body.type, body.meios], [409, 'urn:foodious:problema:meio-indisponivel', ['pix']]);
    assert.equal((await semPedidoNovo(() => fazer({ meio: 'fiado' }))).status, 400);
    assert.equal((await fazer({ meio: 'pix' })).body.meio, 'pix');
  });

  test('o checkout da v2 o pede por um meio e por um total, e repetido vale o mesmo pagamento', async () => {
    const { id } = (await fazer()).body;
    const fechar = (campos: object) => s.totem('POST', `/v2/pedido/${id}/checkout`, campos);
    const tipos = { balcao: 'meio-indisponivel', pix: 'precos-mudaram' } as const;
    for (const meio of ['balcao', 'pix'] as const) {
      const { status, body } = await fechar({ meio, totalEsperado: 9.99 });
      assert.deepEqual([status, body.type], [409, `urn:foodious:problema:${tipos[meio]}`]);
    }
    const { status, body } = await fechar({ meio: 'pix', totalEsperado: 10.1 });
    assert.deepEqual([status, body.estado, body.meio, body.total], [200, 'CHECKOUT', 'pix', 10.1]);
    assert.deepEqual((await fechar({})).body, body);
    assert.equal((await s.totem('POST', '/v2/pedido/99999999/checkout', {})).status, 404);
  });

  test('o mesmo produto em duas linhas fica em duas linhas, e o total é o das duas', async () => {
    const { body } = await fazer({ itens: [1, 2].map((quantidade) => ({ produtoId: produto.id, quantidade })) });
    assert.deepEqual(
      body.itens.map(({ quantidade }: { quantidade: number }) => quantidade),
      [1, 2],
    );
    assert.equal(body.total, 30.3);
  });

  test('é anônimo, ou do cliente que se diz', async () => {
    const cliente = await umCliente();
    for (const clienteId of [undefined, null, cliente.id]) {
      const { status, body } = await fazer({ clienteId });
      assert.equal(status, 201);
      assert.equal((await s.totem('GET', `/v1/pedido/${body.id}`)).body.clienteId, clienteId ?? null);
    }
  });

  test('um cliente identificado pede para si, e para mais ninguém', async () => {
    const [ele, outra] = [await umCliente(), await umCliente()];
    const dele = await s.comCpf(ele.cpf);
    const { status, body } = await fazer({ clienteId: ele.id, checkout: true }, unico(), dele);
    assert.equal(status, 201);
    assert.equal((await dele('GET', `/v2/pedido/${body.id}`)).status, 200);
    assert.equal((await semPedidoNovo(() => fazer({ clienteId: outra.id }, unico(), dele))).status, 403);
  });

  test('um pedido que não existe é 404, inteiro e ao vivo', async () => {
    for (const path of ['/v2/pedido/99999999', '/v2/pedido/99999999/eventos'])
      assert.equal((await s.totem('GET', path)).status, 404, path);
  });

  describe('o que não presta é recusado pelo nome, e nada fica', () => {
    const item = (campos: object) => ({ itens: [{ produtoId: produto.id, quantidade: 1, ...campos }] });
    const tortos: [string, () => object, string][] = [
      ['sem itens', () => ({ itens: undefined }), 'itens'],
      ['com itens que não são lista', () => ({ itens: 'um hambúrguer' }), 'itens'],
      ['de lista vazia', () => ({ itens: [] }), 'itens'],
      ['de mais de 50 itens', () => ({ itens: Array(51).fill({ produtoId: produto.id, quantidade: 1 }) }), 'itens'],
      ['com um item nulo', () => ({ itens: [null] }), 'itens'],
      ['sem produto no item', () => item({ produtoId: undefined }), 'itens'],
      ['com produto de texto', () => item({ produtoId: '1' }), 'itens'],
      ['com produto desconhecido', () => item({ produtoId: 99_999_999 }), 'itens'],
      ['com quantidade 0', () => item({ quantidade: 0 }), 'itens'],
      ['com quantidade 100', () => item({ quantidade: 100 }), 'itens'],
      ['com meia quantidade', () => item({ quantidade: 1.5 }), 'itens'],
      ['com observações sem fim', () => item({ observacoes: 'x'.repeat(141) }), 'itens'],
      ['com observações que não são texto', () => item({ observacoes: 1 }), 'itens'],
      ['sem consumo', () => ({ consumo: undefined }), 'consumo'],
      ['para comer em pé', () => ({ consumo: 'em pé' }), 'consumo'],
      ['com checkout de texto', () => ({ checkout: 'sim' }), 'checkout'],
      ['com total de texto', () => ({ totalEsperado: '10.10' }), 'totalEsperado'],
      ['com total zero', () => ({ totalEsperado: 0 }), 'totalEsperado'],
      ['com fração de centavo', () => ({ totalEsperado: 10.101 }), 'totalEsperado'],
      ['de cliente que não existe', () => ({ clienteId: 99_999_999 }), 'clienteId'],
      ['de cliente de texto', () => ({ clienteId: 'Ana' }), 'clienteId'],
    ];
    for (const [como, campos, campo] of tortos)
      test(`${como}: 400 em ${campo}`, async () => {
        const answer = await semPedidoNovo(() => fazer(campos()));
        assert.equal(answer.status, 400);
        assert.deepEqual(camposDe(answer), [campo]);
      });

    test('um corpo vazio: 400 em cada campo que falta', async () => {
      for (const body of [undefined, {}]) {
        const answer = await s.totem('POST', '/v2/pedido', body, { 'idempotency-key': unico() });
        assert.equal(answer.status, 400);
        assert.deepEqual(camposDe(answer).sort(), ['consumo', 'itens']);
      }
    });

    test('sem Idempotency-Key, ou com o que não é chave: 400 em Idempotency-Key', async () => {
      for (const headers of [
        {},
        ...['', 'x'.repeat(256), '"aberta', 'com espaço'].map((k) => ({ 'idempotency-key': k })),
      ]) {
        const answer = await semPedidoNovo(() => s.totem('POST', '/v2/pedido', corpo(), headers));
        assert.equal(answer.status, 400);
        assert.deepEqual(camposDe(answer), ['Idempotency-Key']);
      }
    });

    test('outro total que não o mostrado: 409, com o de hoje', async () => {
      const answer = await semPedidoNovo(() => fazer({ totalEsperado: 9.99, checkout: true }));
      assert.equal(answer.status, 409);
      assert.deepEqual([camposDe(answer), answer.body.total], [['totalEsperado'], 10.1]);
    });

    test('um produto esgotado: 409 que diz qual; de volta à venda, passa', async () => {
      const falta = await umProduto({ preco: 5 });
      const itens = [produto, falta].map(({ id }) => ({ produtoId: id, quantidade: 1 }));
      const disponivel = (sim: boolean) =>
        s.cozinha('PUT', `/v2/produto/${falta.id}/disponibilidade`, { disponivel: sim });
      assert.equal((await fazer({ itens })).status, 201); // now pedido has its own copy of it
      await disponivel(false);
      await until('the product sold out', async () => (await fazer({ itens })).status === 409);
      const answer = await semPedidoNovo(() => fazer({ itens, checkout: true }));
      assert.equal(answer.status, 409);
      assert.deepEqual(answer.body.indisponiveis, [{ id: falta.id, nome: falta.nome }]);
      assert.match(answer.body.message, new RegExp(falta.nome));
      await disponivel(true);
      await until('the product back on sale', async () => (await fazer({ itens })).status === 201);
    });
  });

  describe('repetir com a mesma chave', () => {
    test('e o mesmo corpo devolve a primeira resposta, também depois que o pedido andou', async () => {
      const chave = unico();
      const { status, body } = await fazer({ checkout: true }, chave);
      assert.equal(status, 201);
      await until('the Pix code', async () => (await s.totem('GET', body.pagamento.href)).status === 200);
      await notificar(body.pagamento.transacaoId, 1);
      await ateEstado(body.id, 'RECEBIDO');
      for (const forma of [chave, `"${chave}"`]) {
        const outra = await fazer({ checkout: true }, forma);
        assert.deepEqual([outra.status, outra.body], [201, body]);
      }
    });

    test('e outro corpo é 422, e nada fica', async () => {
      const chave = unico();
      assert.equal((await fazer({}, chave)).status, 201);
      for (const outro of [{ consumo: 'viagem' }, { checkout: true }, { itens: [{ produtoId: 1, quantidade: 1 }] }]) {
        const answer = await semPedidoNovo(() => fazer(outro, chave));
        assert.equal(answer.status, 422);
        assert.deepEqual(camposDe(answer), ['Idempotency-Key']);
      }
    });

    test('depois de uma recusa, a chave ainda serve', async () => {
      const chave = unico();
      assert.equal((await fazer({ totalEsperado: 1 }, chave)).status, 409);
      assert.equal((await fazer({}, chave)).status, 201);
    });

    test('a chave de um não é a do outro', async () => {
      const chave = unico();
      const visitantes = [await visitante(s.place.gateway), await visitante(s.place.gateway)];
      const feitos = await Promise.all([s.totem, ...visitantes].map((quem) => fazer({}, chave, quem)));
      assert.deepEqual(
        feitos.map(({ status }) => status),
        [201, 201, 201],
      );
      assert.equal(new Set(feitos.map(({ body }) => body.id)).size, 3);
      assert.equal(new Set(feitos.map(({ body }) => body.acompanhar)).size, 3);
    });

    test('cinquenta vezes ao mesmo tempo faz um pedido só, e cobra uma vez', async () => {
      const chave = unico();
      let answers: Answer[] = [];
      const novos = await pedidosNovos(async () => {
        answers = await Promise.all(Array.from({ length: 50 }, () => fazer({ checkout: true }, chave)));
      });
      assert.equal(novos, 1);
      for (const { status, body } of answers) assert.ok(status === 201 || status === 409, JSON.stringify(body));
      const [feito, ...outros] = answers.filter(({ status }) => status === 201).map(({ body }) => body);
      for (const outro of [...outros, (await fazer({ checkout: true }, chave)).body]) assert.deepEqual(outro, feito);
    });
  });

  test('o que se pede ao cozinheiro, e onde se come, chega à comanda', async () => {
    const { body } = await fazer({
      consumo: 'viagem',
      checkout: true,
      itens: [
        { produtoId: produto.id, quantidade: 2, observacoes: 'bem passado; "sem" <picles>' },
        { produtoId: produto.id, quantidade: 1, observacoes: '' },
      ],
    });
    await until('the Pix code', async () => (await s.totem('GET', body.pagamento.href)).status === 200);
    const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
    await notificar(body.pagamento.transacaoId, 1);
    const { data: comanda } = await cozinha.until('the comanda', ({ data }) => data.pedidoId === body.id);
    cozinha.cut();
    assert.equal(comanda.consumo, 'viagem');
    assert.deepEqual(
      comanda.itens.map(({ quantidade, observacoes }: Record<string, unknown>) => [quantidade, observacoes]),
      [
        [2, 'bem passado; "sem" <picles>'],
        [1, null],
      ],
    );
  });
});
