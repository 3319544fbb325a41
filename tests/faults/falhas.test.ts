import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { aberto } from '@foodious/testing/aberto.ts';
import { feito } from '@foodious/testing/client.ts';
import { mensagem, numeroDe } from '@foodious/testing/fixtures.ts';
import { type Lanchonete, lanchonete } from '@foodious/testing/lanchonete.ts';
import { encerrar, environment, freshPlace, spawnNode } from '@foodious/testing/place.ts';
import { separados } from '@foodious/testing/processes.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { answers, until } from '@foodious/testing/waiting.ts';
import fc from 'fast-check';

type Sistema = Awaited<ReturnType<typeof aberto>>;

const CONFIRMADO = 'webhook-pagamento-confirmado-res';
const REJEITADO = 'webhook-pagamento-rejeitado-res';

const cancelar = (s: Lanchonete, id: number) =>
  feito(s.gerente, 'PUT', `/v1/pedido/${id}`, { estadoPedido: numeroDe('CANCELADO') });

/** Each pedido was paid for once: its own senha, one comanda, nothing sent back, and no message died. */
async function conferirPagos(s: Lanchonete, pedidos: readonly { id: number; transacaoId: string }[]) {
  await Promise.all(pedidos.map(({ id }) => s.ate(id, 'RECEBIDO')));
  await Promise.all(pedidos.map(({ id }) => s.ateComanda(id)));
  await s.calmaria(pedidos.map(({ id }) => id));
  const senhas = new Set<number>();
  for (const { id, transacaoId } of pedidos) {
    assert.deepEqual([await s.estado(id), await s.estadoPagamento(id, transacaoId)], ['RECEBIDO', 'CONFIRMADO']);
    const { senha } = await s.pedido(id);
    assert.equal((await s.comanda(id))?.senha, senha);
    senhas.add(senha);
  }
  assert.equal(senhas.size, pedidos.length);
  assert.deepEqual(await s.mortas(), {});
}

/** Answers 503 to everything in the place of what is away, and counts how often it was asked. */
async function emSeuLugar(endereco: string) {
  let pedidas = 0;
  const servidor = await umServidor(
    (req, res) => {
      pedidas += 1;
      req.resume();
      res.writeHead(503).end();
    },
    Number(new URL(endereco).port),
  );
  return { pedidas: () => pedidas, sair: servidor.fechar };
}

describe('falhas', { concurrency: 3 }, () => {
  describe('mensagens repetidas, atrasadas, fora de ordem e que não prestam', { concurrency: 4 }, () => {
    let s: Sistema;
    before(async () => {
      s = await aberto();
    });
    after(() => s?.fechar());

    test('o mesmo evento duas vezes conta uma vez', async () => {
      const cliente = await s.novoCliente();
      const { id, transacaoId } = await s.pago([1], cliente.id);
      await s.ateEmails(cliente.email, 1);
      const estornado = (totalCentavos: number) =>
        mensagem('pagamento-estornado', id, {
          transacaoId,
          totalCentavos,
          estornoId: crypto.randomUUID(),
          inteiro: false,
        });
      const evento = estornado(2020);
      for (const copia of [evento, evento, estornado(1)]) await s.enviar('estorno-pagamento-res', id, copia);
      const depois = (await s.ateEmails(cliente.email, 3)).slice(1);
      assert.deepEqual(depois.map(({ assunto }) => assunto).toSorted(), ['Devolvemos R$ 0,01', 'Devolvemos R$ 20,20']);
      await s.calmaria([id]);
      assert.equal((await s.emails(cliente.email)).length, 3);
    });

    test('a mesma comanda pedida duas vezes é uma só', async () => {
      const id = await s.novoPedido();
      const itens = [{ produtoId: 1, nome: 'Fast Burger da Casa', idCategoriaProduto: 1, quantidade: 1 }];
      const evento = mensagem('preparacao-solicitada', id, { senha: 900, itens });
      for (const copia of [evento, evento]) await s.enviar('preparacao-pedido-req', id, copia);
      assert.equal((await s.ateComanda(id)).senha, 900);
      await s.calmaria([id]); // a second try to hang it on the rail would have failed, and died
      assert.equal((await s.mortas())['preparacao-pedido-req-dlq'], undefined);
    });

    test('o mesmo pagamento confirmado por outros eventos nem se devolve nem chama outra senha', async () => {
      const cliente = await s.novoCliente();
      const { id, transacaoId } = await s.pago([1], cliente.id);
      await s.ateEmails(cliente.email, 1);
      const antes = await s.pedido(id);
      for (let vez = 0; vez < 3; vez += 1)
        await s.enviar(CONFIRMADO, id, mensagem('pagamento-confirmado', id, { transacaoId }));
      await s.calmaria([id]);
      assert.deepEqual(await s.pedido(id), antes);
      assert.equal(await s.estadoPagamento(id, transacaoId), 'CONFIRMADO');
      assert.equal((await s.emails(cliente.email)).length, 1);
    });

    test('uma rejeição atrasada, desta ou de outra tentativa, não desfaz nada', async () => {
      const rejeitar = (id: number, transacaoId: string) =>
        s.enviar(REJEITADO, id, mensagem('pagamento-rejeitado', id, { transacaoId, motivo: 'recusado' }));
      const cliente = await s.novoCliente();
      const { id, transacaoId: primeira } = await s.aPagar([1], cliente.id);
      await s.recusar(primeira);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      await s.ateEmails(cliente.email, 1);
      const segunda = await s.checkout(id);

      await rejeitar(id, primeira); // of the attempt before
      await s.calmaria([id]);
      assert.equal(await s.estado(id), 'CHECKOUT');

      await s.aprovar(segunda);
      await s.ate(id, 'RECEBIDO');
      for (const transacaoId of [primeira, segunda]) await rejeitar(id, transacaoId); // overtaken by the confirmation
      await s.calmaria([id]);
      assert.equal(await s.estado(id), 'RECEBIDO');
      const assuntos = (await s.ateEmails(cliente.email, 2)).map(({ assunto }) => /não|confirmado/.exec(assunto)?.[0]);
      assert.deepEqual(assuntos, ['não', 'confirmado']);
    });

    test('a confirmação de uma tentativa antiga não paga o checkout em curso', async () => {
      const { id, transacaoId: primeira } = await s.aPagar();
      await s.recusar(primeira);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      const segunda = await s.checkout(id);
      await s.enviar(CONFIRMADO, id, mensagem('pagamento-confirmado', id, { transacaoId: primeira }));
      await s.calmaria([id]);
      assert.equal(await s.estado(id), 'CHECKOUT');
      await s.aprovar(segunda);
      await s.ate(id, 'RECEBIDO');
    });

    test('o pedido de cobrança que chega depois do cancelamento nasce cancelado, e o que nele se pagar volta; repetido, cobra uma vez', async () => {
      const id = await s.novoPedido();
      const [cancelada, pedida] = [crypto.randomUUID(), crypto.randomUUID()];
      const solicitar = (transacaoId: string, tentativa: number) =>
        s.enviar(
          'solicitar-pagamento-req',
          id,
          mensagem('pagamento-solicitado', id, { transacaoId, tentativa, totalCentavos: 2020 }),
        );
      await s.enviar('estorno-pagamento-req', id, mensagem('estorno-solicitado', id, { transacaoId: cancelada }));
      await s.cobrado(id, cancelada);
      await solicitar(cancelada, 1);
      await s.calmaria([id]);
      assert.equal(await s.estadoPagamento(id, cancelada), 'REJEITADO');
      await s.aprovar(cancelada); // the bank takes it late all the same: it goes back
      await s.atePagamento(id, cancelada, 'ESTORNADO');

      await solicitar(pedida, 2);
      const cobranca = await s.cobrado(id, pedida);
      await solicitar(pedida, 2);
      await s.calmaria([id]);
      assert.deepEqual(await s.cobrado(id, pedida), cobranca);
    });

    test('o que não se entende vai para a DLQ na hora, e quem vem atrás na mesma fila passa', async () => {
      const pedidos = await Promise.all([s.aPagar(), s.aPagar(), s.aPagar()]);
      const [{ id, transacaoId }] = pedidos;
      const boa = mensagem('pagamento-confirmado', id, { transacaoId });
      const venenos = [
        'isto não é JSON',
        JSON.stringify({ pedidoId: id }),
        JSON.stringify({ ...boa, versao: 2 }),
        JSON.stringify({ ...boa, tipo: 'pagamento-perdoado' }),
        JSON.stringify(mensagem('pagamento-rejeitado', id, { transacaoId, motivo: 'recusado' })), // of another queue
        JSON.stringify({ ...boa, dados: { transacaoId: 'a de ontem' } }),
      ];
      const enviados = await Promise.all(venenos.map((veneno) => s.enviar(CONFIRMADO, id, veneno)));
      await Promise.all(pedidos.map((pedido) => s.aprovar(pedido.transacaoId)));
      await Promise.all(pedidos.map((pedido) => s.ate(pedido.id, 'RECEBIDO')));

      const mortas = (await s.mortas())[`${CONFIRMADO}-dlq`] ?? [];
      assert.deepEqual(
        venenos.filter((veneno) => !mortas.includes(veneno)),
        [],
      );
      const linhas = s.log().split('\n');
      for (const enviado of enviados) // looked at once: nobody waited for it
        assert.equal(linhas.filter((linha) => linha.includes(enviado)).length, 1);
    });

    test('o que falha sempre morre na terceira vez: só quem é do mesmo pedido espera', async () => {
      const [preso, ...outros] = await Promise.all([s.aPagar(), s.aPagar(), s.aPagar(), s.aPagar()]);
      const evento = mensagem('pagamento-confirmado', 999_999, { transacaoId: crypto.randomUUID() });
      await s.enviar(CONFIRMADO, preso.id, evento); // ahead of the good one, in its group
      const tries = () =>
        s
          .log()
          .split('\n')
          .filter((linha) => linha.includes(evento.id) && linha.includes('message failed')).length;
      await until('the first try', async () => tries() > 0);
      for (const { transacaoId } of [preso, ...outros]) await s.aprovar(transacaoId);
      await Promise.all(outros.map(({ id }) => s.ate(id, 'RECEBIDO')));
      assert.equal(await s.estado(preso.id), 'CHECKOUT');

      await s.ate(preso.id, 'RECEBIDO');
      const mortas = (await s.mortas())[`${CONFIRMADO}-dlq`] ?? [];
      assert.ok(mortas.includes(JSON.stringify(evento)));
      assert.equal(tries(), 3);
    });
  });

  const foraDoArMs = process.env.FULL ? 20_000 : 6_000;
  test(`com as filas fora do ar por ${foraDoArMs / 1000} s durante 50 pedidos, todos chegam à cozinha uma vez`, async (t) => {
    const s = await aberto();
    t.after(() => s.fechar());
    const comCodigo = await Promise.all(Array.from({ length: 15 }, () => s.aPagar()));

    await s.para('aws');
    const tempo = new Promise((resolve) => setTimeout(resolve, foraDoArMs));
    // The provider's notifications are taken, and so are new orders, of a product that the queues have not told of too.
    await Promise.all(comCodigo.map(({ transacaoId }) => s.aprovar(transacaoId)));
    await Promise.all(comCodigo.map(({ id, transacaoId }) => s.atePagamento(id, transacaoId, 'CONFIRMADO')));
    const produtos = [1, await s.umProduto(20.2)];
    const semCodigo: { id: number; transacaoId: string }[] = [];
    for (let i = 0; i < 35; i += 1) {
      const id = await s.novoPedido(produtos);
      const { pagamento } = await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`);
      semCodigo.push({ id, transacaoId: pagamento.transacaoId });
    }
    for (const { id } of comCodigo) assert.equal(await s.estado(id), 'CHECKOUT');
    await tempo;
    await s.volta('aws');

    await Promise.all(
      semCodigo.map(async ({ id, transacaoId }) => {
        await s.cobrado(id, transacaoId);
        await s.aprovar(transacaoId);
      }),
    );
    await conferirPagos(s, [...comCodigo, ...semCodigo]);
  });

  test('seis vezes morto com a mensagem nas mãos, o serviço a trata na sétima: ninguém mais a dá por morta', async (t) => {
    // Nobody answers there: who is asked for a charge holds the message until it is killed.
    let pedidas = 0;
    const mudo = await umServidor(({ method }) => {
      if (method === 'POST') pedidas += 1; // searches of the reconciliation come too
    });
    t.after(mudo.fechar);
    const place = await freshPlace();
    let banco = mudo.endereco;
    const casa = await separados(place, (nome) => (nome === 'pagamento' ? { PIX_URL: banco } : {}));
    t.after(casa.fechar);
    const s = await lanchonete(place);
    const id = await s.novoPedido();
    const { transacaoId } = (await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`)).pagamento;
    for (let mortes = 1, vistas = 0; mortes <= 6; mortes += 1) {
      await until(`the message in hand for the ${mortes}. time`, async () => pedidas > vistas, 30_000);
      if (mortes === 6) banco = place.pix;
      await casa.matar('pagamento');
      vistas = pedidas;
      casa.iniciar('pagamento');
    }
    await s.cobrado(id, transacaoId);
    await s.aprovar(transacaoId);
    await s.ate(id, 'RECEBIDO');
    assert.deepEqual(await s.mortas(), {});
  });

  describe('com um vizinho fora do ar ou lento', { concurrency: 1 }, () => {
    let s: Sistema;
    let banco: Awaited<ReturnType<typeof intermediario>>;
    before(async () => {
      const place = await freshPlace();
      banco = await intermediario(place.pix);
      s = await aberto({ PIX_URL: banco.endereco }, place);
    });
    after(async () => {
      await s?.fechar();
      await banco.fechar();
    });

    test('sem correio o pedido segue; o e-mail chega quando ele volta, e a quem foi apagado não chega', async (t) => {
      const naoFoi = (pedido: number) => new RegExp(`"pedidoId":${pedido},.*e-mail not sent`);
      const [cliente, apagado] = [await s.novoCliente(), await s.novoCliente()];
      await s.para('ses');
      const lugar = await emSeuLugar(s.place.ses);
      t.after(lugar.sair);
      const { id } = await s.pago([1], cliente.id);
      const { id: doApagado } = await s.pago([1], apagado.id);
      await s.ateComanda(id);
      for (const pedido of [id, doApagado])
        await until(`a try to write of ${pedido}`, async () => naoFoi(pedido).test(s.log()));
      await feito(s.gerente, 'DELETE', `/v1/cliente?cpf=${apagado.cpf}`);
      await lugar.sair();
      await s.volta('ses');
      const emails = await s.ateEmails(cliente.email, 1);
      assert.match(emails[0]?.assunto ?? '', /confirmado/);
      const recebeu = (await s.ateEmails(apagado.email, 1)).map(({ assunto }) => assunto);
      assert.deepEqual(recebeu, ['Seus dados foram apagados']);
    });

    test('sem o banco, cobrança e devolução esperam quanto for preciso, e nada morre na fila', async (t) => {
      const devolver = await s.pago();
      await s.para('pix');
      const lugar = await emSeuLugar(s.place.pix);
      t.after(lugar.sair);
      const id = await s.novoPedido();
      const { transacaoId } = (await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`)).pagamento;
      await cancelar(s, devolver.id);
      // More often than a message that fails is tried.
      await until('many tries', async () => lugar.pedidas() >= 10, 30_000);
      assert.equal(await s.estado(id), 'CHECKOUT');
      assert.equal((await s.totem('GET', `/v1/pagamento/${id}`)).status, 404);
      await lugar.sair();
      await s.volta('pix');
      await s.cobrado(id, transacaoId);
      await s.aprovar(transacaoId);
      await s.ate(id, 'RECEBIDO');
      await s.atePagamento(devolver.id, devolver.transacaoId, 'ESTORNADO');
      assert.deepEqual(await s.mortas(), {});
    });

    test('balcão e cozinha que se desencontram sem as filas ficam de acordo quando elas voltam, e o cliente é chamado uma vez', async () => {
      const encontros = [
        { antes: 'EM_PREPARACAO', balcao: ['PRONTO'], cozinha: ['pronto', 'voltar'], fim: 'PRONTO' },
        { antes: 'EM_PREPARACAO', balcao: ['PRONTO', 'EM_PREPARACAO'], cozinha: ['pronto'], fim: 'EM_PREPARACAO' },
        { antes: 'EM_PREPARACAO', balcao: ['PRONTO', 'FINALIZADO'], cozinha: ['pronto', 'voltar'], fim: 'FINALIZADO' },
        { antes: 'PRONTO', balcao: ['EM_PREPARACAO'], cozinha: ['entregar'], fim: 'FINALIZADO' }, // gone is gone
      ];
      const pedidos = await Promise.all(
        encontros.map(async (encontro) => {
          const { id: clienteId, email } = await s.novoCliente();
          const { id } = await s.pago([1], clienteId);
          await s.ateComanda(id);
          for (const acao of encontro.antes === 'PRONTO' ? ['iniciar', 'pronto'] : ['iniciar'])
            await s.moverComanda(id, acao);
          await s.ate(id, encontro.antes);
          return { id, email, ...encontro };
        }),
      );
      await s.para('aws');
      for (const { id, balcao, cozinha } of pedidos) {
        for (const estado of balcao)
          await feito(s.cozinha, 'PUT', `/v1/pedido/${id}`, { estadoPedido: numeroDe(estado) });
        for (const acao of cozinha) await s.moverComanda(id, acao);
      }
      await s.volta('aws');

      const lados = async (id: number) => [await s.estado(id), (await s.comanda(id))?.estado ?? 'FINALIZADO'];
      for (const { id, fim } of pedidos)
        await until(`both sides of ${id} ${fim}`, async () => (await lados(id)).every((lado) => lado === fim), 20_000);
      await s.calmaria(pedidos.map(({ id }) => id));
      for (const { id, email, fim } of pedidos) {
        assert.deepEqual(await lados(id), [fim, fim]);
        const prontos = (await s.ateEmails(email, 2)).filter(({ assunto }) => /pronto/.test(assunto));
        assert.equal(prontos.length, 1); // nobody is called twice for old news
      }
    });

    test('cancelado enquanto o banco ainda abre a cobrança, o que nela se pagar é devolvido', async () => {
      let aberta = false;
      const respondida = Promise.withResolvers<void>();
      banco.depois = async (chamada) => {
        if (chamada !== 'POST /v1/payments') return;
        aberta = true;
        await respondida.promise;
      };
      const id = await s.novoPedido();
      const { transacaoId } = (await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`)).pagamento;
      await until('the bank to open it', async () => aberta);
      await cancelar(s, id);
      await s.atePagamento(id, transacaoId, 'REJEITADO');
      respondida.resolve();
      await s.calmaria([id]);
      await s.aprovar(transacaoId);
      await s.atePagamento(id, transacaoId, 'ESTORNADO');
      assert.equal(await s.estado(id), 'CANCELADO');
    });
  });

  describe('cada serviço em seu processo', { concurrency: 1 }, () => {
    let casa: Awaited<ReturnType<typeof emProcessos>>;
    let s: Lanchonete;
    const insistir = <T>(faz: () => Promise<T>) => until('an answer', () => faz().catch(() => undefined), 30_000);
    before(async () => {
      casa = await emProcessos();
      s = await lanchonete(casa.place);
    });
    after(() => casa?.fechar());

    test('sem produto no ar, pede-se e paga-se o que já se conhece; o que não se conhece tem de esperar', async () => {
      await s.novoPedido([1]); // known from now on
      await casa.matar('produto');
      const pronto = await s.totem('GET', '/ready');
      assert.equal(pronto.status, 503);
      assert.match(pronto.body.detail, /^Não está pronto: produto \(.*ECONNREFUSED/);
      const { id, transacaoId } = await s.pago([1]);
      assert.equal((await s.totem('GET', '/v1/produto/1')).status, 503);
      const item = { pedidoId: await s.novoPedido([1]), produtoId: 999, quantidade: 1 };
      const recusado = await s.totem('POST', '/v1/item', item);
      assert.deepEqual([recusado.status, recusado.body.status], [503, 503]);
      assert.match(recusado.headers.get('retry-after') ?? '', /^\d+$/);
      casa.iniciar('produto');
      await until('produto back', async () => (await s.totem('POST', '/v1/item', item)).status === 400);
      await conferirPagos(s, [{ id, transacaoId }]);
    });

    // The moments that matter: told but not noted as told, taken but not looked at, done but not noted as done, noted as done.
    test('mortos no pior instante durante 30 pedidos, pedido e pagamento não perdem nem dobram nenhum', async (t) => {
      const momentos = [
        { quem: 'pedido', chamada: 'SendMessageBatch', momento: 'depois' },
        { quem: 'pagamento', chamada: 'SendMessageBatch', momento: 'depois' },
        { quem: 'pedido', chamada: 'DeleteMessageBatch', momento: 'antes' },
        { quem: 'pagamento', chamada: 'DeleteMessageBatch', momento: 'antes' },
        { quem: 'pedido', chamada: 'DeleteMessageBatch', momento: 'depois' },
        { quem: 'pedido', chamada: 'ReceiveMessage', momento: 'depois' },
      ] as const;
      const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
      t.diagnostic(`SEED=${seed}`);
      const ordem = fc.shuffledSubarray([...momentos], { minLength: momentos.length });
      const [mortes = []] = fc.sample(
        fc
          .tuple(ordem, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: momentos.length }))
          .map(([quais, vezes]) => quais.map((morte, i) => ({ ...morte, vez: vezes[i] ?? 1 }))),
        { seed, numRuns: 1 },
      );

      const umPedido = async () => {
        const { id } = await insistir(() => feito(s.totem, 'POST', '/v1/pedido', {}));
        await insistir(() => s.acrescentar(id, 1)); // twice, if the answer got lost: the total is that much more
        const { pagamento } = await insistir(() => feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`));
        await s.cobrado(id, pagamento.transacaoId);
        await s.aprovar(pagamento.transacaoId);
        return { id: id as number, transacaoId: pagamento.transacaoId as string };
      };
      const pedidos: ReturnType<typeof umPedido>[] = [];
      for (const morte of mortes) {
        let vivo = true;
        const morreu = casa.matarQuando(morte).then(() => {
          vivo = false;
        });
        for (let i = 0; i < 4; i += 1) pedidos.push(umPedido());
        while (vivo) {
          const maisUm = umPedido();
          pedidos.push(maisUm);
          await Promise.race([morreu, maisUm]);
        }
        casa.iniciar(morte.quem);
      }
      while (pedidos.length < 30) pedidos.push(umPedido());
      await conferirPagos(s, await Promise.all(pedidos));
    });
  });

  test('fechado em ordem ou morto de repente, o que foi respondido continua lá quando ele volta', async (t) => {
    const place = await freshPlace();
    const iniciar = () => spawnNode('local/src/main.ts', environment(place));
    let processo = iniciar();
    t.after(async () => {
      await encerrar(processo, 'SIGKILL');
      place.remove();
    });
    await answers(`${place.gateway}/ready`);
    const s = await lanchonete(place);
    const cliente = await s.novoCliente();
    const produto = await s.umProduto(20.2);
    const pago = await s.pago([produto], cliente.id);
    await s.ateComanda(pago.id);
    const pendente = await s.aPagar([produto], cliente.id);
    await s.ateEmails(cliente.email, 1);
    const cardapio = () => feito(s.totem, 'GET', '/v1/produto/categoria/1');
    const guardado = async () => ({
      cardapio: await cardapio(),
      pago: await s.pedido(pago.id),
      pendente: await s.pedido(pendente.id),
      pagamento: await s.pagamento(pendente.id),
      emails: await s.emails(cliente.email),
      comanda: await s.comanda(pago.id),
      cliente: await feito(s.gerente, 'GET', `/v1/cliente?cpf=${cliente.cpf}`),
    });
    const antes = await guardado();
    assert.equal(antes.pago.estadoPedido, 1);

    for (const sinal of ['SIGTERM', 'SIGKILL'] as const) {
      const id = await s.novoPedido([produto]);
      const { pagamento } = await feito(s.totem, 'POST', `/v1/pedido/checkout/${id}`);
      await encerrar(processo, sinal); // the checkout has just been answered
      assert.equal(processo.exitCode, sinal === 'SIGTERM' ? 0 : null);

      processo = iniciar();
      await answers(`${place.gateway}/ready`);
      assert.deepEqual(await guardado(), antes); // with the tokens of before
      await s.cobrado(id, pagamento.transacaoId);
    }
    await s.aprovar(pendente.transacaoId);
    await s.ate(pendente.id, 'RECEBIDO');
    assert.equal((await s.pedido(pendente.id)).senha, antes.pago.senha + 1);
    await s.ateEmails(cliente.email, 2);
    assert.deepEqual(await s.mortas(), {});
  });
});

const nunca = new Promise<void>(() => {});

type Morte = { quem: 'pedido' | 'pagamento'; chamada: string; momento: 'antes' | 'depois'; vez: number };

/** The world and each service in a process of its own; pedido and pagamento reach their queues through a go-between. */
async function emProcessos() {
  const place = await freshPlace();
  const filas = `http://127.0.0.1:${place.base + 4}`;
  const entre = { pedido: await intermediario(filas), pagamento: await intermediario(filas) };
  const fecharEntre = () => Promise.all([entre.pedido.fechar(), entre.pagamento.fechar()]);
  const casa = await separados(place, (nome) => ({
    AWS_ENDPOINT: nome === 'pedido' || nome === 'pagamento' ? entre[nome].endereco : filas,
  })).catch(async (error) => {
    await fecharEntre();
    throw error;
  });
  return {
    ...casa,
    /** Resolves when the service is dead, killed at its next such call but `vez - 1`, before it is made or once it is done. */
    matarQuando: ({ quem, chamada, momento, vez }: Morte) =>
      new Promise<void>((resolve, reject) => {
        let faltam = vez;
        entre[quem][momento] = async (feita) => {
          if (feita !== chamada || --faltam !== 0) return;
          casa.matar(quem).then(resolve, reject);
          await nunca; // nobody is there to be answered
        };
      }),
    async fechar() {
      await casa.fechar();
      await fecharEntre();
    },
  };
}

/** A go-between that hands calls on; `antes` and `depois`, where set, decide when a call is made and answered, if ever. */
async function intermediario(destino: string) {
  const passa = async (_chamada: string) => {};
  const portas = { antes: passa, depois: passa };
  const servidor = await umServidor(async (req, res) => {
    const chamada = String(req.headers['x-amz-target'] ?? `${req.method} ${req.url}`).replace('AmazonSQS.', '');
    await portas.antes(chamada);
    const adiante = request(destino + req.url, { method: req.method, headers: req.headers }, async (resposta) => {
      await portas.depois(chamada);
      res.writeHead(resposta.statusCode ?? 502, resposta.headers);
      resposta.pipe(res);
    });
    adiante.once('error', () => res.destroy());
    res.once('close', () => adiante.destroy());
    req.pipe(adiante);
  });
  return Object.assign(portas, servidor);
}
