import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import { qrPng } from '@foodious/pix/qr.ts';
import { aberto } from '@foodious/testing/aberto.ts';
import { feito } from '@foodious/testing/client.ts';
import { comPontos, numeroDe } from '@foodious/testing/fixtures.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import fc from 'fast-check';

type Sistema = Awaited<ReturnType<typeof aberto>>;

describe('sagas', () => {
  let s: Sistema;
  const clientes: { nome: string; email: string; cpf: string }[] = [];
  before(async () => {
    s = await aberto();
  });
  after(() => s?.fechar());

  const novoCliente = async () => {
    const cliente = await s.novoCliente();
    clientes.push(cliente);
    return cliente;
  };
  const mudarEstado = (call: Sistema['gerente'], id: number, estado: string) =>
    call('PUT', `/v1/pedido/${id}`, { estadoPedido: numeroDe(estado), motivo: 'Faltou pão' });
  const cancelar = async (id: number) => assert.equal((await mudarEstado(s.gerente, id, 'CANCELADO')).status, 200);
  const muitos = (quantos: number) => Promise.all(Array.from({ length: quantos }, () => s.aPagar()));

  describe('cada história', { concurrency: 4 }, () => {
    test('pago, o pedido recebe senha, passa pela cozinha e é entregue; o cliente é avisado de cada passo', async () => {
      const cliente = await novoCliente();
      const produto = await s.umProduto(20.2);
      const id = await s.novoPedido([produto], cliente.id);
      assert.equal(await s.estado(id), 'PAGAMENTO_PENDENTE');

      const { transacaoId } = (await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`)).pagamento;
      assert.equal(await s.estado(id), 'CHECKOUT');
      const { pagamento, qrCode, pixCopiaECola } = await s.cobrado(id, transacaoId);
      assert.deepEqual([pagamento.estadoPagamento, pagamento.total, pagamento.pedidoId], [0, 20.2, id]);
      assert.equal(parseBrCode(pixCopiaECola).valorCentavos, 2020);
      assert.equal(qrCode, `data:image/png;base64,${qrPng(pixCopiaECola).toString('base64')}`);
      assert.equal((await s.pedido(id)).senha, null);

      await s.aprovar(transacaoId);
      await s.ate(id, 'RECEBIDO');
      assert.equal(await s.estadoPagamento(id, transacaoId), 'CONFIRMADO');
      const { senha, itensPedido } = await s.pedido(id);
      const comanda = await s.ateComanda(id);
      assert.deepEqual([comanda.estado, comanda.senha], ['RECEBIDO', senha]);
      assert.equal(comanda.itens[0]?.nome, itensPedido[0].produto.nome);
      await s.ateEmails(cliente.email, 1);

      await s.servir(id);
      assert.equal(await s.comanda(id), undefined);

      const [confirmado, pronto, ...outros] = await s.ateEmails(cliente.email, 2);
      assert.match(confirmado?.assunto ?? '', /confirmado/i);
      assert.match(confirmado?.texto ?? '', /R\$ 20,20/);
      assert.match(pronto?.assunto ?? '', new RegExp(`pronto.*${senha}`));
      assert.deepEqual(outros, []);
    });

    test('o que se pede em texto chega à cozinha inteiro; o que texto não é recusa-se no balcão, não na fila', async () => {
      const com = (observacoes: string) => ({ itens: [{ produtoId: 1, quantidade: 1, observacoes }] });
      const observacoes = 'sem cebola 🌶️, çã ﷺ';
      const { id, pagamento } = await s.pedir(com(observacoes));
      await s.cobrado(id, pagamento.transacaoId);
      await s.aprovar(pagamento.transacaoId);
      assert.equal((await s.ateComanda(id)).itens[0]?.observacoes, observacoes);

      for (const ruim of ['sem cebola \uffff', '\u0001', '\ud83d']) {
        const corpo = { consumo: 'local', checkout: true, ...com(ruim) };
        const { status, body } = await s.totem('POST', '/v2/pedido', corpo, { 'idempotency-key': crypto.randomUUID() });
        assert.deepEqual([status, body.erros?.[0]?.campo], [400, 'itens']);
        const ficha = { nome: 'Dog', idCategoriaProduto: 1, descricao: ruim, preco: 1 };
        const produto = await s.gerente('POST', '/v1/produto', ficha);
        assert.deepEqual([produto.status, produto.body.erros?.[0]?.campo], [400, 'descricao']);
      }
    });

    test('recusado, o pedido volta a aberto; com mais um item e outro checkout na hora, paga-se o total novo', async () => {
      const cliente = await novoCliente();
      const produto = await s.umProduto(20.2);
      const { id, transacaoId: primeira } = await s.aPagar([produto], cliente.id);
      await s.recusar(primeira);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      await s.ateEmails(cliente.email, 1); // two that wait together leave in either order
      await s.acrescentar(id, produto, 2);
      const segunda = await s.checkout(id);

      assert.notEqual(segunda, primeira);
      assert.equal(parseBrCode((await s.pagamento(id)).pixCopiaECola).valorCentavos, 6060);
      await s.aprovar(segunda);
      await s.ate(id, 'RECEBIDO');
      assert.equal((await s.pedido(id)).total, 60.6);
      const { pagamento } = await s.pagamento(id);
      assert.deepEqual([pagamento.transacaoId, pagamento.estadoPagamento, pagamento.total], [segunda, 1, 60.6]);
      assert.equal(await s.estadoPagamento(id, primeira), 'REJEITADO');
      assert.equal((await s.pagamento(id, primeira)).pagamento.total, 20.2);

      const [rejeitado, confirmado, ...outros] = await s.ateEmails(cliente.email, 2);
      assert.match(rejeitado?.assunto ?? '', /não aprovado/);
      assert.match(rejeitado?.texto ?? '', /R\$ 20,20/);
      assert.match(confirmado?.texto ?? '', /R\$ 60,60/);
      assert.deepEqual(outros, []);
    });

    test('dez vezes recusado e dez vezes tentado na hora, o pedido é pago na última: nenhuma fila engole um checkout', async () => {
      const id = await s.novoPedido();
      const transacoes: string[] = [];
      for (let vez = 0; vez < 10; vez += 1) {
        const transacaoId = await s.checkout(id);
        transacoes.push(transacaoId);
        await s.recusar(transacaoId);
        await s.ate(id, 'PAGAMENTO_PENDENTE');
      }
      const ultima = await s.checkout(id);
      await s.aprovar(ultima);
      await s.ate(id, 'RECEBIDO');
      assert.equal(new Set([...transacoes, ultima]).size, 11);
      for (const transacaoId of transacoes) assert.equal(await s.estadoPagamento(id, transacaoId), 'REJEITADO');
    });

    test('aprovado tarde, depois de recusado, o pedido que não mudou está pago', async () => {
      const { id, transacaoId } = await s.aPagar();
      await s.recusar(transacaoId);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      await s.aprovar(transacaoId);
      await s.ate(id, 'RECEBIDO');
      await s.calmaria([id]);
      assert.equal(await s.estadoPagamento(id, transacaoId), 'CONFIRMADO');
      assert.equal((await s.ateComanda(id)).estado, 'RECEBIDO');
    });

    test('aprovado tarde, depois de os itens mudarem, o pedido fica aberto e o dinheiro volta', async () => {
      const cliente = await novoCliente();
      const produto = await s.umProduto(20.2);
      const { id, transacaoId } = await s.aPagar([produto], cliente.id);
      await s.recusar(transacaoId);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      await s.ateEmails(cliente.email, 1);
      await s.acrescentar(id, produto);
      await s.aprovar(transacaoId);
      await s.atePagamento(id, transacaoId, 'ESTORNADO');
      const [, devolvido] = await s.ateEmails(cliente.email, 2);
      assert.match(devolvido?.assunto ?? '', /Devolvemos R\$ 20,20/);
      await s.calmaria([id]);
      assert.equal(await s.estado(id), 'PAGAMENTO_PENDENTE');
      assert.equal(await s.comanda(id), undefined);
    });

    test('aprovadas duas tentativas, a última paga o pedido e a outra é devolvida, em qualquer ordem', async () => {
      for (const antigaPrimeiro of [true, false]) {
        const { id, transacaoId: antiga } = await s.aPagar();
        await s.recusar(antiga);
        await s.ate(id, 'PAGAMENTO_PENDENTE');
        const nova = await s.checkout(id);
        for (const transacaoId of antigaPrimeiro ? [antiga, nova] : [nova, antiga]) await s.aprovar(transacaoId);
        await s.ate(id, 'RECEBIDO');
        await s.atePagamento(id, antiga, 'ESTORNADO');
        await s.calmaria([id]);
        assert.equal(await s.estadoPagamento(id, nova), 'CONFIRMADO');
      }
    });

    test('confirmados e rejeitados no mesmo instante, pedido e pagamento acabam de acordo', async () => {
      const pedidos = await muitos(25);
      await Promise.all(
        pedidos.map(async ({ transacaoId }, i) => {
          const avisar = (estado: 1 | 2) => s.gerente('POST', `/v1/pagamento/${transacaoId}/${estado}`);
          // Half of them the other way round.
          const [umaVez, outraVez] = await Promise.all(i % 2 ? [avisar(1), avisar(2)] : [avisar(2), avisar(1)]);
          const [confirmacao, rejeicao] = i % 2 ? [umaVez, outraVez] : [outraVez, umaVez];
          assert.equal(confirmacao.status, 201);
          assert.ok([201, 400].includes(rejeicao.status), `${rejeicao.status}`);
        }),
      );
      await Promise.all(pedidos.map(({ id }) => s.ate(id, 'RECEBIDO')));
      await s.calmaria(pedidos.map(({ id }) => id));
      for (const { id, transacaoId } of pedidos) {
        assert.deepEqual([await s.estado(id), await s.estadoPagamento(id, transacaoId)], ['RECEBIDO', 'CONFIRMADO']);
        assert.ok(await s.comanda(id));
      }
    });

    test('cancelado no checkout e aprovado depois, o dinheiro volta', async () => {
      const cliente = await novoCliente();
      const { id, transacaoId } = await s.aPagar([await s.umProduto(20.2)], cliente.id);
      await cancelar(id);
      await s.atePagamento(id, transacaoId, 'REJEITADO');
      await s.ateEmails(cliente.email, 1);
      await s.aprovar(transacaoId);
      await s.atePagamento(id, transacaoId, 'ESTORNADO');
      const [cancelado, devolvido, ...outros] = await s.ateEmails(cliente.email, 2);
      assert.match(cancelado?.assunto ?? '', /cancelado/);
      assert.match(devolvido?.assunto ?? '', /Devolvemos R\$ 20,20/);
      await s.calmaria([id]);
      assert.deepEqual(outros, []);
      assert.equal(await s.estado(id), 'CANCELADO');
      assert.equal(await s.comanda(id), undefined);
    });

    test('cancelado já pago, o dinheiro volta e a comanda sai da cozinha', async () => {
      const cliente = await novoCliente();
      const { id, transacaoId } = await s.pago([await s.umProduto(20.2)], cliente.id);
      await s.ateComanda(id);
      await s.ateEmails(cliente.email, 1);
      await cancelar(id);
      await s.ateSemComanda(id);
      await s.atePagamento(id, transacaoId, 'ESTORNADO');
      const [, ...depois] = await s.ateEmails(cliente.email, 3);
      assert.deepEqual(depois.map(({ assunto }) => assunto).toSorted(), [
        'Devolvemos R$ 20,20',
        `Pedido ${id} cancelado`,
      ]);
      assert.equal((await s.cozinha('POST', `/v2/cozinha/comandas/${id}/iniciar`)).status, 409);
      assert.equal(await s.estado(id), 'CANCELADO');
    });

    test('confirmado pela gerência no lugar do banco, o pagamento de um pedido cancelado também é devolvido', async () => {
      const { id, transacaoId } = await s.aPagar();
      await feito(s.gerente, 'POST', `/v1/pagamento/${transacaoId}/1`);
      await s.ate(id, 'RECEBIDO');
      await cancelar(id);
      await s.atePagamento(id, transacaoId, 'ESTORNADO');
    });

    test('cancelados e aprovados no mesmo instante, os pedidos ficam cancelados e o dinheiro volta', async () => {
      const pedidos = await muitos(20);
      await Promise.all(pedidos.flatMap(({ id, transacaoId }) => [cancelar(id), s.aprovar(transacaoId)]));
      await Promise.all(pedidos.map(({ id, transacaoId }) => s.atePagamento(id, transacaoId, 'ESTORNADO')));
      await s.calmaria(pedidos.map(({ id }) => id));
      for (const { id } of pedidos)
        assert.deepEqual([await s.estado(id), await s.comanda(id)], ['CANCELADO', undefined]);
    });

    test('cancelados logo depois do checkout, nada fica cobrado: o que o banco ainda aprovar volta', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => s.novoPedido()));
      const pedidos = await Promise.all(
        ids.map(async (id) => {
          const { pagamento } = await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`);
          await cancelar(id);
          return { id, transacaoId: pagamento.transacaoId as string };
        }),
      );
      await Promise.all(pedidos.map(({ id, transacaoId }) => s.atePagamento(id, transacaoId, 'REJEITADO')));
      await s.calmaria(ids);
      for (const { id, transacaoId } of pedidos) {
        const cobrado = await s.aprovar(transacaoId).catch(() => undefined); // there may be no charge to approve
        await s.atePagamento(id, transacaoId, cobrado ? 'ESTORNADO' : 'REJEITADO');
        assert.equal(await s.estado(id), 'CANCELADO');
      }
    });

    for (const [jaFeito, acao] of [
      [[], 'iniciar'],
      [['iniciar'], 'pronto'],
      [['iniciar', 'pronto'], 'entregar'],
      [['iniciar', 'pronto'], 'voltar'],
    ] as const)
      test(`cancelado pela gerência enquanto o cozinheiro faz ${acao}, o pedido ou a entrega vence, dos dois lados`, async () => {
        const pedidos = await Promise.all(Array.from({ length: 6 }, () => s.pago()));
        for (const { id } of pedidos) {
          await s.ateComanda(id);
          for (const feita of jaFeito) await s.moverComanda(id, feita);
          if (jaFeito.length > 0) await s.ate(id, jaFeito.length === 1 ? 'EM_PREPARACAO' : 'PRONTO');
        }
        const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
        await Promise.all(
          pedidos.flatMap(({ id }) => [
            s.cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`),
            mudarEstado(s.gerente, id, 'CANCELADO'),
          ]),
        );
        await s.calmaria(pedidos.map(({ id }) => id));
        for (const { id, transacaoId } of pedidos) {
          const estado = await s.estado(id);
          // Delivered before anybody could cancel it: there is nothing to cancel. Else it is cancelled, whatever the cook did.
          assert.ok(estado === 'CANCELADO' || (acao === 'entregar' && estado === 'FINALIZADO'), estado);
          const ultimo = cozinha.events.findLast(({ event, data }) => event === 'comanda' && data.pedidoId === id);
          assert.equal(ultimo?.data.estado, estado);
          await s.atePagamento(id, transacaoId, estado === 'CANCELADO' ? 'ESTORNADO' : 'CONFIRMADO');
        }
        cozinha.cut();
      });

    for (const [quando, passos] of [
      ['em preparo', [['iniciar', 'EM_PREPARACAO']]],
      [
        'pronto',
        [
          ['iniciar', 'EM_PREPARACAO'],
          ['pronto', 'PRONTO'],
        ],
      ],
    ] as const)
      test(`cancelado ${quando}, a cozinha, o painel e quem acompanha ficam sabendo, e o cliente recebe o dinheiro`, async () => {
        const cliente = await novoCliente();
        const { id, transacaoId } = await s.pago([await s.umProduto(20.2)], cliente.id);
        const { acompanhar } = await feito(s.totem, 'GET', `/v2/pedido/${id}`);
        await s.ateComanda(id);
        for (const [acao, estado] of passos) {
          await s.moverComanda(id, acao);
          await s.ate(id, estado);
        }
        await s.ateEmails(cliente.email, passos.length);
        const { senha } = await s.pedido(id);
        const codigo = acompanhar.split('/').at(-1);
        const [cozinha, painel, seguir] = await Promise.all([
          listen(s.cozinha, '/v2/cozinha/eventos'),
          listen(s.totem, '/v2/painel/eventos'),
          listen(s.totem, `/v2/acompanhamentos/${codigo}/eventos`),
        ]);
        await cancelar(id);
        await Promise.all([
          cozinha.until(
            'comanda',
            ({ event, data }) => event === 'comanda' && data.estado === 'CANCELADO' && data.pedidoId === id,
          ),
          painel.until(
            'senha',
            ({ event, data }) => event === 'senha' && data.senha === senha && data.estado === 'CANCELADO',
          ),
          seguir.until('estado', ({ event, data }) => event === 'estado' && data.estado === 'CANCELADO'),
        ]);
        for (const live of [cozinha, painel, seguir]) live.cut();
        await s.atePagamento(id, transacaoId, 'ESTORNADO');
        const emails = await s.ateEmails(cliente.email, passos.length + 2);
        assert.deepEqual(
          emails
            .slice(passos.length)
            .map(({ assunto }) => assunto)
            .toSorted(),
          ['Devolvemos R$ 20,20', `Pedido ${id} cancelado`],
        );
        assert.equal((await s.cozinha('POST', `/v2/cozinha/comandas/${id}/pronto`)).status, 409);
      });

    test('o preparo anda pelo pedido ou pela comanda, e os dois lados ficam iguais', async () => {
      const cliente = await novoCliente();
      const { id } = await s.pago([1], cliente.id);
      await s.ateComanda(id);
      await s.ateEmails(cliente.email, 1);
      const ateNaCozinha = (estado: string) =>
        until(`comanda ${estado}`, async () => (await s.comanda(id))?.estado === estado);

      assert.equal((await mudarEstado(s.cozinha, id, 'EM_PREPARACAO')).status, 200);
      await ateNaCozinha('EM_PREPARACAO');
      await s.moverComanda(id, 'pronto');
      await s.ate(id, 'PRONTO');
      assert.equal((await mudarEstado(s.cozinha, id, 'EM_PREPARACAO')).status, 200); // it was not, after all
      await ateNaCozinha('EM_PREPARACAO');
      assert.equal((await mudarEstado(s.gerente, id, 'PRONTO')).status, 200);
      await ateNaCozinha('PRONTO');
      assert.equal((await mudarEstado(s.cozinha, id, 'FINALIZADO')).status, 200);
      await s.ateSemComanda(id);
      await s.calmaria([id]);
      assert.equal(await s.estado(id), 'FINALIZADO');
      const avisos = (await s.ateEmails(cliente.email, 2)).map(({ assunto }) => /pronto|confirmado/.exec(assunto)?.[0]);
      assert.deepEqual(avisos, ['confirmado', 'pronto']); // one "pronto", though it was ready twice
    });

    test('o que quer que balcão e cozinha façam ao mesmo tempo, os dois lados acabam iguais', async () => {
      const doBalcao = fc.array(fc.constantFrom('EM_PREPARACAO', 'PRONTO', 'FINALIZADO'), {
        minLength: 1,
        maxLength: 5,
      });
      const daCozinha = fc.array(fc.constantFrom('iniciar', 'pronto', 'entregar', 'voltar'), {
        minLength: 1,
        maxLength: 5,
      });
      // The counter's "ready" crossing the cook's "not yet" is where they most easily part ways.
      const cruzado = { doBalcao: ['EM_PREPARACAO', 'PRONTO'], daCozinha: ['iniciar', 'pronto', 'voltar'] };
      const roteiros = [...fc.sample(fc.record({ doBalcao, daCozinha }), 12), ...Array(12).fill(cruzado)];
      const pedidos = await Promise.all(
        roteiros.map(async (roteiro) => {
          const { id } = await s.pago();
          await s.ateComanda(id);
          // What the moment does not allow is refused, and that is all right.
          const balcao = async () => {
            for (const estado of roteiro.doBalcao) await mudarEstado(s.cozinha, id, estado);
          };
          const cozinha = async () => {
            for (const acao of roteiro.daCozinha) await s.cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`);
          };
          await Promise.all([balcao(), cozinha()]);
          return { id, roteiro };
        }),
      );
      await s.calmaria(pedidos.map(({ id }) => id));
      for (const { id, roteiro } of pedidos) {
        const daComanda = (await s.comanda(id))?.estado ?? 'FINALIZADO';
        assert.equal(await s.estado(id), daComanda, JSON.stringify(roteiro));
      }
    });

    describe('cardápio', () => {
      /** Waits until pedido's own copy of the catalogue has this price. */
      const ateNoCardapio = (produto: number, preco: number) =>
        until(`produto ${produto} at ${preco}`, async () => {
          const { itensPedido } = await s.pedido(await s.novoPedido([produto]));
          return itensPedido[0].precoUnitario === preco;
        });

      test('um produto novo pode ser pedido no mesmo instante, e o que muda nele chega ao pedido', async () => {
        const produto = await s.umProduto(12);
        const id = await s.novoPedido([produto]);
        assert.equal((await s.pedido(id)).itensPedido[0].precoUnitario, 12);
        await s.mudarProduto(produto, { preco: 15.5 });
        await ateNoCardapio(produto, 15.5);
        await feito(s.gerente, 'DELETE', `/v1/produto/${produto}`);
        const recusado = await until('the product off the menu', async () => {
          const resposta = await s.totem('POST', '/v1/item', { pedidoId: id, produtoId: produto, quantidade: 1 });
          return resposta.status !== 201 && resposta;
        });
        assert.equal(recusado.status, 400);
      });

      test('o preço que mudou antes do checkout é dito, e é o que se cobra', async () => {
        const produto = await s.umProduto(10);
        const id = await s.novoPedido([produto]);
        await s.mudarProduto(produto, { preco: 12.5, nome: `Novo ${produto} ${id}` });
        await ateNoCardapio(produto, 12.5);
        const { pedido, pagamento, alteracoes } = await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`);
        assert.equal(pedido.total, 12.5);
        assert.deepEqual(
          alteracoes.map(({ produtoId, motivo, de, para }: Record<string, unknown>) => [produtoId, motivo, de, para]),
          [[produto, 'preco', 10, 12.5]],
        );
        const { pixCopiaECola } = await s.cobrado(id, pagamento.transacaoId);
        assert.equal(parseBrCode(pixCopiaECola).valorCentavos, 1250);

        await s.mudarProduto(produto, { preco: 99 });
        await ateNoCardapio(produto, 99);
        await s.aprovar(pagamento.transacaoId);
        await s.ate(id, 'RECEBIDO');
        const { total, itensPedido } = await s.pedido(id); // frozen at the checkout
        assert.deepEqual(
          [total, itensPedido[0].precoUnitario, itensPedido[0].produto.nome],
          [12.5, 12.5, `Novo ${produto} ${id}`],
        );
      });

      test('com um produto fora do cardápio o checkout diz qual, e sem ele segue', async () => {
        const [fica, sai] = [await s.umProduto(10), await s.umProduto(5)];
        const id = await s.novoPedido([fica, sai]);
        await feito(s.gerente, 'DELETE', `/v1/produto/${sai}`);
        const recusado = await until('the checkout refused', async () => {
          const outro = await s.totem('POST', '/v1/item', {
            pedidoId: await s.novoPedido(),
            produtoId: sai,
            quantidade: 1,
          });
          return outro.status === 400 && s.totem('POST', `/v1/pedido/checkout/${id}`);
        });
        assert.equal(recusado.status, 400);
        assert.deepEqual(
          recusado.body.alteracoes.map(({ produtoId, motivo }: Record<string, unknown>) => [produtoId, motivo]),
          [[sai, 'indisponivel']],
        );
        assert.equal(await s.estado(id), 'PAGAMENTO_PENDENTE');

        const { itensPedido } = await s.pedido(id);
        await feito(s.totem, 'DELETE', `/v1/item/${itensPedido[1].id}`);
        await s.aprovar(await s.checkout(id));
        await s.ate(id, 'RECEBIDO');
        assert.equal((await s.pedido(id)).total, 10);
      });

      test('dez centavos e vinte centavos são trinta centavos no pedido, no Pix e no e-mail', async () => {
        const cliente = await novoCliente();
        const produtos = [await s.umProduto(0.1), await s.umProduto(0.2)];
        const { id, transacaoId } = await s.aPagar(produtos, cliente.id);
        assert.equal((await s.pedido(id)).total, 0.3);
        const { pagamento, pixCopiaECola } = await s.pagamento(id);
        assert.equal(pagamento.total, 0.3);
        assert.match(pixCopiaECola, /54040\.30/);
        await s.aprovar(transacaoId);
        assert.match((await s.ateEmails(cliente.email, 1))[0]?.texto ?? '', /R\$ 0,30 /);
      });
    });

    test('apagados os dados no meio do pagamento, o pedido segue anônimo até o fim e ninguém mais é avisado', async () => {
      const cliente = await novoCliente();
      const { id, transacaoId } = await s.aPagar([1], cliente.id);
      const { protocolo } = await feito(s.gerente, 'DELETE', `/v1/cliente?cpf=${cliente.cpf}`);
      await s.aprovar(transacaoId);
      await s.ate(id, 'RECEBIDO');
      await s.ateComanda(id);
      for (const acao of ['iniciar', 'pronto', 'entregar']) await s.moverComanda(id, acao);
      await s.ate(id, 'FINALIZADO');
      assert.equal((await s.pedido(id)).clienteId, null);

      const recibo = await until('the receipt', () => s.objeto(`foodious-protocolos/${protocolo}.json`));
      assert.equal(JSON.parse(recibo).protocolo, protocolo);
      const pessoais = [cliente.nome, ...cliente.nome.split(' '), cliente.email, cliente.cpf, comPontos(cliente.cpf)];
      for (const dado of pessoais) assert.ok(!recibo.includes(dado), `${dado} in ${recibo}`);

      const outra = await novoCliente(); // what was written before her e-mail has left by now
      await s.pago([1], outra.id);
      await s.ateEmails(outra.email, 1);
      const [aviso, ...outros] = await s.ateEmails(cliente.email, 1);
      assert.match(aviso?.texto ?? '', new RegExp(protocolo));
      assert.deepEqual(outros, []);
    });
  });

  test('e depois de todas elas nenhuma mensagem morreu, e nenhum nome, e-mail ou CPF foi parar no log', async () => {
    assert.deepEqual(await s.mortas(), {});
    const log = s.log();
    assert.match(log, /"tipo":"pagamento-confirmado"/);
    assert.ok(clientes.length > 5);
    for (const { nome, email, cpf } of clientes)
      for (const dado of [...nome.split(' ').slice(0, 1), email, cpf, comPontos(cpf)])
        assert.ok(!log.includes(dado), `${dado} in ${log.split('\n').find((linha) => linha.includes(dado))}`);
  });
});

// Midnight: the same data, in a zone where it is already another day.
describe('o dia da lanchonete', () => {
  let s: Sistema;
  before(async () => {
    s = await aberto({ FUSO: 'Pacific/Pago_Pago' });
  });
  after(() => s?.fechar());
  const senha = async (id: number): Promise<number> => (await s.pedido(id)).senha;

  test('as senhas do dia são 1, 2, 3, também de quem paga ao mesmo tempo', async () => {
    assert.equal(await senha((await s.pago()).id), 1);
    const juntos = await Promise.all([s.pago(), s.pago(), s.pago()]);
    const senhas = await Promise.all(juntos.map(({ id }) => senha(id)));
    assert.deepEqual(senhas.toSorted(), [2, 3, 4]);
  });

  test('um pedido de ontem, pago depois da meia-noite, recebe senha do dia novo e segue até o fim', async () => {
    const { id, transacaoId } = await s.aPagar();
    const esquecido = await s.novoPedido();
    const { dataInicio: ontem } = await s.pedido(id);

    await s.reabrir({ FUSO: 'Pacific/Kiritimati', PAGAMENTO_EXPIRA_S: '5' });
    await s.aprovar(transacaoId);
    await s.ate(id, 'RECEBIDO');
    assert.equal(await senha(id), 1);
    await s.ateComanda(id);
    for (const acao of ['iniciar', 'pronto', 'entregar']) await s.moverComanda(id, acao);
    await s.ate(id, 'FINALIZADO');
    assert.equal((await s.pedido(id)).dataInicio, ontem);

    const alterado = await feito(s.totem, 'PUT', `/v1/pedido/${esquecido}`, { dataInicio: ontem, ativo: true });
    assert.equal(alterado.dataInicio, ontem);
    await s.acrescentar(esquecido, 2);
    await s.aprovar(await s.checkout(esquecido));
    await s.ate(esquecido, 'RECEBIDO');
    assert.equal(await senha(esquecido), 2);
    assert.equal((await s.totem('POST', '/v1/pedido', { dataInicio: ontem })).status, 400);
  });

  test('o Pix que ninguém paga a tempo expira: o cliente é avisado, e pode pagar de novo', async () => {
    const cliente = await s.novoCliente();
    const { id, transacaoId } = await s.aPagar([await s.umProduto(20.2)], cliente.id);
    await s.ate(id, 'PAGAMENTO_PENDENTE');
    assert.equal(await s.estadoPagamento(id, transacaoId), 'REJEITADO');
    const [aviso] = await s.ateEmails(cliente.email, 1);
    assert.match(aviso?.assunto ?? '', /não aprovado/);
    await s.aprovar(await s.checkout(id));
    await s.ate(id, 'RECEBIDO');
  });
});
