import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { feito } from '@foodious/testing/client.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, checkout, notificar, recusa, sistema, umPedido } from './compartilhado.ts';

type Divergencia = {
  id: string;
  tipo: string;
  cobrancaId: string | null;
  transacaoId: string | null;
  nosso: { valor: number | null; estado: string | null };
  deles: { valor: number | null; estado: string | null };
  resolvidaEm: string | null;
  resolvidaPor: string | null;
  reparo: string | null;
  motivo: string | null;
  erro: string | null;
  reparos: string[];
  sugestao: string;
};

describe('conciliação', () => {
  let s: Sistema;
  const hoje = diaDe(new Date());
  before(async () => {
    s = await sistema();
  });
  after(() => banco('PUT', '/defeitos', { chances: {}, armados: [] }));

  /** The bank's own pages, and its faults. */
  // biome-ignore lint/suspicious/noExplicitAny: what the bank answers, in its own shapes
  const banco = async (method: string, path: string, body?: object): Promise<any> => {
    const headers = { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${s.place.pix}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json();
  };
  const comparar = () => feito(s.gerente, 'POST', '/v2/conciliacao', { dia: hoje });
  /** What a comparison finds of a charge, once it is old enough to be looked at. */
  const ateAchar = (qual: (cada: Divergencia) => boolean): Promise<Divergencia> =>
    until('a divergência', async () => {
      const { divergencias } = (await comparar()) as { divergencias: Divergencia[] };
      return divergencias.find(qual);
    });
  const reparar = (id: string, corpo: object) =>
    s.gerente('POST', `/v2/conciliacao/divergencias/${encodeURIComponent(id)}`, corpo);
  const naBusca = async (transacaoId: string) => banco('GET', `/transacoes/${transacaoId}`);

  /** A payment that came to the bank without us; found. */
  async function porFora(): Promise<Divergencia> {
    const antes = new Set((await comparar()).divergencias.map(({ id }: Divergencia) => id));
    await banco('POST', '/defeitos/paga-por-fora');
    return ateAchar(({ tipo, id }) => tipo === 'desconhecida' && !antes.has(id));
  }

  test('um pagamento que o banco nunca avisou se encontra, se aplica, e fica dito', async () => {
    const { id } = await umPedido({ itens: [{}] });
    const transacaoId = await checkout(id);
    await banco('PUT', '/defeitos', { chances: { 'aviso-perdido': 1 } });
    await banco('POST', `/transacoes/${transacaoId}/aprovar`);
    const perdida = await ateAchar((cada) => cada.transacaoId === transacaoId);
    await banco('PUT', '/defeitos', { chances: {} });
    assert.deepEqual(
      [perdida.tipo, perdida.reparo, perdida.resolvidaPor, perdida.reparos],
      ['notificacao-perdida', 'buscar', 'pagamento', []],
    );
    await ateEstado(id, 'RECEBIDO');
  });

  test('o que se pagou depois de cancelado, sem nenhum aviso, volta a quem pagou', async () => {
    const { id } = await umPedido({ itens: [{}] });
    const transacaoId = await checkout(id);
    await banco('PUT', '/defeitos', { chances: { 'aviso-perdido': 1 } });
    assert.equal((await s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6 })).status, 200);
    await until('cobrança cancelada', async () => (await naBusca(transacaoId)).status === 'cancelled');
    await banco('POST', `/transacoes/${transacaoId}/aprovar`);
    const achada = await ateAchar((cada) => cada.transacaoId === transacaoId);
    assert.deepEqual([achada.tipo, achada.reparo], ['pago-e-cancelado', 'buscar']);
    await until('estornado no banco', async () => (await naBusca(transacaoId)).status === 'refunded');
    await until('estornado aqui', async () => {
      const { body } = await s.gerente('GET', `/v1/pagamento/estado?pedidoId=${id}&transacaoId=${transacaoId}`);
      return body.estadoPagamento === 3;
    });
    await banco('PUT', '/defeitos', { chances: {} });
    await ateEstado(id, 'CANCELADO');
    const { divergencias } = (await comparar()) as { divergencias: Divergencia[] };
    assert.deepEqual(
      divergencias.filter((cada) => cada.transacaoId === transacaoId && cada.resolvidaEm === null),
      [],
    );
  });

  test('um pagamento desconhecido se devolve uma vez, e a auditoria diz quem mandou', async () => {
    const achada = await porFora();
    assert.deepEqual([achada.transacaoId, achada.nosso], [null, { valor: null, estado: null }]);
    assert.equal(achada.deles.estado, 'aprovada');
    assert.deepEqual(achada.reparos, ['buscar', 'estornar', 'vincular', 'ignorar']);
    assert.ok(achada.sugestao.length > 10);
    const { status, body } = await reparar(achada.id, { acao: 'estornar', motivo: 'É do vizinho Zé' });
    assert.equal(status, 200);
    assert.deepEqual([body.reparo, body.motivo, body.reparos], ['estornar', 'É do vizinho Zé', []]);
    assert.notEqual(body.resolvidaEm, null);
    assert.equal((await reparar(achada.id, { acao: 'estornar' })).status, 409);
    const entradas = await until('a auditoria', async () => {
      const { body: log } = await s.gerente('GET', `/v2/auditoria?sobre=divergencia:${achada.id}`);
      return log.entradas.length > 0 && log.entradas;
    });
    assert.deepEqual(
      entradas.map(({ acao, depois }: { acao: string; depois: object }) => [acao, depois]),
      [
        [
          'divergencia-reparada',
          {
            tipo: 'desconhecida',
            acao: 'estornar',
            centavos: Math.round((achada.deles.valor ?? 0) * 100),
            motivoCaracteres: 15,
          },
        ],
      ],
    );
    const { divergencias } = (await comparar()) as { divergencias: Divergencia[] };
    assert.equal(divergencias.find(({ id }) => id === achada.id)?.reparo, 'estornar');
  });

  test('quem paga duas vezes recebe uma de volta, e o pedido segue', async () => {
    const { id } = await umPedido({ itens: [{}] });
    const transacaoId = await checkout(id);
    const { id: cobrancaId } = await naBusca(transacaoId);
    await banco('POST', `/transacoes/${transacaoId}/aprovar`);
    await banco('POST', `/cobrancas/${cobrancaId}/defeitos/paga-duas-vezes`);
    await ateEstado(id, 'RECEBIDO');
    const segunda = await ateAchar((cada) => cada.transacaoId === transacaoId && cada.tipo === 'desconhecida');
    assert.notEqual(segunda.cobrancaId, String(cobrancaId));
    assert.equal((await reparar(segunda.id, { acao: 'vincular', transacaoId })).status, 409);
    const { body } = await reparar(segunda.id, { acao: 'estornar' });
    assert.equal(body.reparo, 'estornar');
    assert.equal((await s.gerente('GET', `/v1/pagamento/${id}`)).body.pagamento.estadoPagamento, 1);
    await comparar();
    const { divergencias } = await feito(s.gerente, 'GET', '/v2/conciliacao/abertas');
    assert.deepEqual(
      divergencias.filter((cada: Divergencia) => cada.transacaoId === transacaoId),
      [],
    );
  });

  test('quem pagou outro valor recebe tudo de volta, e o pedido já não espera', async () => {
    const { id } = await umPedido({ itens: [{}] });
    const transacaoId = await checkout(id);
    const { id: cobrancaId } = await naBusca(transacaoId);
    await banco('POST', `/cobrancas/${cobrancaId}/defeitos/valor-trocado`);
    await banco('POST', `/transacoes/${transacaoId}/aprovar`);
    const outra = await ateAchar((cada) => cada.transacaoId === transacaoId);
    assert.deepEqual([outra.tipo, outra.nosso.estado, outra.deles.estado], ['valor-diverge', 'PENDENTE', 'aprovada']);
    assert.equal(outra.deles.valor, (outra.nosso.valor ?? 0) + 1);
    assert.equal((await reparar(outra.id, { acao: 'estornar' })).body.reparo, 'estornar');
    assert.equal((await naBusca(transacaoId)).status, 'refunded');
    await ateEstado(id, 'PAGAMENTO_PENDENTE');
  });

  test('sem saldo o estorno fica em curso, e ninguém repara por cima', async () => {
    const achada = await porFora();
    await banco('PUT', '/defeitos', { chances: { 'sem-saldo': 1 } });
    const { body } = await reparar(achada.id, { acao: 'estornar' });
    assert.deepEqual([body.resolvidaEm, body.reparo, body.erro, body.reparos], [null, 'estornar', 'saldo', []]);
    assert.equal((await reparar(achada.id, { acao: 'ignorar', motivo: 'deixa' })).status, 409);
    await banco('PUT', '/defeitos', { chances: {} });
    await until(
      'o estorno',
      async () =>
        (await feito(s.gerente, 'GET', `/v2/conciliacao?dia=${hoje}`)).divergencias.find(
          ({ id }: Divergencia) => id === achada.id,
        )?.resolvidaEm ?? undefined,
      20_000,
    );
  });

  test('ignora-se com um motivo de 3 a 300 letras, e fica ignorado', async () => {
    const achada = await porFora();
    for (const motivo of [undefined, 'a', ' '.repeat(9), 'x'.repeat(301)])
      assert.equal((await reparar(achada.id, { acao: 'ignorar', motivo })).status, 400, motivo);
    const { body } = await reparar(achada.id, { acao: 'ignorar', motivo: 'Venda de outra loja' });
    assert.deepEqual([body.reparo, body.motivo], ['ignorar', 'Venda de outra loja']);
    const { divergencias } = (await comparar()) as { divergencias: Divergencia[] };
    assert.equal(divergencias.find(({ id }) => id === achada.id)?.reparo, 'ignorar');
    const abertas = await feito(s.gerente, 'GET', '/v2/conciliacao/abertas');
    assert.equal(abertas.total, abertas.divergencias.length);
    assert.ok(!abertas.divergencias.some(({ id }: Divergencia) => id === achada.id));
  });

  test('os totais do dia são os do livro, em reais', async () => {
    const antes = (await comparar()).totais;
    const { id } = await umPedido({ estado: 'RECEBIDO' });
    const { total } = (await s.gerente('GET', `/v1/pagamento/${id}`)).body.pagamento;
    const depois = await until('o provedor conta também', async () => {
      const { totais } = await comparar();
      return totais.provedorRecebido > antes.provedorRecebido && totais;
    });
    const mais = (campo: string) => Math.round((depois[campo] - antes[campo]) * 100) / 100;
    assert.deepEqual([mais('cobrado'), mais('recebido'), mais('provedorRecebido')], [total, total, total]);
    assert.ok(mais('taxas') > 0);
    assert.deepEqual([mais('caixa'), mais('maquininha'), mais('estornado')], [0, 0, 0]);
  });

  test('um dia que nunca se comparou não diz o que o provedor tem', async () => {
    const { feitaEm, totais, divergencias } = await feito(s.gerente, 'GET', '/v2/conciliacao?dia=2020-02-29');
    assert.deepEqual([feitaEm, totais.provedorRecebido, totais.recebido, divergencias], [null, null, 0, []]);
  });

  test('a planilha do dia vem com BOM, ponto e vírgula e vírgula decimal', async () => {
    const { id } = await umPedido({ estado: 'RECEBIDO' });
    const { transacaoId, total } = (await s.gerente('GET', `/v1/pagamento/${id}`)).body.pagamento;
    const { status, body, headers } = await s.gerente('GET', `/v2/conciliacao/csv?dia=${hoje}`);
    assert.equal(status, 200);
    assert.match(String(headers.get('content-type')), /^text\/csv; charset=utf-8$/);
    assert.match(String(headers.get('content-disposition')), new RegExp(`conciliacao-${hoje}\\.csv`));
    const [cabecalho = '', ...linhas] = String(body).split('\r\n');
    assert.ok(cabecalho.replace('\uFEFF', '').startsWith('Dia;Pedido;Transação;'));
    const linha = linhas.filter((cada) => cada.includes(transacaoId));
    assert.equal(linha.length, 1);
    assert.ok(linha[0]?.includes(total.toFixed(2).replace('.', ',')), linha[0]);
  });

  for (const [dia, porque] of [
    ['2999-01-01', 'que ainda não houve'],
    ['2026-02-30', 'que não existe'],
    ['hoje', 'que não é uma data'],
  ])
    test(`um dia ${porque} é recusado`, async () => {
      for (const path of [`/v2/conciliacao?dia=${dia}`, `/v2/conciliacao/csv?dia=${dia}`])
        assert.equal((await s.gerente('GET', path)).status, 400, path);
      assert.equal((await s.gerente('POST', '/v2/conciliacao', { dia })).status, 400);
    });

  test('uma divergência que não existe é 404, uma ação que não existe 400', async () => {
    assert.equal((await reparar(`desconhecida:pix:${randomUUID()}`, { acao: 'buscar' })).status, 404);
    assert.equal((await reparar('desconhecida:pix:1', { acao: 'apagar' })).status, 400);
    assert.equal((await reparar('desconhecida:pix:1', { acao: 'vincular', transacaoId: 'x' })).status, 400);
  });

  test('só a gerência concilia', async () => {
    for (const quem of [s.totem, s.cozinha]) {
      assert.equal((await quem('GET', `/v2/conciliacao?dia=${hoje}`)).status, 403);
      assert.equal((await quem('POST', '/v2/conciliacao', { dia: hoje })).status, 403);
      assert.equal((await quem('POST', '/v2/conciliacao/divergencias/x', { acao: 'buscar' })).status, 403);
    }
    assert.equal(recusa(await s.anyone('GET', '/v2/conciliacao/abertas')).status, 401);
  });

  test('o que se aprova no lugar do provedor está de acordo com ele', async () => {
    const { id } = await umPedido({ itens: [{}] });
    const transacaoId = await checkout(id);
    await notificar(transacaoId, 1);
    await ateEstado(id, 'RECEBIDO');
    await until('tempo de se comparar', async () => {
      const { divergencias, feitaEm } = await comparar();
      assert.deepEqual(
        divergencias.filter((cada: Divergencia) => cada.transacaoId === transacaoId),
        [],
      );
      const { dataHoraPagamento } = (await s.gerente('GET', `/v1/pagamento/${id}`)).body.pagamento;
      return Date.parse(feitaEm) > Date.parse(dataHoraPagamento) + 2_500;
    });
  });
});
