import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Answer } from '@foodious/testing/client.ts';
import { comPontos, nomeUnico, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, checkout, notificar, sistema, umCliente, umPedido, umProduto } from './compartilhado.ts';

const hoje = () => diaDe(new Date());
const camposDe = ({ body }: Answer) => body.erros.map(({ campo }: { campo: string }) => campo);
type Pedido = {
  id: number;
  senha: number | null;
  estado: string;
  criadoEm: string;
  mudouEm: string;
  identificado: boolean;
};
type Cliente = { id: number; criadoEm: string; aceitaMarketing: boolean };

describe('gerência', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  const ler = async (path: string) => {
    const { status, body } = await s.gerente('GET', path);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const recusado = async (path: string, campo: string) => {
    const answer = await s.gerente('GET', path);
    assert.equal(answer.status, 400, path);
    assert.deepEqual(camposDe(answer), [campo], path);
  };

  test('é só da gerência', async () => {
    const { id } = await umPedido();
    for (const [method, path, corpo] of [
      ['GET', '/v2/gerencia/pedidos'],
      ['GET', `/v2/gerencia/pedidos/${id}`],
      ['POST', '/v2/gerencia/clientes/busca', { texto: '' }],
      ['DELETE', '/v2/gerencia/clientes/99999999'],
      ['GET', '/v2/gerencia/emails'],
      ['GET', `/v2/gerencia/relatorios?de=${hoje()}&ate=${hoje()}`],
      ['GET', '/v2/gerencia/produtos'],
    ] as const)
      for (const quem of [s.totem, s.cozinha]) assert.equal((await quem(method, path, corpo)).status, 403, path);
  });

  describe('pedidos', () => {
    const lista = (query = ''): Promise<{ pedidos: Pedido[]; proximo: number | null }> =>
      ler(`/v2/gerencia/pedidos?${query}`);
    const ids = (pedidos: readonly Pedido[]) => pedidos.map(({ id }) => id);

    test('o mais novo primeiro, com o que se pediu e nada de quem pediu', async () => {
      const produto = await umProduto({ preco: 10.1 });
      const cliente = await umCliente();
      const itens = [{ produtoId: produto.id, quantidade: 2 }];
      const { id } = await umPedido({ clienteId: cliente.id, estado: 'RECEBIDO', itens });
      const anonimo = await umPedido();
      const { pedidos } = await lista('limite=2');
      assert.deepEqual(ids(pedidos), [anonimo.id, id]);
      const [aberto, pedido] = pedidos as [Pedido, Pedido];
      const { senha, criadoEm, mudouEm } = pedido;
      assert.deepEqual(pedido, {
        id,
        senha,
        estado: 'RECEBIDO',
        dia: hoje(),
        criadoEm,
        mudouEm,
        total: 20.2,
        consumo: null,
        identificado: true,
        motivoCancelamento: null,
        itens: [{ nome: produto.nome, quantidade: 2 }],
      });
      assert.ok(Number(senha) > 0);
      assert.ok(criadoEm <= mudouEm && Math.abs(Date.parse(mudouEm) - Date.now()) < 60_000);
      assert.equal(aberto.identificado, false);
    });

    test('página a página se veem todos, uma vez cada', async () => {
      const novos = [];
      for (let n = 0; n < 5; n += 1) novos.push((await umPedido()).id);
      const vistos: number[] = [];
      for (let antesDe = (novos.at(-1) ?? 0) + 1, paginas = 0; paginas < 3; paginas += 1) {
        const { pedidos, proximo } = await lista(`antesDe=${antesDe}&limite=2`);
        assert.equal(pedidos.length, 2);
        assert.equal(proximo, pedidos[1]?.id);
        vistos.push(...ids(pedidos));
        antesDe = proximo ?? 0;
      }
      assert.deepEqual(vistos.slice(0, 5), novos.toReversed());
      assert.deepEqual(await lista('antesDe=2&limite=1'), { ...(await lista('antesDe=2')), proximo: null });
      assert.deepEqual(await lista('antesDe=1'), { pedidos: [], proximo: null });
    });

    test('por estado, por dia e por senha, juntos ou não', async () => {
      const { id, senha } = await umPedido({ estado: 'FINALIZADO' });
      for (const query of [
        'estado=FINALIZADO',
        `dia=${hoje()}&estado=FINALIZADO`,
        `senha=${senha}`,
        `senha=${senha}&estado=FINALIZADO`,
        `dia=${hoje()}&senha=${senha}`,
        `dia=${hoje()}&senha=${senha}&estado=FINALIZADO&antesDe=${id + 1}`,
      ]) {
        const { pedidos } = await lista(query);
        assert.equal(pedidos[0]?.id, id, query);
        if (query.includes('estado')) assert.ok(pedidos.every(({ estado }) => estado === 'FINALIZADO'));
        if (query.includes('senha')) assert.deepEqual(ids(pedidos), [id]);
      }
      for (const query of [`dia=${hoje()}&senha=${senha}&estado=PRONTO`, 'dia=2020-01-01', 'senha=99999999'])
        assert.deepEqual(await lista(query), { pedidos: [], proximo: null }, query);
    });

    test('um pedido inteiro: itens com preços, tentativas, instantes e onde acompanhá-lo', async () => {
      const { id, senha } = await umPedido({ estado: 'PRONTO', itens: [{ quantidade: 3 }] });
      const pedido = await ler(`/v2/gerencia/pedidos/${id}`);
      const daV2 = (await s.totem('GET', `/v2/pedido/${id}`)).body;
      const { pedidos } = await lista(`antesDe=${id + 1}&limite=1`);
      const { tentativa, recebidoEm, iniciadoEm, prontoEm, acompanhar, itens } = pedido;
      assert.deepEqual(pedido, {
        ...pedidos[0],
        tentativa,
        recebidoEm,
        iniciadoEm,
        prontoEm,
        acompanhar,
        itens,
      });
      assert.deepEqual([tentativa, pedido.senha, acompanhar], [1, senha, daV2.acompanhar]);
      const { itensPedido } = (await s.gerente('GET', `/v1/pedido/${id}`)).body;
      const idsDosItens = itensPedido.map((item: { id: number }) => item.id);
      assert.deepEqual(
        itens,
        daV2.itens.map((item: object, i: number) => ({ itemId: idsDosItens[i], ...item })),
      );
      const instantes = [pedido.criadoEm, recebidoEm, iniciadoEm, prontoEm];
      assert.deepEqual(instantes, instantes.toSorted());
      assert.equal(pedido.mudouEm, prontoEm);

      const aberto = await ler(`/v2/gerencia/pedidos/${(await umPedido()).id}`);
      assert.deepEqual(
        [aberto.tentativa, aberto.recebidoEm, aberto.iniciadoEm, aberto.prontoEm, aberto.total],
        [0, null, null, null, 0],
      );
      assert.equal((await s.gerente('GET', '/v2/gerencia/pedidos/99999999')).status, 404);
    });

    test('do cancelado se sabe por quê', async () => {
      const { id } = await umPedido();
      await s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6, motivo: 'acabou o pão' });
      const { estado, motivoCancelamento } = await ler(`/v2/gerencia/pedidos/${id}`);
      assert.deepEqual([estado, motivoCancelamento], ['CANCELADO', 'acabou o pão']);
    });

    test('um motivo de que nada se lê é como nenhum: o do cancelado não fica em branco', async () => {
      for (const motivo of [undefined, '', ' \u200b ']) {
        const { id } = await umPedido();
        await s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6, motivo });
        assert.equal((await ler(`/v2/gerencia/pedidos/${id}`)).motivoCancelamento, 'Cancelado pela gerência');
      }
    });

    test('o que não serve é recusado pelo nome', async () => {
      for (const [query, campo] of [
        ['estado=0', 'estado'],
        ['estado=pronto', 'estado'],
        ['dia=hoje', 'dia'],
        ['dia=2026-02-30', 'dia'],
        ['senha=0', 'senha'],
        ['senha=abc', 'senha'],
        ['antesDe=-1', 'antesDe'],
        ['limite=0', 'limite'],
        ['limite=101', 'limite'],
        ['limite=1e1', 'limite'],
        ['limite=1&limite=2', 'limite'],
      ] as const)
        await recusado(`/v2/gerencia/pedidos?${query}`, campo);
      await recusado('/v2/gerencia/pedidos/abc', 'id');
    });
  });

  describe('clientes', () => {
    const buscar = async (corpo: object) => {
      const { status, body } = await s.gerente('POST', '/v2/gerencia/clientes/busca', corpo);
      assert.equal(status, 200, JSON.stringify(body));
      return body as { clientes: Cliente[]; proximo: number | null };
    };
    const achados = async (texto: string) => (await buscar({ texto })).clientes.map(({ id }) => id);

    test('pelo CPF inteiro, com ou sem pontos, ou pelo começo do e-mail, do nome ou do sobrenome', async () => {
      const nome = `Zé${nomeUnico()} Ávila`;
      const cliente = await umCliente({ nome, email: `Bia.${unico()}@exemplo.com` });
      await umPedido({ clienteId: cliente.id });
      await umPedido({ clienteId: cliente.id });
      for (const texto of [
        cliente.cpf,
        comPontos(cliente.cpf),
        nome,
        ` ${nome.slice(0, 12)} `,
        `Avila \u200bzé${nome.slice(2, 8)}`,
        nome.toUpperCase(),
        nome.normalize('NFD').replaceAll(/\p{M}/gu, ''),
        cliente.email,
        cliente.email.toUpperCase().slice(0, 14),
      ]) {
        const { clientes, proximo } = await buscar({ texto });
        const [, , , a, b, c, d, e, f] = cliente.cpf;
        assert.deepEqual(
          clientes,
          [
            {
              id: cliente.id,
              nome,
              email: cliente.email,
              cpf: `***.${a}${b}${c}.${d}${e}${f}-**`,
              criadoEm: clientes[0]?.criadoEm,
              aceitaMarketing: false,
              pedidos: 2,
            },
          ],
          texto,
        );
        assert.equal(proximo, null);
        assert.ok(Math.abs(Date.parse(clientes[0]?.criadoEm ?? '') - Date.now()) < 60_000);
      }
      for (const texto of [umCpf(), cliente.cpf.slice(0, 9), unico(), 'vila', `${nome} Souza`, '_'])
        assert.deepEqual(await achados(texto), [], texto);
    });

    test('sem texto vêm os mais novos, e página a página todos os que começam assim', async () => {
      const comeco = nomeUnico();
      const ids = [];
      for (let n = 0; n < 5; n += 1)
        ids.push((await umCliente(n % 2 ? { nome: `${comeco} Souza` } : { email: `${comeco}${n}@exemplo.com` })).id);
      ids.reverse();
      assert.deepEqual((await achados('')).slice(0, 5), ids);
      assert.deepEqual((await buscar({ texto: '   ', limite: 2 })).proximo, ids[1]);
      assert.deepEqual(
        (await buscar({ texto: '', antesDe: ids[1], limite: 3 })).clientes.map(({ id }) => id),
        [...ids.slice(2)],
      );
      const um = await buscar({ texto: comeco, limite: 3 });
      assert.equal(um.proximo, ids[2]);
      const dois = await buscar({ texto: comeco, limite: 3, antesDe: um.proximo });
      assert.equal(dois.proximo, null);
      assert.deepEqual(
        [...um.clientes, ...dois.clientes].map(({ id }) => id),
        ids,
      );
    });

    test('de quem concordou com ofertas se sabe, por v1 e v2; sem concordar, não', async () => {
      for (const versao of ['v1', 'v2'])
        for (const [campos, concordou] of [
          [{ aceitaMarketing: true }, true],
          [{ aceitaMarketing: false }, false],
          [{}, false],
        ] as const) {
          const novo = { nome: 'Ana', email: `${unico()}@exemplo.com`, cpf: umCpf() };
          const { status, body } = await s.totem('POST', `/${versao}/cliente`, { ...novo, ...campos });
          assert.deepEqual([status, body], [201, { ...novo, id: body.id }]);
          const { clientes } = await buscar({ texto: novo.cpf });
          assert.deepEqual(
            clientes.map(({ aceitaMarketing }) => aceitaMarketing),
            [concordou],
          );
        }
      const torto = { nome: 'Ana', email: `${unico()}@exemplo.com`, cpf: umCpf(), aceitaMarketing: 'sim' };
      const answer = await s.totem('POST', '/v1/cliente', torto);
      assert.deepEqual([answer.status, camposDe(answer)], [400, ['aceitaMarketing']]);
    });

    test('apagar pelo número é o mesmo que pelo CPF', async () => {
      const cliente = await umCliente();
      const { id } = await umPedido({ clienteId: cliente.id });
      const { status, body } = await s.gerente('DELETE', `/v2/gerencia/clientes/${cliente.id}`);
      assert.equal(status, 200);
      assert.match(body.protocolo, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.deepEqual(body, { protocolo: body.protocolo, dataDelecao: hoje(), dataSolicitacao: hoje() });
      assert.deepEqual(await achados(cliente.cpf), []);
      assert.equal((await ler(`/v2/gerencia/pedidos/${id}`)).identificado, false);
      assert.equal((await s.gerente('DELETE', `/v2/gerencia/clientes/${cliente.id}`)).status, 404);
      assert.equal((await s.gerente('DELETE', '/v2/gerencia/clientes/abc')).status, 400);
    });

    test('o que não serve é recusado pelo nome', async () => {
      for (const [corpo, campo] of [
        [{}, 'texto'],
        [{ texto: 1 }, 'texto'],
        [{ texto: 'x'.repeat(256) }, 'texto'],
        [{ texto: '', antesDe: 0 }, 'antesDe'],
        [{ texto: '', antesDe: 'a' }, 'antesDe'],
        [{ texto: '', limite: 0 }, 'limite'],
        [{ texto: '', limite: 101 }, 'limite'],
        [{ texto: '', limite: '5' }, 'limite'],
      ] as const) {
        const answer = await s.gerente('POST', '/v2/gerencia/clientes/busca', corpo);
        assert.equal(answer.status, 400);
        assert.deepEqual(camposDe(answer), [campo]);
      }
    });
  });

  describe('e-mails', () => {
    test('o que foi de cada um, o mais novo primeiro, e nunca para quem', async () => {
      const cliente = await umCliente();
      const { id } = await umPedido({ clienteId: cliente.id, estado: 'PRONTO' });
      const { emails } = await until('both e-mails sent', async () => {
        const body = await ler(`/v2/gerencia/emails?pedidoId=${id}`);
        return body.emails.filter(({ estado }: { estado: string }) => estado === 'enviado').length === 2 && body;
      });
      assert.deepEqual(
        emails.map(({ tipo }: { tipo: string }) => tipo),
        ['pedido-pronto', 'pagamento-confirmado'],
      );
      for (const email of emails) {
        const { criadoEm, enviadoEm } = email;
        assert.deepEqual(email, {
          id: email.id,
          tipo: email.tipo,
          pedidoId: id,
          estado: 'enviado',
          tentativas: 0,
          criadoEm,
          enviadoEm,
          proximaEm: null,
          retorno: null,
        });
        assert.ok(Math.abs(Date.parse(criadoEm) - Date.now()) < 60_000);
        assert.ok(criadoEm <= enviadoEm);
      }

      const um = await ler(`/v2/gerencia/emails?pedidoId=${id}&limite=1`);
      assert.equal(um.proximo, emails[0].id);
      const dois = await ler(`/v2/gerencia/emails?pedidoId=${id}&limite=1&antesDe=${um.proximo}`);
      assert.deepEqual([...um.emails, ...dois.emails, dois.proximo], [...emails, null]);
      const todos = await ler('/v2/gerencia/emails?limite=100');
      assert.deepEqual(
        todos.emails.map((email: { id: string }) => email.id),
        todos.emails
          .map((email: { id: string }) => email.id)
          .toSorted()
          .reverse(),
      );
      assert.deepEqual((await ler('/v2/gerencia/emails?pedidoId=99999999')).emails, []);
    });

    test('o que não serve é recusado pelo nome', async () => {
      for (const [query, campo] of [
        ['pedidoId=a', 'pedidoId'],
        ['antesDe=5', 'antesDe'],
        ['limite=101', 'limite'],
      ] as const)
        await recusado(`/v2/gerencia/emails?${query}`, campo);
    });
  });

  describe('relatórios', () => {
    const deHoje = () => ler(`/v2/gerencia/relatorios?de=${hoje()}&ate=${hoje()}`);

    test('uma venda entra no dia, na hora e no produto, e só depois de paga', async () => {
      const produto = await umProduto({ preco: 10.1, idCategoriaProduto: 3 });
      const antes = await deHoje();
      const { id } = await umPedido({ itens: [{ produtoId: produto.id, quantidade: 3 }] });
      const transacaoId = await checkout(id);
      assert.deepEqual((await deHoje()).produtos, antes.produtos);
      await notificar(transacaoId, 1);
      await ateEstado(id, 'RECEBIDO');
      const depois = await deHoje();
      assert.equal(depois.resumo.pedidos, antes.resumo.pedidos + 1);
      assert.equal(Math.round(100 * (depois.resumo.total - antes.resumo.total)), 3030);
      assert.equal(depois.resumo.ticketMedio, Math.round((100 * depois.resumo.total) / depois.resumo.pedidos) / 100);
      assert.deepEqual(depois.dias, [{ dia: hoje(), pedidos: depois.resumo.pedidos, total: depois.resumo.total }]);
      assert.deepEqual(
        depois.horas.map(({ hora }: { hora: number }) => hora),
        [...Array(24).keys()],
      );
      const somaDasHoras = ({ horas }: { horas: { pedidos: number }[] }) =>
        horas.reduce((n, { pedidos }) => n + pedidos, 0);
      assert.equal(somaDasHoras(depois), depois.resumo.pedidos);
      assert.deepEqual(
        depois.produtos.filter(({ produtoId }: { produtoId: number }) => produtoId === produto.id),
        [{ produtoId: produto.id, nome: produto.nome, idCategoriaProduto: 3, quantidade: 3, total: 30.3 }],
      );
    });

    test('o que se cancela deixa de ser venda, e conta como cancelado', async () => {
      const { id } = await umPedido({ estado: 'RECEBIDO' });
      const antes = await deHoje();
      await s.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6 });
      const { resumo } = await deHoje();
      assert.deepEqual([resumo.pedidos, resumo.cancelados], [antes.resumo.pedidos - 1, antes.resumo.cancelados + 1]);
    });

    test('dias sem vendas são zeros, todos eles', async () => {
      const body = await ler('/v2/gerencia/relatorios?de=2020-02-27&ate=2020-03-02');
      const zeros = { pedidos: 0, total: 0 };
      assert.deepEqual(body, {
        de: '2020-02-27',
        ate: '2020-03-02',
        resumo: { ...zeros, ticketMedio: null, cancelados: 0, preparoMedianoS: null, preparoP90S: null },
        dias: ['02-27', '02-28', '02-29', '03-01', '03-02'].map((dia) => ({ dia: `2020-${dia}`, ...zeros })),
        horas: [...Array(24).keys()].map((hora) => ({ hora, ...zeros })),
        produtos: [],
        preparo: body.preparo,
      });
      assert.ok(body.preparo.every(({ pedidos }: { pedidos: number }) => pedidos === 0));
      assert.deepEqual(body.preparo.at(-1), { ateS: null, pedidos: 0 });
    });

    test('cabem 92 dias; mais, ao contrário ou sem data é recusado pelo nome', async () => {
      assert.equal((await ler('/v2/gerencia/relatorios?de=2026-01-01&ate=2026-04-02')).dias.length, 92);
      for (const [query, campo] of [
        ['de=2026-01-01&ate=2026-04-03', 'ate'],
        ['de=2026-01-02&ate=2026-01-01', 'ate'],
        ['de=2026-02-30&ate=2026-03-01', 'de'],
        ['de=0001-01-01&ate=2026-03-01', 'de'],
        ['de=2026-01-01&ate=hoje', 'ate'],
        ['ate=2026-01-01', 'de'],
        ['de=2026-01-01', 'ate'],
      ] as const)
        await recusado(`/v2/gerencia/relatorios?${query}`, campo);
    });
  });
});
