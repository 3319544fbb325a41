import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Answer } from '@foodious/testing/client.ts';
import { ESTADOS, type Estado, fichaDeProduto, unico } from '@foodious/testing/fixtures.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import {
  ateEstado,
  checkout,
  emailsPara,
  notificar,
  sistema,
  umCliente,
  umItem,
  umPedido,
  umProduto,
} from './compartilhado.ts';

const emDias = (dias: number) => diaDe(new Date(Date.now() + dias * 86_400_000));
/** What is no id: positive integers in decimal digits are. */
const IDS_TORTOS = [
  '0',
  '-1',
  '1.5',
  'abc',
  '1e9',
  '0x7fffffff',
  '%20',
  '%2099999999',
  '1;2',
  '9007199254740993',
  '%F0%9F%8D%94',
];
const camposDe = ({ body }: Answer) => body.erros.map(({ campo }: { campo: string }) => campo);
const ids = ({ body }: Answer): number[] => body.map(({ id }: { id: number }) => id);

describe('pedido', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  const ler = async (id: number) => (await s.totem('GET', `/v1/pedido/${id}`)).body;
  const cancelar = (id: number) => s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6 });
  /** A pedido in any estado, the one no checkout leads to included. */
  const em = async (estado: Estado) => {
    if (estado !== 'CANCELADO') return umPedido({ estado, itens: [{}] });
    const pedido = await umPedido({ itens: [{}] });
    await cancelar(pedido.id);
    return pedido;
  };
  /** One of each estado for what must not move it, made once. */
  const exemplares = new Map<string, ReturnType<typeof em>>();
  const parado = (estado: Estado) => {
    const pedido = exemplares.get(estado) ?? em(estado);
    exemplares.set(estado, pedido);
    return pedido;
  };

  describe('abrir', () => {
    test('um pedido novo é anônimo, de hoje, pendente e vazio', async () => {
      for (const body of [{}, undefined]) {
        const answer = await s.totem('POST', '/v1/pedido', body);
        const { id } = answer.body;
        assert.equal(answer.status, 201);
        assert.ok(Number.isInteger(id) && id > 0);
        const pedido = {
          id,
          clienteId: null,
          dataInicio: emDias(0),
          estadoPedido: 0,
          ativo: true,
          total: null,
          senha: null,
        };
        assert.deepEqual(answer.body, pedido);
        assert.deepEqual(await ler(id), { ...pedido, itensPedido: [] });
      }
    });

    test('aceita a data de hoje, o estado 0 e um cliente que existe', async () => {
      const { id: clienteId } = await umCliente();
      const novo = { clienteId, dataInicio: emDias(0), estadoPedido: 0, ativo: false };
      const { status, body } = await s.totem('POST', '/v1/pedido', novo);
      assert.equal(status, 201);
      assert.deepEqual({ ...body, ...novo }, body);
    });

    for (const [campo, valores] of Object.entries({
      dataInicio: [emDias(-1), emDias(1), '', '01/01/2026', '2026-02-30', `${emDias(0)}T00:00:00Z`, 20_260_101, null],
      estadoPedido: [1, 2, 3, 4, 5, 6, 7, -1, 0.5, '0', null],
      clienteId: [99_999_999, 0, -1, 1.5, '1', Number.MAX_SAFE_INTEGER + 1],
      ativo: ['true', 1],
    }))
      test(`recusa ${campo} que não vale`, async () => {
        for (const valor of valores) {
          const answer = await s.totem('POST', '/v1/pedido', { [campo]: valor });
          assert.deepEqual([answer.status, camposDe(answer)], [400, [campo]], JSON.stringify(valor));
        }
      });

    test('o que o pedido não pergunta é ignorado', async () => {
      const { status, body } = await s.totem('POST', '/v1/pedido', { id: 987_654, total: 0.01, senha: 1, cupom: 'X' });
      assert.equal(status, 201);
      assert.notEqual(body.id, 987_654);
      assert.deepEqual([body.total, body.senha, 'cupom' in body], [null, null, false]);
    });
  });

  describe('alterar', () => {
    test('troca cliente e ativo enquanto o pagamento está pendente, e nunca a data', async () => {
      const { id: clienteId } = await umCliente();
      const { id } = await umPedido();
      const corpo = { clienteId, ativo: false, dataInicio: '2001-02-03', estadoPedido: 0 };
      const { status, body } = await s.totem('PUT', `/v1/pedido/${id}`, corpo);
      assert.equal(status, 200);
      assert.deepEqual(body, { ...corpo, id, dataInicio: emDias(0), total: null, senha: null });
      const volta = await s.totem('PUT', `/v1/pedido/${id}`, { clienteId: null, ativo: true });
      assert.deepEqual([volta.status, volta.body.clienteId, volta.body.ativo], [200, null, true]);
    });

    test('depois do checkout, cliente e ativo não mudam mais', async () => {
      const { id: clienteId } = await umCliente();
      const { id } = await parado('CHECKOUT');
      for (const campos of [{ clienteId }, { ativo: false }])
        assert.equal((await s.totem('PUT', `/v1/pedido/${id}`, campos)).status, 409);
      assert.equal(
        (await s.totem('PUT', `/v1/pedido/${id}`, { ativo: true, estadoPedido: 5 })).status,
        200,
        'no change',
      );
    });

    test('não aponta para um cliente que não existe', async () => {
      const { id } = await umPedido();
      const answer = await s.totem('PUT', `/v1/pedido/${id}`, { clienteId: 99_999_999 });
      assert.deepEqual([answer.status, camposDe(answer)], [400, ['clienteId']]);
    });

    /** Contract: from each estado, the numbers a gerente may write. */
    const permitidos = {
      PAGAMENTO_PENDENTE: [0, 6],
      RECEBIDO: [1, 2],
      EM_PREPARACAO: [2, 3],
      PRONTO: [3, 4],
      FINALIZADO: [4],
      CHECKOUT: [5, 6],
      CANCELADO: [6],
    } as const;
    for (const [i, de] of ESTADOS.entries())
      test(`de ${de} só se vai a ${permitidos[de].join(' ou ')}`, async () => {
        const { id } = await em(de);
        const por = (estadoPedido: number) => s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido });
        for (const para of ESTADOS.keys()) {
          if ((permitidos[de] as readonly number[]).includes(para)) continue;
          if ((para === 6 && i >= 1 && i <= 3) || (de === 'PRONTO' && para === 2)) continue; // below
          assert.equal((await por(para)).status, 409, `to ${para}`);
          assert.equal((await ler(id)).estadoPedido, i, `a refusal moves nothing: ${para}`);
        }
        for (const para of permitidos[de]) {
          const { status, body } = await por(para);
          assert.deepEqual([status, body.estadoPedido], [200, para]);
        }
      });

    for (const de of ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'] as const)
      test(`a gerência cancela um pedido ${de}`, async () => {
        const { id } = await em(de);
        const { status, body } = await s.gerente('PUT', `/v1/pedido/${id}`, {
          estadoPedido: 6,
          motivo: 'Acabou o pão',
        });
        assert.deepEqual([status, body.estadoPedido], [200, 6]);
      });

    test('a cozinha chama de volta um pronto', async () => {
      const { id: pronto } = await em('PRONTO');
      const volta = await s.cozinha('PUT', `/v1/pedido/${pronto}`, { estadoPedido: 2 });
      assert.deepEqual([volta.status, volta.body.estadoPedido], [200, 2]);
    });

    test('cada um só leva o pedido aonde pode', async () => {
      const { id } = await em('RECEBIDO');
      const por = async (quem: 'totem' | 'cozinha', estadoPedido: number) =>
        (await s[quem]('PUT', `/v1/pedido/${id}`, { estadoPedido })).status;
      for (const para of [2, 3, 4, 6]) assert.equal(await por('totem', para), 403, `totem to ${para}`);
      for (const para of [0, 5]) assert.equal(await por('totem', para), 409, `totem to ${para}`);
      assert.equal(await por('cozinha', 6), 403);
      assert.equal((await ler(id)).estadoPedido, 1);
      assert.equal(await por('cozinha', 2), 200);
      assert.equal((await s.anyone('PUT', `/v1/pedido/${id}`, { estadoPedido: 3 })).status, 401);
    });

    test('levado a pronto pelo balcão, não volta atrás, e o cliente é avisado uma vez', async () => {
      const cliente = await umCliente();
      const { id } = await umPedido({ estado: 'RECEBIDO', clienteId: cliente.id });
      for (const estadoPedido of [2, 3]) await s.cozinha('PUT', `/v1/pedido/${id}`, { estadoPedido });
      await until('the comanda follows', async () => {
        assert.equal((await ler(id)).estadoPedido, 3);
        const { body } = await s.cozinha('GET', '/v2/cozinha/comandas');
        return body.some((c: { pedidoId: number; estado: string }) => c.pedidoId === id && c.estado === 'PRONTO');
      });
      // What the cozinha says of its delivery comes after all it said before.
      await s.cozinha('POST', `/v2/cozinha/comandas/${id}/entregar`);
      await until('the pedido is delivered', async () => {
        const { estadoPedido } = await ler(id);
        assert.ok(estadoPedido >= 3);
        return estadoPedido === 4;
      });
      const prontos = async () => (await emailsPara(cliente.email)).filter(({ subject }) => /pronto/.test(subject));
      await until('the e-mail', async () => (await prontos()).length > 0);
      assert.equal((await prontos()).length, 1);
    });
  });

  describe('listar', () => {
    test('o painel traz prontos, em preparação e recebidos, os mais antigos primeiro, com itens', async () => {
      const mistura = ['RECEBIDO', 'PRONTO', 'EM_PREPARACAO'] as const;
      const criados = await Promise.all([...mistura, ...mistura].map((estado) => umPedido({ estado })));
      const deEstado = (n: number) =>
        criados
          .filter(({ estadoPedido }) => estadoPedido === n)
          .map(({ id }) => id)
          .sort((a, b) => a - b);
      const esperado = [...deEstado(3), ...deEstado(2), ...deEstado(1)];
      assert.equal(esperado.length, 6);

      const ausentes = await Promise.all([
        umPedido(),
        parado('CHECKOUT'),
        parado('FINALIZADO'),
        umPedido({ estado: 'RECEBIDO', ativo: false }),
        parado('CANCELADO'),
      ]);
      for (const quem of [s.totem, s.cozinha, s.gerente]) {
        const answer = await quem('GET', '/v1/pedido');
        assert.equal(answer.status, 200);
        assert.deepEqual(
          ids(answer).filter((id) => esperado.includes(id)),
          esperado,
        );
        for (const { id } of ausentes) assert.equal(ids(answer).includes(id), false);
        for (const { id, ...pedido } of answer.body) {
          assert.ok(pedido.itensPedido.length > 0, `itens of ${id}`);
          assert.ok(pedido.senha > 0 && pedido.total > 0);
        }
      }
    });

    test('os pendentes vêm do mais antigo ao mais novo, sem os inativos', async () => {
      const primeiro = await umPedido();
      const inativo = await umPedido({ ativo: false });
      const segundo = await umPedido({ itens: [{}] });
      const emCheckout = await parado('CHECKOUT');
      const answer = await s.totem('GET', '/v1/pedido/pendentes');
      assert.equal(answer.status, 200);
      const todos = ids(answer);
      assert.deepEqual(
        todos,
        todos.toSorted((a, b) => a - b),
      );
      assert.ok(todos.indexOf(primeiro.id) >= 0 && todos.indexOf(primeiro.id) < todos.indexOf(segundo.id));
      for (const { id } of [inativo, emCheckout]) assert.equal(todos.includes(id), false);
      assert.ok(answer.body.every(({ estadoPedido }: { estadoPedido: number }) => estadoPedido === 0));
    });

    for (const [n, estado] of ESTADOS.entries())
      test(`os que estão em ${estado}, só eles, o mais novo primeiro`, async () => {
        const [antes, depois] = [await parado(estado), await em(estado)];
        const answer = await s.cozinha('GET', `/v1/pedido/estado/${n}`);
        assert.equal(answer.status, 200);
        assert.ok(answer.body.every(({ estadoPedido }: { estadoPedido: number }) => estadoPedido === n));
        const todos = ids(answer);
        assert.ok(todos.includes(antes.id));
        assert.ok(todos.indexOf(depois.id) < todos.indexOf(antes.id), 'newest work first');
      });

    test('o que não é estado é 400', async () => {
      for (const estado of ['7', '-1', '1.5', 'abc', 'RECEBIDO', '%20', '0x1', '1e0', '1e400'])
        assert.equal((await s.gerente('GET', `/v1/pedido/estado/${estado}`)).status, 400, estado);
    });
  });

  describe('endereço', () => {
    const rotas: [string, (id: string) => string, object?][] = [
      ['GET', (id) => `/v1/pedido/${id}`],
      ['GET', (id) => `/v1/pedido/${id}/estado`],
      ['PUT', (id) => `/v1/pedido/${id}`, {}],
      ['POST', (id) => `/v1/pedido/checkout/${id}`],
      ['PUT', (id) => `/v1/item/${id}`, { quantidade: 1 }],
      ['DELETE', (id) => `/v1/item/${id}`],
      ['GET', (id) => `/v1/produto/${id}`],
      ['PUT', (id) => `/v1/produto/${id}`, fichaDeProduto()],
      ['DELETE', (id) => `/v1/produto/${id}`],
    ];
    for (const [method, path, body] of rotas) {
      test(`${method} ${path(':id')}: um id desconhecido é 404`, async () => {
        const { status, body: answer } = await s.gerente(method, path('99999999'), body);
        assert.equal(status, 404);
        assert.equal(typeof answer.message, 'string');
        assert.match(answer.message, /99999999/);
      });
      test(`${method} ${path(':id')}: o que não é inteiro positivo é 400`, async () => {
        for (const id of IDS_TORTOS) {
          const answer = await s.gerente(method, path(id), body);
          assert.equal(answer.status, 400, id);
          assert.deepEqual(answer.body.message, ['id deve ser um inteiro positivo'], id);
        }
      });
    }

    test('uma barra no fim não muda nada', async () => {
      const { id } = await umPedido();
      for (const path of ['/health', '/v1/categoria', '/v1/pedido', '/v1/pedido/pendentes', `/v1/pedido/${id}`]) {
        const [sem, com] = [await s.totem('GET', path), await s.totem('GET', `${path}/`)];
        assert.deepEqual([com.status, com.body], [200, sem.body], path);
      }
      assert.equal((await s.totem('POST', '/v1/pedido/', {})).status, 201);
      assert.equal((await s.totem('PUT', `/v1/pedido/${id}/`, {})).status, 200);
      assert.equal((await s.totem('POST', '/v1/cliente/identifica/?cpf=')).status, 200);
    });
  });

  describe('item', () => {
    test('entra com nome e preço do cardápio', async () => {
      const produto = await umProduto({ preco: 20.2 });
      const { id: pedidoId } = await umPedido();
      const novo = { pedidoId, produtoId: produto.id, quantidade: 3 };
      const { status, body } = await s.totem('POST', '/v1/item', novo);
      assert.equal(status, 201);
      assert.deepEqual(body, { ...novo, id: body.id });
      const { itensPedido } = await ler(pedidoId);
      assert.deepEqual(itensPedido, [{ ...body, precoUnitario: 20.2, produto }]);
    });

    test('um corpo vazio diz os três campos que faltam', async () => {
      const answer = await s.totem('POST', '/v1/item', {});
      assert.equal(answer.status, 400);
      assert.deepEqual(camposDe(answer), ['pedidoId', 'produtoId', 'quantidade']);
      assert.equal(answer.body.message.length, 3);
    });

    test('a quantidade vai de 1 a 99', async () => {
      const { id: pedidoId } = await umPedido();
      const { id: produtoId } = await umProduto();
      const item = await umItem({ pedidoId, produtoId, quantidade: 99 });
      for (const quantidade of [0, -1, 100, 1.5, '1', null, true, [1], 1e308, undefined])
        for (const [method, path] of [
          ['POST', '/v1/item'],
          ['PUT', `/v1/item/${item.id}`],
        ] as const) {
          const answer = await s.totem(method, path, { pedidoId, produtoId, quantidade });
          assert.deepEqual([answer.status, camposDe(answer)], [400, ['quantidade']], `${method} ${quantidade}`);
        }
      assert.deepEqual(
        (await ler(pedidoId)).itensPedido.map((i: { quantidade: number }) => i.quantidade),
        [99],
      );
    });

    for (const campo of ['pedidoId', 'produtoId'])
      test(`${campo} que não existe, ou não é id, é 400`, async () => {
        const certo = { pedidoId: (await umPedido()).id, produtoId: (await umProduto()).id, quantidade: 1 };
        for (const valor of [99_999_999, 0, -1, 1.5, '1', null, 2 ** 31, 10 ** 15, 9 * 10 ** 15, 2 ** 53]) {
          const answer = await s.totem('POST', '/v1/item', { ...certo, [campo]: valor });
          assert.deepEqual([answer.status, camposDe(answer)], [400, [campo]], String(valor));
        }
      });

    test('um produto inativo não entra, nem cresce onde já estava', async () => {
      const { id: pedidoId } = await umPedido();
      const inativo = await umProduto({ ativo: false });
      assert.equal((await s.totem('POST', '/v1/item', { pedidoId, produtoId: inativo.id, quantidade: 1 })).status, 400);

      const { id: produtoId } = await umProduto();
      const item = await umItem({ pedidoId, produtoId });
      await s.gerente('DELETE', `/v1/produto/${produtoId}`);
      await until('the news', async () => {
        const { status } = await s.totem('PUT', `/v1/item/${item.id}`, { quantidade: 2 });
        return status === 400;
      });
      assert.equal((await s.totem('POST', '/v1/item', { pedidoId, produtoId, quantidade: 1 })).status, 400);
      assert.equal((await s.totem('DELETE', `/v1/item/${item.id}`)).status, 200, 'but it may leave');
    });

    test('um pedido tem até 50 itens, e o que já os tem ainda muda e diminui', async () => {
      const { id: produtoId } = await umProduto();
      const { id: pedidoId } = await umPedido({ itens: Array(49).fill({ produtoId }) });
      const novo = { pedidoId, produtoId, quantidade: 1 };
      const aoMesmoTempo = await Promise.all([1, 2, 3].map(() => s.totem('POST', '/v1/item', novo)));
      assert.deepEqual(aoMesmoTempo.map(({ status }) => status).sort(), [201, 400, 400]);
      const { body } = await s.totem('POST', '/v1/item', novo);
      assert.deepEqual([body.status, body.message], [400, 'O pedido pode ter até 50 itens']);
      const [item] = (await ler(pedidoId)).itensPedido;
      assert.equal((await s.totem('PUT', `/v1/item/${item.id}`, { quantidade: 99 })).status, 200);
      assert.equal((await s.totem('DELETE', `/v1/item/${item.id}`)).status, 200);
      assert.equal((await s.totem('POST', '/v1/item', novo)).status, 201);
    });

    test('troca de quantidade e de produto, e sai', async () => {
      const { id: pedidoId } = await umPedido();
      const { id } = await umItem({ pedidoId });
      const outro = await umProduto({ preco: 3.5 });
      const { status, body } = await s.totem('PUT', `/v1/item/${id}`, { pedidoId, produtoId: outro.id, quantidade: 2 });
      assert.deepEqual([status, body], [200, { id, pedidoId, produtoId: outro.id, quantidade: 2 }]);
      const [item] = (await ler(pedidoId)).itensPedido;
      assert.deepEqual([item.precoUnitario, item.produto.nome], [3.5, outro.nome]);

      const saiu = await s.totem('DELETE', `/v1/item/${id}`);
      assert.deepEqual([saiu.status, saiu.body], [200, true]);
      assert.equal((await s.totem('DELETE', `/v1/item/${id}`)).status, 404);
      assert.deepEqual((await ler(pedidoId)).itensPedido, []);
    });

    test('nunca muda de pedido', async () => {
      const { id: pedidoId } = await umPedido();
      const { id: outroId } = await umPedido();
      const item = await umItem({ pedidoId });
      const corpo = { pedidoId: outroId, produtoId: item.produtoId, quantidade: 2 };
      assert.equal((await s.totem('PUT', `/v1/item/${item.id}`, corpo)).status, 400);
      assert.deepEqual((await ler(outroId)).itensPedido, []);
      assert.equal((await ler(pedidoId)).itensPedido[0].quantidade, 1);
    });

    for (const estado of ESTADOS.slice(1))
      test(`em ${estado} nenhum item entra, muda ou sai`, async () => {
        const { id: pedidoId } = await parado(estado);
        const { itensPedido, total } = await ler(pedidoId);
        const [{ id, produtoId }] = itensPedido;
        const answers = [
          await s.totem('POST', '/v1/item', { pedidoId, produtoId, quantidade: 1 }),
          await s.totem('PUT', `/v1/item/${id}`, { pedidoId, produtoId, quantidade: 2 }),
          await s.totem('DELETE', `/v1/item/${id}`),
        ];
        assert.deepEqual(
          answers.map(({ status }) => status),
          [409, 409, 409],
        );
        const depois = await ler(pedidoId);
        assert.deepEqual([depois.itensPedido, depois.total], [itensPedido, total]);
      });
  });

  describe('checkout', () => {
    const fechar = (id: number) => s.totem('POST', `/v1/pedido/checkout/${id}`);

    test('congela itens e total, e abre um pagamento', async () => {
      const { id: produtoId } = await umProduto({ preco: 19.99 });
      const { id } = await umPedido({ itens: [{ produtoId, quantidade: 7 }, {}] });
      const { status, body } = await fechar(id);
      assert.equal(status, 200);
      const { pedido, pagamento } = body;
      assert.deepEqual([pedido.id, pedido.estadoPedido, pedido.total, pedido.senha], [id, 5, 160.13, null]);
      assert.deepEqual(pedido, await ler(id));
      const { transacaoId } = pagamento;
      assert.deepEqual(body, {
        pedido,
        alteracoes: [],
        pagamento: {
          id: transacaoId,
          pedidoId: id,
          transacaoId,
          estadoPagamento: 0,
          total: 160.13,
          dataHoraPagamento: null,
        },
      });
      assert.match(transacaoId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    test('centavos não se perdem na soma', async () => {
      const itens = await Promise.all([0.1, 0.2, 0.07, 1.15].map((preco) => umProduto({ preco })));
      const { id } = await umPedido({ itens: itens.map((p) => ({ produtoId: p.id, quantidade: 99 })) });
      assert.equal((await fechar(id)).body.pedido.total, 150.48);
    });

    test('o mesmo produto duas vezes conta duas vezes', async () => {
      const { id: produtoId } = await umProduto({ preco: 10.1 });
      const { id } = await umPedido({
        itens: [
          { produtoId, quantidade: 2 },
          { produtoId, quantidade: 3 },
        ],
      });
      assert.equal((await fechar(id)).body.pedido.total, 50.5);
    });

    test('repetido, mesmo ao mesmo tempo, é o mesmo pagamento', async () => {
      const { id } = await umPedido({ itens: [{}] });
      const answers = await Promise.all([fechar(id), fechar(id), fechar(id)]);
      answers.push(await fechar(id));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.equal(new Set(answers.map(({ body }) => body.pagamento.transacaoId)).size, 1);
      assert.deepEqual([...new Set(answers.map(({ body }) => body.pedido.total))], [20.2]);
    });

    test('sem itens é 400, e nada muda', async () => {
      const { id } = await umPedido();
      const { status, body } = await fechar(id);
      assert.deepEqual([status, typeof body.message], [400, 'string']);
      assert.equal((await ler(id)).estadoPedido, 0);
    });

    for (const estado of ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO', 'CANCELADO'] as const)
      test(`de ${estado} não há checkout`, async () => {
        const { id } = await parado(estado);
        assert.equal((await fechar(id)).status, 409);
        assert.equal(ESTADOS[(await ler(id)).estadoPedido], estado);
      });

    /** A pedido with one item, whose product has changed since and whose copy of the catalogue knows it. */
    const mudado = async (mudanca: object) => {
      const produto = await umProduto({ preco: 10 });
      const { id } = await umPedido({ itens: [{ produtoId: produto.id, quantidade: 2 }] });
      const [item] = (await ler(id)).itensPedido;
      const descricao = `Mudou ${unico()}`;
      const ficha = fichaDeProduto({ nome: produto.nome, preco: 10, descricao, ...mudanca });
      await s.gerente('PUT', `/v1/produto/${produto.id}`, ficha);
      await until('the news', async () => (await ler(id)).itensPedido[0].produto.descricao === descricao);
      return { id, produto, item };
    };

    test('um preço que mudou é dito, e vale o novo', async () => {
      const { id, produto, item } = await mudado({ preco: 12.34 });
      assert.equal((await ler(id)).itensPedido[0].precoUnitario, 10, 'as it was seen');
      const { status, body } = await fechar(id);
      assert.equal(status, 200);
      assert.deepEqual(body.alteracoes, [
        { itemId: item.id, produtoId: produto.id, nome: produto.nome, motivo: 'preco', de: 10, para: 12.34 },
      ]);
      assert.deepEqual([body.pedido.total, body.pagamento.total], [24.68, 24.68]);
      assert.equal(body.pedido.itensPedido[0].precoUnitario, 12.34);
    });

    test('o que muda depois do checkout não muda mais o pedido', async () => {
      const produto = await umProduto({ preco: 10 });
      const { id } = await umPedido({ estado: 'CHECKOUT', itens: [{ produtoId: produto.id }] });
      const descricao = `Mudou ${unico()}`;
      await s.gerente('PUT', `/v1/produto/${produto.id}`, fichaDeProduto({ preco: 99, descricao }));
      await until('the news', async () => (await ler(id)).itensPedido[0].produto.descricao === descricao);
      const { total, itensPedido } = await ler(id);
      assert.deepEqual([total, itensPedido[0].precoUnitario, itensPedido[0].produto.nome], [10, 10, produto.nome]);
      assert.deepEqual((await fechar(id)).body.alteracoes, []);
    });

    test('um produto que saiu do cardápio impede o checkout, e é nomeado', async () => {
      const { id, produto, item } = await mudado({ ativo: false });
      const { status, body } = await fechar(id);
      assert.equal(status, 400);
      assert.ok(String(body.message).includes(produto.nome));
      assert.deepEqual(
        body.alteracoes.map(({ itemId, motivo }: { itemId: number; motivo: string }) => [itemId, motivo]),
        [[item.id, 'indisponivel']],
      );
      assert.equal((await ler(id)).estadoPedido, 0);
      await s.totem('DELETE', `/v1/item/${item.id}`);
      await umItem({ pedidoId: id });
      assert.equal((await fechar(id)).status, 200, 'the rest may go on');
    });

    test('depois de uma rejeição, os itens mudam e o novo checkout é outro pagamento', async () => {
      const { id } = await umPedido({ itens: [{}] });
      const primeira = await checkout(id);
      await notificar(primeira, 2);
      await ateEstado(id, 'PAGAMENTO_PENDENTE');
      await umItem({ pedidoId: id });
      assert.equal((await ler(id)).total, null, 'what was promised no longer holds');
      const segunda = await checkout(id);
      assert.notEqual(segunda, primeira);
      assert.equal((await ler(id)).total, 40.4);
    });
  });
});
