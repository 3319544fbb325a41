import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { feito } from '@foodious/testing/client.ts';
import { fichaDeProduto, numeroDe, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { umaImagem } from '@foodious/testing/imagem.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { checkout, notificar, sistema, umCliente, umPedido, umProduto } from './compartilhado.ts';

type Entrada = {
  n: number;
  em: string;
  quem: string;
  nome: string | null;
  papel: string | null;
  acao: string;
  sobre: { tipo: string; id: string } | null;
  antes: object | null;
  depois: object | null;
};
/** What an entry says was done, and by whom. */
const feitoDe = ({ acao, quem, papel, antes, depois }: Entrada) => ({ acao, por: `${quem} ${papel}`, antes, depois });
const peloGerente = (acao: string, antes: object | null, depois: object | null) => ({
  acao,
  por: 'gerente gerente',
  antes,
  depois,
});

describe('auditoria', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  const ler = (query: string): Promise<{ entradas: Entrada[]; mais: boolean }> =>
    feito(s.gerente, 'GET', `/v2/auditoria?${query}`);
  /** Of so many entries, what they say, oldest first: they come by a queue. */
  const ate = (quantas: number, query: string) =>
    until(`${quantas} entries of ${query}`, async () => {
      const { entradas } = await ler(query);
      return entradas.length >= quantas && entradas.reverse();
    });
  const sobre = async (tipo: string, id: number | string, quantas: number) =>
    (await ate(quantas, `sobre=${tipo}:${id}`)).map(feitoDe);
  /** The newest number there is. */
  const ultima = async () => (await ler('limite=1')).entradas[0]?.n ?? 0;
  /** What was written down after a number, newest first. */
  const desde = async (n: number, query = '') => (await ler(`limite=100&${query}`)).entradas.filter((uma) => uma.n > n);

  test('um produto: criado, mudado, com outra imagem, esgotado, de volta e retirado, cada vez só com o que mudou', async () => {
    const ficha = fichaDeProduto({ preco: 10.1 });
    const { id, nome } = await umProduto(ficha);
    await feito(s.gerente, 'PUT', `/v1/produto/${id}`, { ...ficha, preco: 12.5 });
    const imagemBase64 = (await umaImagem('png')).toString('base64');
    const { imagemUrl } = await feito(
      s.gerente,
      'PUT',
      `/v2/gerencia/produtos/${id}`,
      { ...ficha, preco: 12.5, imagemBase64 },
      { 'if-match': '*' },
    );
    for (const disponivel of [false, true])
      await feito(s.cozinha, 'PUT', `/v2/produto/${id}/disponibilidade`, { disponivel });
    await feito(s.gerente, 'DELETE', `/v1/produto/${id}`);
    await feito(s.gerente, 'DELETE', `/v1/produto/${id}`); // changes nothing
    const { idCategoriaProduto, descricao } = ficha;
    const novo = { nome, idCategoriaProduto, descricao, precoCentavos: 1010, ativo: true, disponivel: true };
    const imagem = imagemUrl.split('/').at(-1);
    const pelaCozinha = (acao: string, disponivel: boolean) => ({
      acao,
      por: 'cozinha cozinha',
      antes: { disponivel: !disponivel },
      depois: { disponivel },
    });
    assert.deepEqual(await sobre('produto', id, 6), [
      peloGerente('produto-criado', null, { ...novo, imagem: null }),
      peloGerente('produto-mudado', { precoCentavos: 1010 }, { precoCentavos: 1250 }),
      peloGerente('produto-mudado', { imagem: null }, { imagem }),
      pelaCozinha('produto-esgotado', false),
      pelaCozinha('produto-disponivel', true),
      peloGerente('produto-retirado', { ativo: true }, { ativo: false }),
    ]);
  });

  test('os ajustes: só os que mudaram, antes e depois', async () => {
    const n = await ultima();
    const { body: antes } = await s.gerente('GET', '/v2/ajustes');
    const mudar = (ajustes: object) => feito(s.gerente, 'PUT', '/v2/ajustes', ajustes, { 'if-match': '*' });
    const { fala } = antes.painel;
    await mudar({ ...antes, painel: { ...antes.painel, fala: !fala } });
    await mudar(antes);
    await mudar(antes); // changes nothing
    const mudancas = await until('both', async () => {
      const novas = await desde(n, 'acao=ajustes-mudados');
      return novas.length >= 2 && novas.reverse().map(feitoDe);
    });
    assert.deepEqual(mudancas, [
      peloGerente('ajustes-mudados', { 'painel.fala': fala }, { 'painel.fala': !fala }),
      peloGerente('ajustes-mudados', { 'painel.fala': !fala }, { 'painel.fala': fala }),
    ]);
  });

  test('um pedido que a equipe move ou cancela, sem as palavras do motivo; o que o cliente faz não', async () => {
    const { id } = await umPedido({ estado: 'RECEBIDO' });
    await feito(s.cozinha, 'PUT', `/v1/pedido/${id}`, { estadoPedido: numeroDe('EM_PREPARACAO') });
    const motivo = `Maria ${unico()} desistiu`;
    await feito(s.gerente, 'PUT', `/v1/pedido/${id}`, { estadoPedido: numeroDe('CANCELADO'), motivo });
    assert.deepEqual(await sobre('pedido', id, 2), [
      {
        acao: 'pedido-mudado',
        por: 'cozinha cozinha',
        antes: { estado: 'RECEBIDO' },
        depois: { estado: 'EM_PREPARACAO' },
      },
      peloGerente(
        'pedido-cancelado',
        { estado: 'EM_PREPARACAO' },
        { estado: 'CANCELADO', motivoCaracteres: motivo.length },
      ),
    ]);
    assert.doesNotMatch(JSON.stringify(await ler('limite=100')), /desistiu/);
  });

  test('quem decide um pagamento no lugar do provedor; o provedor, não', async () => {
    const produto = await umProduto();
    const abrir = async () => {
      const { id } = await umPedido({ itens: [{ produtoId: produto.id }] });
      return checkout(id);
    };
    const [recusado, aprovado] = [await abrir(), await abrir()];
    await notificar(recusado, 2);
    await notificar(aprovado, 1);
    await notificar(aprovado, 1); // changes nothing
    const pendente = { estado: 'PENDENTE', motivo: null };
    const decidiu = (estado: string, motivo: string | null) => [
      peloGerente('pagamento-notificado', pendente, { estado, motivo }),
    ];
    assert.deepEqual(await sobre('pagamento', recusado, 1), decidiu('REJEITADO', 'recusado'));
    assert.deepEqual(await sobre('pagamento', aprovado, 1), decidiu('CONFIRMADO', null));
    const { transacaoId } = (await umPedidoPagoNoBanco()) ?? assert.fail();
    assert.deepEqual((await ler(`sobre=pagamento:${transacaoId}`)).entradas, []);
  });

  /** A pedido that the bank says is paid: what comes after it has been heard when it is RECEBIDO. */
  async function umPedidoPagoNoBanco() {
    const produto = await umProduto();
    const { id } = await umPedido({ itens: [{ produtoId: produto.id }] });
    const transacaoId = await checkout(id);
    const { place } = s;
    await fetch(`${place.pix}/transacoes/${transacaoId}/aprovar`, { method: 'POST' });
    return until('it is paid', async () => {
      const { body } = await s.totem('GET', `/v1/pedido/${id}/estado`);
      return body.estadoPedido === numeroDe('RECEBIDO') && { id, transacaoId };
    });
  }

  test('um cliente: cadastrado, procurado, listado e apagado; nunca o nome, o e-mail ou o CPF', async () => {
    const n = await ultima();
    const nome = `Zuleica ${unico()}`.replaceAll(/\d|-/g, '');
    const cliente = await umCliente({ nome, cpf: umCpf() });
    await feito(s.gerente, 'GET', `/v1/cliente?cpf=${cliente.cpf}`);
    await feito(s.gerente, 'POST', `/v1/cliente/identifica?cpf=${cliente.cpf}`);
    await feito(s.totem, 'POST', `/v1/cliente/identifica?cpf=${cliente.cpf}`); // a program is not the staff
    assert.equal((await s.gerente('GET', `/v1/cliente?cpf=${umCpf()}`)).status, 404);
    await feito(s.gerente, 'POST', '/v2/gerencia/clientes/busca', { texto: cliente.email });
    const { protocolo } = await feito(s.gerente, 'DELETE', `/v2/gerencia/clientes/${cliente.id}`);
    const procurou = peloGerente('cliente-procurado', null, null);
    const [cadastro, ...lido] = await sobre('cliente', cliente.id, 3);
    assert.deepEqual([cadastro?.acao, lido], ['cliente-cadastrado', [procurou, procurou]]);
    assert.deepEqual(await sobre('protocolo', protocolo, 1), [peloGerente('cliente-apagado', null, null)]);
    const novas = await desde(n);
    assert.deepEqual(novas.filter(({ acao, sobre }) => acao === 'cliente-procurado' && sobre === null).map(feitoDe), [
      procurou,
    ]);
    assert.deepEqual(novas.filter(({ acao }) => acao === 'clientes-listados').map(feitoDe), [
      peloGerente('clientes-listados', null, { quantos: 1 }),
    ]);
    const tudo = JSON.stringify(novas);
    for (const pessoal of [nome, nome.split(' ')[0] ?? nome, cliente.email, cliente.cpf])
      assert.ok(!tudo.includes(pessoal), pessoal);
  });

  test('quem lê os logs de um pedido, e quem manda reenviar o que morreu numa fila', async () => {
    const { id } = await umPedido();
    const linhas = await feito(s.gerente, 'GET', `/v2/gerencia/pedidos/${id}/logs`);
    assert.deepEqual(await sobre('pedido', id, 1), [peloGerente('pedido-logs-lidos', null, { linhas: linhas.length })]);
    const n = await ultima();
    for (const fila of ['produto-alterado', 'auditoria-req'])
      assert.deepEqual(await feito(s.gerente, 'POST', `/v2/gerencia/filas/${fila}/mortas/reenviar`), { reenviadas: 0 });
    assert.deepEqual((await desde(n, 'acao=morta-reenviada')).map(feitoDe), [
      peloGerente('morta-reenviada', null, { fila: 'auditoria-req' }),
      peloGerente('morta-reenviada', null, { fila: 'produto-alterado' }),
    ]);
  });

  test('a fila da auditoria é uma das filas: contada, com suas mensagens mortas e recusadas', async () => {
    const { filas, faltam } = await feito(s.gerente, 'GET', '/v2/gerencia/filas');
    const [fila] = filas.filter(({ fila }: { fila: string }) => fila === 'auditoria-req');
    assert.deepEqual(
      [fila.de, fila.para, fila.mortas.esperando, fila.recusadas, faltam],
      ['serviços', 'gateway', 0, 0, []],
    );
    const caminho = '/v2/gerencia/filas/auditoria-req';
    assert.deepEqual(await feito(s.gerente, 'GET', `${caminho}/mortas`), { mortas: [] });
    assert.deepEqual(await feito(s.gerente, 'GET', `${caminho}/recusadas`), { recusadas: [] });
    for (const resto of ['mortas/x/reenviar', 'recusadas/x/reenviar'])
      assert.equal((await s.gerente('POST', `${caminho}/${resto}`)).status, 404, resto);
  });

  test('em páginas, da mais nova à mais antiga; por quem, o quê, sobre o quê e quando', async () => {
    for (let vez = 0; vez < 3; vez += 1) await umProduto();
    await ate(3, 'acao=produto-criado');
    const primeira = await ler('limite=2');
    assert.deepEqual([primeira.entradas.length, primeira.mais], [2, true]);
    const [a, b] = primeira.entradas as [Entrada, Entrada];
    assert.equal(a.n, b.n + 1);
    const segunda = await ler(`limite=2&antesDe=${b.n}`);
    assert.equal(segunda.entradas[0]?.n, b.n - 1);
    const fim = await ler('antesDe=2');
    assert.deepEqual([fim.entradas.map(({ n }) => n), fim.mais], [[1], false]);
    const hoje = diaDe(new Date());
    const doDia = await ler(`limite=1&quem=gerente&acao=produto-criado&sobre=produto&de=${hoje}&ate=${hoje}`);
    assert.equal(doDia.entradas[0]?.acao, 'produto-criado');
    for (const nada of ['quem=ningu', 'ate=2020-01-01', 'de=2999-01-01', 'sobre=produto:99999999'])
      assert.deepEqual(await ler(nada), { entradas: [], mais: false }, nada);
  });

  test('só quem pode a lê, e por um filtro que se entenda', async () => {
    for (const quem of [s.totem, s.cozinha]) assert.equal((await quem('GET', '/v2/auditoria')).status, 403);
    assert.equal((await s.anyone('GET', '/v2/auditoria')).status, 401);
    for (const [query, campo] of [
      ['limite=101', 'limite'],
      ['antesDe=0', 'antesDe'],
      ['acao=nenhuma', 'acao'],
      ['sobre=nada:1', 'sobre'],
      ['de=ontem', 'de'],
      ['ate=2026-02-30', 'ate'],
    ]) {
      const { status, body } = await s.gerente('GET', `/v2/auditoria?${query}`);
      assert.deepEqual([status, body.erros?.map((erro: { campo: string }) => erro.campo)], [400, [campo]], query);
    }
  });
});
