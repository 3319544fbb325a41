import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { aberto } from '@foodious/testing/aberto.ts';
import { type Call, caller, feito, renewing } from '@foodious/testing/client.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { unico } from '@foodious/testing/fixtures.ts';
import { diaDe } from '@foodious/testing/place.ts';
import { until } from '@foodious/testing/waiting.ts';

const PALAVRA_PASSE = 'três pratos de trigo';

type Casa = Pick<Awaited<ReturnType<typeof aberto>>, 'gerente' | 'place'>;
type Cobranca = { transacaoId: string; pedidoId: number };
type Devolucao = { estornoId: string; pedidoId: number; valor: number; forma: string };
type Entrada = { acao: string; quem: string; papel: string; sobre: { id: string } | null };

/** From now on the counter is offered too, and Pix only where that is said. */
async function oferecerBalcao({ gerente }: Casa, pix = true): Promise<void> {
  const ajustes = await feito(gerente, 'GET', '/v2/ajustes');
  await feito(gerente, 'PUT', '/v2/ajustes', { ...ajustes, meios: { pix, balcao: true } }, { 'if-match': '*' });
}

/** Somebody new who works at the counter, signed in. */
async function umCaixa({ gerente, place }: Casa): Promise<{ id: number; call: Call }> {
  const usuario = `p.${unico()}`.toLowerCase().slice(0, 40);
  const corpo = { nome: 'Bia Lopes', usuario, papel: 'balcao', email: null };
  const { pessoa, convite } = await feito(gerente, 'POST', '/v2/equipe', corpo);
  const anyone = caller(place.gateway);
  const token = new URL(convite.endereco).hash.replace('#convite=', '');
  await feito(anyone, 'POST', '/v2/convites/usar', { convite: token, palavraPasse: PALAVRA_PASSE });
  const entrar = (body: object) => feito(anyone, 'POST', '/oauth2/token', body);
  const senha = { grant_type: 'password', username: usuario, password: PALAVRA_PASSE };
  return { id: pessoa.id, call: caller(place.gateway, await renewing(entrar, senha)) };
}

/** The charge of a pedido, once it waits at the counter. */
const noBalcao = (quem: Call, id: number): Promise<Cobranca> =>
  until(`pedido ${id} at the counter`, async () => {
    const { cobrancas } = await feito(quem, 'GET', '/v2/balcao/cobrancas');
    return cobrancas.find(({ pedidoId }: Cobranca) => pedidoId === id);
  });

/** A refund of a pedido, once it waits at the counter. */
const aDevolver = (quem: Call, id: number): Promise<Devolucao> =>
  until(`refund of pedido ${id} at the counter`, async () => {
    const { devolucoes } = await feito(quem, 'GET', '/v2/balcao/devolucoes');
    return devolucoes.find(({ pedidoId }: Devolucao) => pedidoId === id);
  });

/** What the audit log says of something, once it has so many entries. */
const auditado = (gerente: Call, sobre: string, quantas = 1): Promise<Entrada[]> =>
  until(`${quantas} entries of ${sobre}`, async () => {
    const { entradas } = await feito(gerente, 'GET', `/v2/auditoria?limite=50&sobre=${sobre}`);
    return entradas.length >= quantas && entradas;
  });

describe('balcão', () => {
  let s: Awaited<ReturnType<typeof aberto>>;
  let bia: Awaited<ReturnType<typeof umCaixa>>;
  before(async () => {
    s = await aberto();
    await oferecerBalcao(s);
    bia = await umCaixa(s);
  });
  after(() => s?.fechar());

  /** Whole, of one produto of R$ 27,90. */
  const pedir = async (campos: object = {}) => {
    const produtoId = await s.umProduto(27.9);
    return s.pedir({ meio: 'balcao', itens: [{ produtoId, quantidade: 1 }], ...campos });
  };
  const receber = (transacaoId: string, corpo: object = {}) =>
    feito(bia.call, 'POST', '/v2/balcao/recebimentos', { transacaoId, forma: 'dinheiro', entregue: 50, ...corpo });
  const livro = async (id: number) => (await feito(s.gerente, 'GET', `/v2/pagamento/${id}`)).saldos;

  test('espera o caixa, que recebe 50,00 por 27,90 e devolve 22,10: o pedido tem senha e vai à cozinha; estornado e entregue, o cliente sabe', async () => {
    const cliente = await s.novoCliente();
    const { id, meio, estado, senha } = await pedir({ clienteId: cliente.id });
    assert.deepEqual([meio, estado, senha], ['balcao', 'CHECKOUT', null]);
    const { transacaoId } = await noBalcao(bia.call, id);
    assert.equal(await s.estado(id), 'CHECKOUT');
    assert.equal(await s.comanda(id), undefined);

    const { total, entregue, troco } = await receber(transacaoId);
    assert.deepEqual([total, entregue, troco], [27.9, 50, 22.1]);
    await s.ate(id, 'RECEBIDO');
    assert.ok((await s.pedido(id)).senha > 0);
    await s.ateComanda(id);
    assert.match((await s.ateEmails(cliente.email, 1))[0]?.texto ?? '', /R\$ 27,90/);
    const [recebimento] = await auditado(s.gerente, `pagamento:${transacaoId}`);
    assert.deepEqual(
      [recebimento?.acao, recebimento?.quem, recebimento?.papel],
      ['recebimento-no-balcao', `equipe-${bia.id}`, 'balcao'],
    );
    assert.deepEqual([(await livro(id)).caixa, (await livro(id)).venda], [27.9, -27.9]);

    const corpo = { tudo: true, motivo: 'Veio frio' };
    const estornar = `/v2/pedido/${id}/estornos`;
    const estorno = await feito(s.gerente, 'POST', estornar, corpo, { 'idempotency-key': unico() });
    const { estornoId, valor, forma } = await aDevolver(bia.call, id);
    assert.deepEqual([estornoId, valor, forma], [estorno.id, 27.9, 'dinheiro']);
    assert.equal((await feito(s.gerente, 'GET', estornar)).aCaminho, 27.9);
    assert.equal(await s.estadoPagamento(id, transacaoId), 'CONFIRMADO');

    await feito(bia.call, 'POST', `/v2/balcao/devolucoes/${estornoId}`);
    await s.atePagamento(id, transacaoId, 'ESTORNADO');
    const emails = await until('the e-mail of the refund', async () => {
      const todos = await s.emails(cliente.email);
      return todos.some(({ texto }) => /devolv|estorn/i.test(texto)) && todos;
    });
    assert.match(emails.at(-1)?.texto ?? '', /R\$ 27,90/);
    const acoes = (await auditado(s.gerente, `estorno:${estornoId}`)).map(({ acao, quem }) => [acao, quem]);
    assert.ok(acoes.some(([acao, quem]) => acao === 'devolucao-no-balcao' && quem === `equipe-${bia.id}`));
    assert.deepEqual([(await livro(id)).caixa, (await livro(id)).venda, (await livro(id))['a-devolver']], [0, 0, 0]);
  });

  test('cancelado depois de pago no cartão, volta pela maquininha', async () => {
    const { id } = await pedir();
    const { transacaoId } = await noBalcao(bia.call, id);
    await receber(transacaoId, { forma: 'cartao', entregue: undefined });
    await s.ate(id, 'RECEBIDO');
    assert.deepEqual([(await livro(id)).maquininha, (await livro(id)).caixa], [27.9, 0]);
    await feito(s.gerente, 'PUT', `/v1/pedido/${id}`, { estadoPedido: 6, motivo: 'Acabou o pão' });
    const { estornoId, forma } = await aDevolver(bia.call, id);
    assert.equal(forma, 'cartao');
    await feito(bia.call, 'POST', `/v2/balcao/devolucoes/${estornoId}`);
    await s.atePagamento(id, transacaoId, 'ESTORNADO');
    assert.equal((await livro(id)).maquininha, 0);
  });

  test('no fim do dia se conta a gaveta, e a diferença fica escrita', async () => {
    const dia = diaDe(new Date());
    const antes = await feito(bia.call, 'GET', '/v2/balcao/caixa');
    assert.equal(antes.dia, dia);
    const [{ id }] = [await pedir()];
    await receber((await noBalcao(bia.call, id)).transacaoId);
    const { dinheiro, cartao } = await feito(bia.call, 'GET', '/v2/balcao/caixa');
    assert.equal(Math.round((dinheiro.esperado - antes.dinheiro.esperado) * 100), 2790);
    const corpo = {
      dia,
      fundo: 150,
      dinheiro: Math.round((150 + dinheiro.esperado - 2) * 100) / 100,
      cartao: cartao.esperado,
    };
    const { fechamento } = await feito(bia.call, 'POST', '/v2/balcao/caixa/fechamento', corpo);
    assert.deepEqual([fechamento.por, fechamento.dinheiro.diferenca], [`equipe-${bia.id}`, -2]);
    const [entrada] = await auditado(s.gerente, `caixa:${dia}`);
    assert.deepEqual([entrada?.acao, entrada?.quem], ['caixa-fechado', `equipe-${bia.id}`]);
  });

  test('quem não vem pagar perde a vez: o pedido volta a se poder mudar, e o caixa não recebe mais', async () => {
    await s.reabrir({ BALCAO_EXPIRA_S: '5' });
    const { id } = await pedir();
    const { transacaoId } = await noBalcao(bia.call, id);
    await until('the charge is over', async () => (await s.estado(id)) === 'PAGAMENTO_PENDENTE', 30_000);
    const corpo = { transacaoId, forma: 'dinheiro' };
    assert.equal((await bia.call('POST', '/v2/balcao/recebimentos', corpo)).status, 409);
    assert.equal((await s.pagamento(id, transacaoId)).pagamento.estadoPagamento, 2);
  });
});

describe('balcão de um processo que morre', () => {
  test('recebimentos e devoluções cortados por kill -9 terminam uma vez cada um, e o caixa bate com o livro', async (t) => {
    const s = await emProcesso();
    t.after(() => s.guardar());
    await oferecerBalcao(s, false);
    const abertos: Cobranca[] = [];
    for (let n = 0; n < 8; n += 1) abertos.push(await noBalcao(s.gerente, (await s.pedir()).id));

    /** Does something to each while the process is killed, and opens it again. */
    const cortar = async (ms: number, fazer: (qual: Cobranca, i: number) => Promise<unknown>) => {
      const feitos = Promise.allSettled(abertos.map((each, i) => sleep(i * 4).then(() => fazer(each, i))));
      await sleep(ms);
      await s.encerrar('SIGKILL');
      await feitos;
      await s.reabrir();
    };
    /** The answer of who asks again after hearing nothing: the first connection may still be to who is dead. */
    const perguntar = (fazer: () => Promise<{ status: number }>) =>
      until('an answer', async () => (await fazer().catch(() => undefined))?.status);
    const receber = ({ transacaoId }: Cobranca) =>
      s.gerente(
        'POST',
        '/v2/balcao/recebimentos',
        { transacaoId, forma: 'dinheiro' },
        { 'idempotency-key': transacaoId },
      );
    await cortar(30, receber);
    for (const cada of abertos) assert.equal(await perguntar(() => receber(cada)), 201);
    for (const { pedidoId } of abertos) await s.ate(pedidoId, 'RECEBIDO');

    for (const { pedidoId } of abertos)
      await feito(s.gerente, 'PUT', `/v1/pedido/${pedidoId}`, { estadoPedido: 6, motivo: 'Fechou mais cedo' });
    const devolucoes: Devolucao[] = [];
    for (const { pedidoId } of abertos) devolucoes.push(await aDevolver(s.gerente, pedidoId));
    const entregar = (i: number) => s.gerente('POST', `/v2/balcao/devolucoes/${devolucoes[i]?.estornoId}`);
    await cortar(30, (_, i) => entregar(i));
    for (const i of devolucoes.keys()) assert.ok([201, 409].includes(await perguntar(() => entregar(i))));

    for (const { pedidoId, transacaoId } of abertos) {
      await s.atePagamento(pedidoId, transacaoId, 'ESTORNADO');
      const { saldos } = await feito(s.gerente, 'GET', `/v2/pagamento/${pedidoId}`);
      assert.deepEqual([saldos.caixa, saldos.venda], [0, 0]);
      const acoes = (await auditado(s.gerente, `pagamento:${transacaoId}`)).map(({ acao }) => acao);
      assert.deepEqual(acoes, ['recebimento-no-balcao']);
    }
    for (const { estornoId } of devolucoes) {
      const acoes = (await auditado(s.gerente, `estorno:${estornoId}`)).map(({ acao }) => acao);
      assert.equal(acoes.filter((acao) => acao === 'devolucao-no-balcao').length, 1);
    }
    const { dinheiro, movimentos } = await feito(s.gerente, 'GET', '/v2/balcao/caixa');
    assert.deepEqual([dinheiro.esperado, dinheiro.entradas, movimentos.length], [0, dinheiro.devolucoes, 16]);
  });
});
