import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { type Live, listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, emailsPara, sistema, umCliente, umPedido, umProduto } from './compartilhado.ts';

type Comanda = {
  estado: string;
  iniciadaEm: string | null;
  prontaEm: string | null;
  entregueEm: string | null;
  itens: { posicao: number; feitoEm: string | null; feitoPor: string | null }[];
  historico: { acao: string; por: string; em: string }[];
};

describe('cozinha e painel', () => {
  let s: Sistema;
  let painel: Live;
  before(async () => {
    s = await sistema();
    painel = await listen(s.totem, '/v2/painel/eventos');
  });
  after(() => painel?.cut());

  const mover = (id: number, acao: string, quem = s.cozinha) => quem('POST', `/v2/cozinha/comandas/${id}/${acao}`);
  const marcar = (id: number, posicao: number | string, feito: unknown, quem = s.cozinha) =>
    quem('PUT', `/v2/cozinha/comandas/${id}/itens/${posicao}`, { feito });
  /** A paid pedido whose comanda hangs on the rail, with so many itens. */
  const umaComanda = async (itens = 1) => {
    const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
    const { id: produtoId } = await umProduto();
    const { id, senha } = await umPedido({ estado: 'RECEBIDO', itens: Array(itens).fill({ produtoId }) });
    const daqui = ({ data }: { data: { pedidoId: number } }) => data.pedidoId === id;
    const { data } = await cozinha.until('the comanda', (evento) => evento.event === 'comanda' && daqui(evento));
    cozinha.cut();
    return { id, senha: senha ?? 0, comanda: data as Comanda };
  };
  /** Waits until the painel tells that a senha came to an estado, then reads it whole. */
  const lerPainel = async (senha: number, estado: string) => {
    await painel.until(`senha ${senha} ${estado}`, ({ data }) => data.senha === senha && data.estado === estado);
    return (await s.totem('GET', '/v2/painel')).body as {
      prontos: { senha: number; desde: string }[];
      emPreparacao: { senha: number; estado: string; desde: string }[];
    };
  };
  const senhas = (linhas: { senha: number }[], estas: readonly number[]) =>
    linhas.map(({ senha }) => senha).filter((senha) => estas.includes(senha));

  test('uma comanda nova não tem nada feito; o primeiro item feito a inicia, e diz quem e quando', async () => {
    const { id, comanda } = await umaComanda(2);
    const nova = [comanda.estado, comanda.iniciadaEm, comanda.prontaEm, comanda.entregueEm, comanda.historico];
    assert.deepEqual(nova, ['RECEBIDO', null, null, null, []]);
    assert.deepEqual(
      comanda.itens.map(({ posicao, feitoEm, feitoPor }) => [posicao, feitoEm, feitoPor]),
      [
        [1, null, null],
        [2, null, null],
      ],
    );

    const antes = Date.now();
    const { status, body } = await marcar(id, 2, true);
    const depois = Date.now();
    assert.equal(status, 200);
    const { feitoEm, feitoPor } = body.itens[1];
    assert.ok(Date.parse(feitoEm) >= antes && Date.parse(feitoEm) <= depois);
    assert.deepEqual(
      [body.estado, body.itens[0].feitoEm, feitoPor, body.iniciadaEm, body.historico],
      ['EM_PREPARACAO', null, 'cozinha', feitoEm, [{ acao: 'iniciar', por: 'cozinha', em: feitoEm }]],
    );
  });

  test('marcar de novo não muda nada, nem quem nem quando; desmarcar apaga os dois', async () => {
    const { id } = await umaComanda(2);
    const { body: marcada } = await marcar(id, 1, true);
    for (const quem of [s.cozinha, s.gerente]) assert.deepEqual((await marcar(id, 1, true, quem)).body, marcada);
    const juntos = await Promise.all(Array.from({ length: 10 }, () => marcar(id, 2, true, s.gerente)));
    assert.equal(new Set(juntos.map(({ body }) => body.itens[1].feitoEm)).size, 1);
    assert.equal(juntos[0]?.body.itens[1].feitoPor, 'gerente');
    for (let vez = 0; vez < 2; vez += 1) {
      const { body } = await marcar(id, 1, false);
      assert.deepEqual([body.itens[0].feitoEm, body.itens[0].feitoPor], [null, null]);
      assert.equal(body.itens[1].feitoPor, 'gerente');
      assert.equal(body.historico.length, 1); // begun once
    }
  });

  test('o que não há, ou já está pronto, não se marca', async () => {
    const { id } = await umaComanda();
    for (const [pedido, posicao, feito, esperado] of [
      [id, 2, true, 404],
      [99_999_999, 1, true, 404],
      [id, 0, true, 400],
      [id, 'um', true, 400],
      [id, 1, undefined, 400],
      [id, 1, 'sim', 400],
    ] as const) {
      const { status, body } = await marcar(pedido, posicao, feito);
      assert.equal(status, esperado, JSON.stringify([posicao, feito, body]));
    }
    assert.equal((await marcar(id, 1, true)).status, 200);
    await mover(id, 'pronto');
    assert.equal((await marcar(id, 1, false)).status, 409);
    assert.equal((await marcar(id, 1, true)).status, 200); // as it is: nothing to change
  });

  test('a comanda que volta deixa de estar pronta, e conta cada movimento com quem e quando', async () => {
    const { id } = await umaComanda();
    for (const [acao, quem] of [
      ['iniciar', s.cozinha],
      ['iniciar', s.gerente], // repeated: no move
      ['pronto', s.cozinha],
      ['voltar', s.gerente],
      ['pronto', s.cozinha],
    ] as const)
      assert.equal((await mover(id, acao, quem)).status, 200);
    const { body: lidas } = await s.cozinha('GET', '/v2/cozinha/comandas');
    const { estado, historico, iniciadaEm, prontaEm } = lidas.find(
      ({ pedidoId }: { pedidoId: number }) => pedidoId === id,
    ) as Comanda;
    assert.equal(estado, 'PRONTO');
    assert.deepEqual(
      historico.map(({ acao, por }) => [acao, por]),
      [
        ['iniciar', 'cozinha'],
        ['pronto', 'cozinha'],
        ['voltar', 'gerente'],
        ['pronto', 'cozinha'],
      ],
    );
    assert.deepEqual([iniciadaEm, prontaEm], [historico[0]?.em, historico[3]?.em]);
    const { body: voltou } = await mover(id, 'voltar');
    assert.deepEqual([voltou.estado, voltou.prontaEm, voltou.iniciadaEm], ['EM_PREPARACAO', null, iniciadaEm]);
    assert.equal((await mover(id, 'entregar')).status, 409);
  });

  test('o painel acompanha cada senha até sair, e de volta quando é chamada cedo demais', async () => {
    const [a, b, c] = [await umaComanda(), await umaComanda(), await umaComanda()];
    const estas = [a.senha, b.senha, c.senha];
    let lido = await lerPainel(c.senha, 'RECEBIDO');
    assert.deepEqual(senhas(lido.emPreparacao, estas), estas); // who came first comes first
    for (const { id } of [a, b]) await mover(id, 'iniciar');
    await mover(a.id, 'pronto');
    await lerPainel(a.senha, 'PRONTO'); // two orders have no common order on their way here
    await mover(b.id, 'pronto');
    lido = await lerPainel(b.senha, 'PRONTO');
    assert.deepEqual([senhas(lido.prontos, estas), senhas(lido.emPreparacao, estas)], [[b.senha, a.senha], [c.senha]]);

    const ouvidos = painel.events.length;
    await mover(a.id, 'voltar');
    await mover(b.id, 'entregar');
    await lerPainel(b.senha, 'FINALIZADO');
    await painel.until('the recall', ({ data }) => data.senha === a.senha && data.estado === 'EM_PREPARACAO', ouvidos);
    ({ body: lido } = await s.totem('GET', '/v2/painel'));
    assert.deepEqual([senhas(lido.prontos, estas), senhas(lido.emPreparacao, estas)], [[], [c.senha, a.senha]]);
    const linha = lido.emPreparacao.find(({ senha }) => senha === a.senha);
    assert.equal(linha?.estado, 'EM_PREPARACAO');
    const contado = painel.events.filter(({ data }) => data.senha === a.senha).map(({ data }) => data.estado);
    assert.deepEqual(contado, ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'EM_PREPARACAO']);
  });

  test('o painel ao vivo começa pelo que o painel diz, e não diz de quem são as senhas', async () => {
    const { senha } = await umaComanda();
    const { emPreparacao, prontos } = await lerPainel(senha, 'RECEBIDO');
    const outro = await listen(s.totem, '/v2/painel/eventos');
    const [retrato] = await outro.take(1);
    outro.cut();
    assert.equal(retrato?.event, 'retrato');
    assert.deepEqual([retrato?.data.emPreparacao, retrato?.data.prontos], [emPreparacao, prontos]);
    assert.ok(emPreparacao.length > 0 && Number(retrato?.id) >= Number(painel.events.at(-1)?.id));
    const campos = new Set(
      [...emPreparacao, ...prontos, ...painel.events.slice(1).map(({ data }) => data)].flatMap(Object.keys),
    );
    assert.deepEqual([...campos].sort(), ['desde', 'dia', 'esperaSegundos', 'estado', 'senha']);
  });

  test('cancelada no meio do preparo, um retrato novo ainda a conta, a quem não ouviu; a lista do balcão, não', async () => {
    const { id } = await umaComanda();
    await mover(id, 'iniciar');
    const { status } = await s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6, motivo: 'acabou' });
    assert.equal(status, 200);
    const contada = await until('the comanda cancelled in a picture', async () => {
      const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
      const [retrato] = await cozinha.take(1);
      cozinha.cut();
      const contadas = (retrato?.data ?? []) as (Comanda & { pedidoId: number })[];
      return contadas.find(({ pedidoId, estado }) => pedidoId === id && estado === 'CANCELADO');
    });
    assert.ok(contada.iniciadaEm !== null);
    const { body: balcao } = await s.cozinha('GET', '/v2/cozinha/comandas');
    assert.equal(
      balcao.find(({ pedidoId }: { pedidoId: number }) => pedidoId === id),
      undefined,
    );
  });

  test('um passo de cada vez se volta até o começo, e as telas acompanham; o que foi entregue há pouco também', async () => {
    const { id, senha } = await umaComanda(2);
    const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
    await marcar(id, 1, true);
    for (const acao of ['pronto', 'entregar']) assert.equal((await mover(id, acao)).status, 200);
    await lerPainel(senha, 'FINALIZADO');
    const { body: recentes } = await s.cozinha('GET', '/v2/cozinha/comandas/recentes');
    assert.deepEqual([recentes[0].pedidoId, recentes[0].estado], [id, 'FINALIZADO']);

    for (const [estado, nulos] of [
      ['PRONTO', ['entregueEm']],
      ['EM_PREPARACAO', ['prontaEm', 'entregueEm']],
      ['RECEBIDO', ['iniciadaEm', 'prontaEm', 'entregueEm']],
    ] as const) {
      const { status, body } = await mover(id, 'voltar');
      assert.deepEqual([status, body.estado], [200, estado]);
      assert.deepEqual(
        ['iniciadaEm', 'prontaEm', 'entregueEm'].filter((instante) => body[instante] === null),
        nulos,
      );
      const ouvidos = painel.events.findLastIndex(({ data }) => data.senha === senha);
      await painel.until(estado, ({ data }) => data.senha === senha && data.estado === estado, ouvidos);
      await cozinha.until(
        estado,
        ({ event, data }) => event === 'comanda' && data.pedidoId === id && data.estado === estado,
      );
      await ateEstado(id, estado);
    }
    cozinha.cut();
    const { body: fim } = await s.cozinha('GET', '/v2/cozinha/comandas');
    const { itens } = fim.find(({ pedidoId }: { pedidoId: number }) => pedidoId === id) as Comanda;
    assert.deepEqual(
      itens.map(({ feitoPor }) => feitoPor),
      ['cozinha', null], // what was made stays made
    );
    assert.equal((await mover(id, 'voltar')).status, 409); // nothing before the payment is the cook's
  });

  test('a ação mandada de novo, com o estado em que foi decidida, não muda nada; de outro estado, é recusada', async () => {
    const { id } = await umaComanda();
    const de = (acao: string, estado: unknown) =>
      s.cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`, { de: estado });
    for (const [acao, estado, para] of [
      ['iniciar', 'RECEBIDO', 'EM_PREPARACAO'],
      ['pronto', 'EM_PREPARACAO', 'PRONTO'],
      ['entregar', 'PRONTO', 'FINALIZADO'],
      ['voltar', 'FINALIZADO', 'PRONTO'],
      ['voltar', 'PRONTO', 'EM_PREPARACAO'],
    ] as const) {
      const { body: feita } = await de(acao, estado);
      assert.equal(feita.estado, para);
      const repetida = await de(acao, estado);
      assert.deepEqual([repetida.status, repetida.body], [200, feita]);
    }
    for (const [acao, estado] of [
      ['iniciar', 'FINALIZADO'], // never allowed from there
      ['entregar', 'PRONTO'],
      ['voltar', 'FINALIZADO'],
    ] as const)
      assert.equal((await de(acao, estado)).status, 409, `${acao} ${estado}`);
    const { status, body } = await de('iniciar', 'CHECKOUT');
    assert.deepEqual([status, body.erros[0].campo], [400, 'de']);
  });

  test('chamada de novo, a senha soa no painel, e nenhum e-mail sai outra vez; só a de um pedido pronto', async () => {
    const cliente = await umCliente();
    const { id, senha } = await umPedido({ estado: 'EM_PREPARACAO', clienteId: cliente.id });
    const chamar = (quem = s.cozinha, qual = id) => quem('POST', `/v2/pedido/${qual}/chamar`);
    assert.equal((await chamar()).status, 409);
    await mover(id, 'pronto');
    await ateEstado(id, 'PRONTO');
    const pronto = async () => (await emailsPara(cliente.email)).filter(({ subject }) => /pronto/.test(subject)).length;
    await until('the e-mail', async () => (await pronto()) === 1);

    const ouvidos = painel.events.length;
    const { status, body } = await chamar();
    assert.equal(status, 204);
    assert.ok(!body);
    const { event, data } = await painel.until('the call', (evento) => evento.data.senha === senha, ouvidos);
    assert.equal(event, 'chamada');
    assert.deepEqual(Object.keys(data).sort(), ['dia', 'em', 'senha']);
    const { prontos } = (await s.totem('GET', '/v2/painel')).body;
    assert.deepEqual([prontos[0].senha, prontos[0].desde], [senha, data.em]); // in front again
    const { body: linha } = await s.gerente('GET', `/v2/pedido/${id}/linha-do-tempo`);
    const chamado = linha.passos.find(({ tipo }: { tipo: string }) => tipo === 'chamado');
    assert.deepEqual([chamado?.servico, chamado?.por], ['pedido', 'cozinha']);

    assert.equal((await chamar(s.totem)).status, 403);
    assert.equal((await chamar(s.anyone)).status, 401);
    assert.equal((await chamar(s.cozinha, 99_999_999)).status, 404);
    await mover(id, 'entregar');
    await ateEstado(id, 'FINALIZADO');
    assert.equal((await chamar()).status, 409);
    assert.equal(await pronto(), 1);
  });
});
