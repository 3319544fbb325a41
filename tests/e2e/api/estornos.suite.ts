import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { emailsPara as emailsEm, feito, visitante } from '@foodious/testing/client.ts';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, notificar, sistema, umCliente, umProduto } from './compartilhado.ts';

type Estorno = {
  id: string;
  valor: number;
  itens: { itemId: number; nome: string; quantidade: number }[] | null;
  causa: string;
  motivo: string | null;
  estado: string;
};
type Estornos = { pago: number; estornado: number; aCaminho: number; disponivel: number; estornos: Estorno[] };

const MOTIVO = 'a Zulmira achou um cabelo';

describe('estornos', () => {
  let s: Sistema;
  let produtos: { id: number; nome: string }[];
  before(async () => {
    s = await sistema();
    produtos = [await umProduto({ preco: 10.1 }), await umProduto({ preco: 7 })];
  });

  /** A pedido of two burgers and a juice, 27.20, paid; with its itens and transacao. */
  async function pago(campos: object = {}) {
    const itens = produtos.map(({ id: produtoId }, i) => ({ produtoId, quantidade: 2 - i }));
    const corpo = { consumo: 'local', checkout: true, itens, ...campos };
    const { id, pagamento } = await feito(s.totem, 'POST', '/v2/pedido', corpo, { 'idempotency-key': unico() });
    await until(`pagamento of ${id}`, async () => (await s.totem('GET', pagamento.href)).status === 200);
    await notificar(pagamento.transacaoId, 1);
    await ateEstado(id, 'RECEBIDO');
    const { itensPedido } = await feito(s.totem, 'GET', `/v1/pedido/${id}`);
    return { id, transacaoId: pagamento.transacaoId, itens: itensPedido.map((item: { id: number }) => item.id) };
  }
  const devolver = (id: number, campos: object, chave = unico(), quem = s.gerente) =>
    quem('POST', `/v2/pedido/${id}/estornos`, { motivo: MOTIVO, ...campos }, { 'idempotency-key': chave });
  const contas = (id: number): Promise<Estornos> => feito(s.gerente, 'GET', `/v2/pedido/${id}/estornos`);
  const ateDevolvido = (id: number, quanto: number) =>
    until(`${quanto} back of ${id}`, async () => {
      const lidas = await contas(id);
      return lidas.estornado === quanto && lidas;
    });
  /** The e-mails about money that went back, by their texts. */
  const avisos = async (para: string) =>
    (await emailsEm(s.place.ses, para)).filter(({ subject }) => subject.startsWith('Devolvemos'));

  test('uma parte, itens e o resto: o provedor devolve cada um, e o cliente recebe um e-mail por cada', async () => {
    const cliente = await umCliente();
    const { id, transacaoId, itens } = await pago({ clienteId: cliente.id });
    assert.deepEqual(await contas(id), { pago: 27.2, estornado: 0, aCaminho: 0, disponivel: 27.2, estornos: [] });

    const porValor = await devolver(id, { valor: 2.5 });
    assert.equal(porValor.status, 201);
    assert.deepEqual(
      [porValor.body.valor, porValor.body.itens, porValor.body.motivo, porValor.body.causa],
      [2.5, null, MOTIVO, 'gerencia'],
    );
    await ateDevolvido(id, 2.5);
    assert.equal((await s.gerente('GET', `/v1/pagamento/${id}`)).body.pagamento.estadoPagamento, 1);

    const porItem = await devolver(id, { itens: [{ itemId: itens[0], quantidade: 1 }] });
    assert.deepEqual(
      [porItem.status, porItem.body.valor, porItem.body.itens],
      [201, 10.1, [{ itemId: itens[0], nome: produtos[0]?.nome, quantidade: 1 }]],
    );
    await ateDevolvido(id, 12.6);

    assert.equal((await devolver(id, { tudo: true })).body.valor, 14.6);
    const { disponivel, aCaminho, estornos } = await ateDevolvido(id, 27.2);
    assert.deepEqual([disponivel, aCaminho, estornos.map(({ estado }) => estado)], [0, 0, Array(3).fill('FEITO')]);
    await until('ESTORNADO', async () => {
      const { pagamento } = (await s.gerente('GET', `/v1/pagamento/${id}?transacaoId=${transacaoId}`)).body;
      return pagamento.estadoPagamento === 3;
    });
    const emails = await until('3 e-mails', async () => {
      const lidos = await avisos(cliente.email);
      return lidos.length >= 3 && lidos;
    });
    assert.deepEqual(emails.map(({ subject }) => subject).sort(), [
      'Devolvemos R$ 10,10',
      'Devolvemos R$ 14,60',
      'Devolvemos R$ 2,50',
    ]);
    for (const { subject, body } of emails) {
      assert.match(body.text, subject.includes('14,60') ? /tudo o que foi pago foi devolvido/ : /uma parte/);
      assert.doesNotMatch(body.text, /Zulmira/);
    }
    assert.equal((await s.gerente('GET', `/v1/pedido/${id}/estado`)).body.estadoPedido, 1, 'the pedido goes on');
  });

  test('o que passa do que foi pago, ou de um item mais do que se comprou, é recusado, e nada se devolve', async () => {
    const { id, itens } = await pago();
    for (const [campos, status] of [
      [{ valor: 27.21 }, 409],
      [{ itens: [{ itemId: itens[1], quantidade: 2 }] }, 409],
      [{ itens: [{ itemId: 999_999_999, quantidade: 1 }] }, 400],
    ] as const)
      assert.equal((await devolver(id, campos)).status, status, JSON.stringify(campos));
    assert.equal((await devolver(id, { itens: [{ itemId: itens[1], quantidade: 1 }] })).status, 201);
    assert.equal((await devolver(id, { itens: [{ itemId: itens[1], quantidade: 1 }] })).status, 409);
    assert.equal((await devolver(id, { tudo: true })).body.valor, 20.2);
    assert.equal((await devolver(id, { valor: 0.01 })).status, 409);
    assert.equal((await contas(id)).estornos.length, 2);
  });

  test('o que não presta é recusado pelo nome', async () => {
    const { id } = await pago();
    for (const [campos, campo] of [
      [{}, 'valor'],
      [{ tudo: true, valor: 1 }, 'valor'],
      [{ tudo: false }, 'tudo'],
      [{ valor: 0 }, 'valor'],
      [{ valor: 1.005 }, 'valor'],
      [{ itens: [] }, 'itens'],
      [{ itens: [{ itemId: 1, quantidade: 0 }] }, 'itens'],
      [{ tudo: true, motivo: ' x ' }, 'motivo'],
      [{ tudo: true, motivo: 'x'.repeat(301) }, 'motivo'],
      [{ tudo: true, motivo: undefined }, 'motivo'],
    ] as const) {
      const { status, body } = await devolver(id, campos);
      assert.equal(status, 400, JSON.stringify(campos));
      assert.match(body.erros[0].campo, new RegExp(`^${campo}`), JSON.stringify(body.erros));
    }
    const semChave = await s.gerente('POST', `/v2/pedido/${id}/estornos`, { tudo: true, motivo: MOTIVO });
    assert.deepEqual([semChave.status, semChave.body.erros[0].campo], [400, 'Idempotency-Key']);
    assert.equal((await contas(id)).estornos.length, 0);
  });

  test('o que não foi pago não tem o que devolver, e o que não existe não existe', async () => {
    const { body } = await s.totem(
      'POST',
      '/v2/pedido',
      { consumo: 'local', itens: [{ produtoId: produtos[0]?.id, quantidade: 1 }], checkout: true },
      { 'idempotency-key': unico() },
    );
    assert.equal((await devolver(body.id, { tudo: true })).status, 409);
    assert.deepEqual((await contas(body.id)).pago, 0);
    assert.equal((await devolver(99_999_999, { tudo: true })).status, 404);
    assert.equal((await s.gerente('GET', '/v2/pedido/99999999/estornos')).status, 404);
  });

  test('repetido com a mesma chave é o mesmo estorno; com outro corpo, ou de outro pedido, é recusado', async () => {
    const [{ id }, outro] = [await pago(), await pago()];
    const chave = unico();
    const [primeiro, repetido] = [await devolver(id, { valor: 1 }, chave), await devolver(id, { valor: 1 }, chave)];
    assert.deepEqual([repetido.status, repetido.body.id], [201, primeiro.body.id]);
    assert.equal((await devolver(id, { valor: 2 }, chave)).status, 422);
    assert.equal((await devolver(outro.id, { valor: 1 }, chave)).status, 422);
    const juntos = await Promise.all(Array.from({ length: 4 }, () => devolver(id, { valor: 10 })));
    assert.deepEqual(juntos.map(({ status }) => status).sort(), [201, 201, 409, 409], 'two of ten fit, four do not');
    assert.equal((await contas(id)).estornos.length, 3);
  });

  test('só a gerência devolve, e só ela vê o que se devolveu', async () => {
    const { id } = await pago();
    for (const quem of [s.totem, s.cozinha]) {
      assert.equal((await devolver(id, { tudo: true }, unico(), quem)).status, 403);
      assert.equal((await quem('GET', `/v2/pedido/${id}/estornos`)).status, 403);
    }
  });

  test('cancelado, o que resta volta por si; entregue, a gerência ainda devolve', async () => {
    const cancelado = await pago();
    await devolver(cancelado.id, { valor: 7.2 });
    await feito(s.gerente, 'PUT', `/v1/pedido/${cancelado.id}`, { estadoPedido: 6, motivo: 'acabou o pão' });
    const { estornos } = await ateDevolvido(cancelado.id, 27.2);
    assert.deepEqual(estornos.map(({ causa, valor }) => [causa, valor]).sort(), [
      ['cancelamento', 20],
      ['gerencia', 7.2],
    ]);

    const { id } = await pago();
    for (const [acao, estado] of [
      ['iniciar', 'EM_PREPARACAO'],
      ['pronto', 'PRONTO'],
      ['entregar', 'FINALIZADO'],
    ] as const) {
      await until(`comanda of ${id}`, async () => {
        const { status } = await s.cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`);
        return status === 200;
      });
      await ateEstado(id, estado);
    }
    assert.equal((await devolver(id, { tudo: true })).status, 201);
    await ateDevolvido(id, 27.2);
    assert.equal((await s.gerente('GET', `/v1/pedido/${id}/estado`)).body.estadoPedido, 4);
  });

  test('na auditoria fica quem devolveu e quanto; do motivo, só o tamanho', async () => {
    const { id } = await pago();
    await devolver(id, { valor: 3 });
    const linha = await until('the entry', async () => {
      const { body } = await s.gerente('GET', '/v2/auditoria?acao=estorno-pedido');
      return body.entradas?.find(({ sobre }: { sobre: { id: string } }) => sobre.id === String(id));
    });
    assert.deepEqual(linha.depois, { centavos: 300, itens: 0, motivoCaracteres: MOTIVO.length });
    assert.doesNotMatch(JSON.stringify(linha), /Zulmira/);
  });

  test('o recibo diz o que foi pago e o que voltou, do cliente só o primeiro nome e o CPF encoberto; só o dono e o balcão o veem', async () => {
    const cliente = await umCliente({ nome: 'Ana Maria Souza' });
    const { id, itens } = await pago({ clienteId: cliente.id });
    await devolver(id, { itens: [{ itemId: itens[1], quantidade: 1 }] });
    await ateDevolvido(id, 7);
    const { status, body } = await s.totem('GET', `/v2/pedido/${id}/recibo`);
    assert.equal(status, 200);
    const { senha, pagoEm, dia } = body;
    assert.ok(senha > 0 && Math.abs(Date.parse(pagoEm) - Date.now()) < 60_000 && /^\d{4}-\d\d-\d\d$/.test(dia));
    assert.deepEqual(body, {
      lanchonete: body.lanchonete,
      pedidoId: id,
      senha,
      dia,
      pagoEm,
      itens: [
        { nome: produtos[0]?.nome, quantidade: 2, precoUnitario: 10.1, subtotal: 20.2, observacoes: null },
        { nome: produtos[1]?.nome, quantidade: 1, precoUnitario: 7, subtotal: 7, observacoes: null },
      ],
      total: 27.2,
      meio: 'pix',
      cliente: { nome: 'Ana', cpf: `***.${cliente.cpf.slice(3, 6)}.${cliente.cpf.slice(6, 9)}-**` },
      estornado: 7,
    });
    assert.deepEqual((await s.gerente('GET', `/v2/pedido/${id}/recibo`)).body, body);
    assert.equal((await s.cozinha('GET', `/v2/pedido/${id}/recibo`)).status, 403);
    const outro = await visitante(s.place.gateway);
    assert.equal((await outro('GET', `/v2/pedido/${id}/recibo`)).status, 404);

    const anonimo = await pago();
    assert.equal((await s.totem('GET', `/v2/pedido/${anonimo.id}/recibo`)).body.cliente, null);
    const aberto = await feito(s.totem, 'POST', '/v1/pedido', {});
    assert.equal((await s.totem('GET', `/v2/pedido/${aberto.id}/recibo`)).status, 409);
  });

  test('o balcão acha pela senha do dia e pelo número, e sem busca os prontos', async () => {
    const cliente = await umCliente({ nome: 'Ana Maria Souza' });
    const { id, transacaoId } = await pago({ clienteId: cliente.id });
    const buscar = async (busca = '') =>
      (await feito(s.gerente, 'GET', `/v2/balcao/pedidos${busca && `?busca=${busca}`}`)).pedidos;
    const [achado] = await buscar(String(id)).then((lista) => lista.filter((um: { id: number }) => um.id === id));
    const { senha, criadoEm, desde, dia } = achado;
    assert.deepEqual(achado, {
      id,
      senha,
      dia,
      estado: 'RECEBIDO',
      meio: 'pix',
      total: 27.2,
      criadoEm,
      desde,
      cliente: 'Ana',
      itens: produtos.map(({ nome }, i) => ({ nome, quantidade: 2 - i })),
      transacaoId,
      pago: true,
    });
    assert.ok((await buscar(String(senha))).some((um: { id: number }) => um.id === id));
    const semBusca = async () => (await buscar()).some((um: { id: number }) => um.id === id);
    assert.equal(await semBusca(), false);
    for (const acao of ['iniciar', 'pronto'])
      await until(acao, async () => (await s.cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`)).status === 200);
    await until('it is ready', semBusca);
    assert.deepEqual(await buscar('999999999'), []);
    assert.equal((await s.gerente('GET', '/v2/balcao/pedidos?busca=Ana')).status, 400);
    for (const quem of [s.totem, s.cozinha]) assert.equal((await quem('GET', '/v2/balcao/pedidos')).status, 403);
  });

  test('o que se paga no balcão espera nele, vai à cozinha quando pago, e volta por ele', async () => {
    const ajustar = async (balcao: boolean) => {
      const { body } = await s.gerente('GET', '/v2/ajustes');
      await feito(s.gerente, 'PUT', '/v2/ajustes', { ...body, meios: { pix: true, balcao } }, { 'if-match': '*' });
    };
    await ajustar(true);
    try {
      const cliente = await umCliente();
      const { id, pagamento, meio } = await feito(
        s.totem,
        'POST',
        '/v2/pedido',
        {
          consumo: 'viagem',
          checkout: true,
          meio: 'balcao',
          clienteId: cliente.id,
          itens: [{ produtoId: produtos[0]?.id, quantidade: 1 }],
        },
        { 'idempotency-key': unico() },
      );
      assert.equal(meio, 'balcao');
      const noBalcao = async () =>
        (await feito(s.gerente, 'GET', '/v2/balcao/pedidos')).pedidos.find((um: { id: number }) => um.id === id);
      const { estado, transacaoId, pago: jaPago, senha } = await noBalcao();
      assert.deepEqual([estado, transacaoId, jaPago, senha], ['CHECKOUT', pagamento.transacaoId, false, null]);
      const recebido = await until('it can be paid', async () => {
        const recebimento = { transacaoId, forma: 'dinheiro', entregue: 20 };
        const { status, body } = await s.gerente('POST', '/v2/balcao/recebimentos', recebimento);
        return status === 201 && body;
      });
      assert.equal(recebido.troco, 9.9);
      await ateEstado(id, 'RECEBIDO');
      assert.equal(await noBalcao(), undefined);
      assert.equal((await s.totem('GET', `/v2/pedido/${id}/recibo`)).body.meio, 'balcao');

      const { body: estorno } = await devolver(id, { tudo: true });
      await until('it can be handed over', async () => {
        const { status } = await s.gerente('POST', `/v2/balcao/devolucoes/${estorno.id}`);
        return status === 201;
      });
      await ateDevolvido(id, 10.1);
      const [aviso] = await until('the e-mail', async () => {
        const lidos = await avisos(cliente.email);
        return lidos.length > 0 && lidos;
      });
      assert.match(aviso?.body.text ?? '', /R\$ 10,10 .* no balcão/);
    } finally {
      await ajustar(false);
    }
  });

  test('os pedidos parados são só os que ninguém leva adiante', async () => {
    const { id } = await pago();
    const { status, body } = await s.gerente('GET', '/v2/gerencia/parados');
    assert.deepEqual([status, body.naoResponderam], [200, []]);
    assert.ok(body.parados.every(({ pedidoId }: { pedidoId: number }) => pedidoId !== id));
    assert.equal((await s.cozinha('GET', '/v2/gerencia/parados')).status, 403);
  });
});
