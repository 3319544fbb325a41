import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { codigosPara, naPagina, verificado } from '@foodious/testing/verificado.ts';
import { until } from '@foodious/testing/waiting.ts';
import { emailsPara, sistema, umCliente, umPedido } from './compartilhado.ts';

describe('meus dados', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  const sessao = (body: object, cookie = '') => naPagina(s.place.gateway, 'POST', '/sessao', { body, cookie });
  const entrar = (email: string) => verificado(s.place, email);
  const ultimoCodigo = async (email: string, quantos = 1) =>
    (await codigosPara(s.place.ses, email, quantos)).at(-1) ?? '';
  const outro = (codigo: string, n = 1) => String((Number(codigo) + n) % 1_000_000).padStart(6, '0');
  const semCodigo = { status: 400, type: 'urn:foodious:problema:codigo-invalido', campo: 'codigo' };
  const recusa = ({ status, body }: { status: number; body: { type: string; erros: { campo: string }[] } }) => ({
    status,
    type: body.type,
    campo: body.erros[0]?.campo,
  });

  test('quem prova o e-mail vê o seu cadastro, até sair', async () => {
    const cliente = await umCliente({ nome: 'Ana Souza' });
    const eu = await entrar(cliente.email);
    const { status, body } = await eu('GET', '/v2/meus-dados');
    assert.equal(status, 200);
    const { criadoEm, ...resto } = body;
    assert.deepEqual(resto, { ...cliente, consentimentos: [] });
    assert.ok(Math.abs(Date.parse(criadoEm) - Date.now()) < 60_000);
    const quem = await naPagina(s.place.gateway, 'GET', '/sessao', { cookie: eu.cookie });
    assert.deepEqual([quem.status, quem.body.papel], [200, 'cliente']);
    await naPagina(s.place.gateway, 'DELETE', '/sessao', { cookie: eu.cookie });
    assert.equal((await eu('GET', '/v2/meus-dados')).status, 401);
    assert.equal((await naPagina(s.place.gateway, 'GET', '/sessao', { cookie: eu.cookie })).status, 401);
  });

  test('cinco códigos errados acabam com ele, e o certo já não serve; ninguém sabe por quê', async () => {
    const { email } = await umCliente();
    const { cookie } = await sessao({ email });
    const codigo = await ultimoCodigo(email);
    for (let n = 1; n <= 5; n += 1)
      assert.deepEqual(recusa(await sessao({ email, codigo: outro(codigo, n) }, cookie)), semCodigo);
    assert.deepEqual(recusa(await sessao({ email, codigo }, cookie)), semCodigo);
  });

  test('só o navegador que pediu o código o confere: errado em outro, não se gasta', async () => {
    const { email } = await umCliente();
    const { cookie } = await sessao({ email });
    const codigo = await ultimoCodigo(email);
    for (let n = 0; n <= 5; n += 1) assert.deepEqual(recusa(await sessao({ email, codigo })), semCodigo);
    assert.equal((await sessao({ email, codigo }, cookie)).status, 200);
  });

  test('só o último código vale, uma vez', async () => {
    const { email } = await umCliente();
    const { cookie } = await sessao({ email });
    const primeiro = await ultimoCodigo(email);
    await sessao({ email }, cookie);
    const segundo = await ultimoCodigo(email, 2);
    const conferir = (codigo: string) => sessao({ email, codigo }, cookie);
    assert.deepEqual(recusa(await conferir(primeiro)), semCodigo);
    assert.equal((await conferir(`${segundo.slice(0, 3)} ${segundo.slice(3)}`)).status, 200);
    assert.deepEqual(recusa(await conferir(segundo)), semCodigo);
  });

  test('de um e-mail que ninguém tem não se sabe nada: nem pela resposta, nem pelo tempo, nem pelo limite', async () => {
    const { email } = await umCliente();
    const ninguem = `${unico()}@exemplo.com`;
    const tempos: Record<string, number[]> = { [email]: [], [ninguem]: [] };
    const formas = new Set<string>();
    for (let n = 0; n < 3; n += 1)
      for (const um of n % 2 ? [ninguem, email] : [email, ninguem]) {
        const comecou = performance.now();
        const { status, body } = await sessao({ email: um });
        tempos[um]?.push(performance.now() - comecou);
        formas.add(`${status} ${Object.keys(body).toSorted()}`);
      }
    assert.deepEqual([...formas], ['202 ate,outroEm']);
    const [conhecido = 0, desconhecido = 0] = [email, ninguem].map((um) => Math.min(...(tempos[um] ?? [])));
    // Loosely: a busy machine tells nothing finer. Both are the same work, down to the e-mail that is then sent to nobody.
    assert.ok(
      Math.abs(conhecido - desconhecido) < 50 + 0.5 * Math.max(conhecido, desconhecido),
      `${conhecido} ${desconhecido}`,
    );
    for (const um of [email, ninguem]) {
      const { status, body } = await sessao({ email: um });
      assert.deepEqual([status, body.type], [429, 'urn:foodious:problema:tentativas-demais'], um);
      assert.ok(Date.parse(body.outroEm) > Date.now() + 10 * 60_000);
    }
    assert.deepEqual(recusa(await sessao({ email: ninguem, codigo: '000000' })), semCodigo);
  });

  test('sem o e-mail provado ninguém chega lá, nem quem disse o CPF, nem a equipe', async () => {
    const cliente = await umCliente();
    const identificado = await s.comCpf(cliente.cpf);
    for (const [quem, status] of [
      [s.anyone, 401],
      [s.totem, 403],
      [identificado, 403],
      [s.gerente, 403],
    ] as const)
      for (const [method, path] of [
        ['GET', '/v2/meus-dados'],
        ['GET', '/v2/meus-dados/exportacao'],
        ['GET', '/v2/meus-dados/pedidos'],
        ['DELETE', '/v2/meus-dados'],
        ['POST', '/v2/meus-dados/codigo'],
        ['POST', '/v2/meus-dados/codigo/conferir'],
      ] as const)
        assert.equal(
          (await quem(method, path, method === 'POST' ? { email: cliente.email } : undefined)).status,
          status,
        );
  });

  test('os pedidos são os seus, por páginas, e a cópia traz tudo; de outro, nada', async () => {
    const [eu, outra] = [await umCliente(), await umCliente()];
    const meus = [await umPedido({ clienteId: eu.id, estado: 'RECEBIDO' }), await umPedido({ clienteId: eu.id })];
    const dela = await umPedido({ clienteId: outra.id, estado: 'RECEBIDO' });
    await until('the e-mail of the payment', async () => (await emailsPara(eu.email)).length === 1);
    const pagina = await entrar(eu.email);
    const ids = meus.map(({ id }) => id).toReversed();
    const primeira = (await pagina('GET', '/v2/meus-dados/pedidos?limite=1')).body;
    assert.deepEqual([primeira.pedidos.map(({ id }: { id: number }) => id), primeira.proximo], [[ids[0]], ids[0]]);
    const segunda = (await pagina('GET', `/v2/meus-dados/pedidos?limite=1&antesDe=${primeira.proximo}`)).body;
    assert.deepEqual([segunda.pedidos.map(({ id }: { id: number }) => id), segunda.proximo], [[ids[1]], null]);

    const { status, body } = await pagina('GET', '/v2/meus-dados/exportacao');
    assert.equal(status, 200);
    assert.deepEqual([body.nome, body.email, body.cpf, body.id], [eu.nome, eu.email, eu.cpf, eu.id]);
    assert.deepEqual(
      body.pedidos.map(({ id }: { id: number }) => id),
      ids,
    );
    assert.equal(body.pedidos[1].itens.length, 1);
    assert.deepEqual(
      body.pagamentos.map(({ pedidoId, pago, total }: { pedidoId: number; pago: boolean; total: number }) => [
        pedidoId,
        pago,
        total,
      ]),
      [[meus[0]?.id, true, meus[0]?.total]],
    );
    assert.deepEqual(
      body.emails.map(({ tipo }: { tipo: string }) => tipo),
      ['pagamento-confirmado', 'codigo'],
    );
    const tudo = JSON.stringify(body);
    for (const alheio of [outra.email, outra.cpf, `"id":${dela.id},`]) assert.ok(!tudo.includes(alheio), alheio);
  });

  test('corrige o nome, e aceita ofertas ou deixa de aceitar; o que disse fica dito', async () => {
    const versaoMarketing = 1;
    const cliente = await umCliente({ aceitaMarketing: true, versaoMarketing } as object);
    const eu = await entrar(cliente.email);
    assert.equal((await eu('PUT', '/v2/meus-dados', { nome: '  Ana   Reis ' })).body.nome, 'Ana Reis');
    assert.equal((await eu('PUT', '/v2/meus-dados', { nome: ' ' })).status, 400);
    assert.equal((await s.gerente('GET', `/v1/cliente?cpf=${cliente.cpf}`)).body.nome, 'Ana Reis');
    const marketing = (aceito: boolean, versao = 1) =>
      eu('PUT', '/v2/meus-dados/consentimentos/marketing', { aceito, versao });
    assert.equal((await marketing(true, 99)).status, 400);
    await marketing(false);
    const { body } = await marketing(true);
    assert.deepEqual(
      body.consentimentos.map(({ em: _, ...dito }: { em: string }) => dito),
      [true, false, true].map((aceito) => ({
        tipo: 'marketing',
        versao: 1,
        texto: 'Quero receber ofertas por e-mail',
        aceito,
      })),
    );
  });

  test('troca de e-mail pelo código que chega ao novo, e o antigo é avisado', async () => {
    const [cliente, outra] = [await umCliente({ nome: 'Ana Souza' }), await umCliente()];
    const eu = await entrar(cliente.email);
    const novo = `${unico()}@exemplo.com`;
    assert.equal((await eu('POST', '/v2/meus-dados/email', { email: novo })).status, 202);
    const [carta] = await until('the code at the new address', async () => {
      const cartas = await emailsPara(novo);
      return cartas.length > 0 && cartas;
    });
    assert.doesNotMatch(JSON.stringify(carta), /Ana/);
    const codigo = await ultimoCodigo(novo);
    const conferir = (codigo: string) => eu('POST', '/v2/meus-dados/email/conferir', { codigo });
    assert.deepEqual(recusa(await conferir(outro(codigo))), semCodigo);
    assert.equal((await conferir(codigo)).body.email, novo);
    await until('the old address is told', async () =>
      (await emailsPara(cliente.email)).some(({ subject }) => /mudou/.test(subject)),
    );
    assert.deepEqual(recusa(await conferir(codigo)), semCodigo);

    // That it is somebody's, who cannot read it never learns.
    assert.equal((await eu('POST', '/v2/meus-dados/email', { email: outra.email })).status, 202);
    assert.equal((await conferir(await ultimoCodigo(outra.email))).body.type, 'urn:foodious:problema:email-tomado');
  });

  test('apagado, fica o protocolo, e a sessão já não abre nada', async () => {
    const cliente = await umCliente();
    const pedido = await umPedido({ clienteId: cliente.id });
    const eu = await entrar(cliente.email);
    const { status, body } = await eu('DELETE', '/v2/meus-dados');
    assert.equal(status, 200);
    assert.match(body.protocolo, /^[\da-f-]{36}$/);
    for (const [method, path] of [
      ['GET', '/v2/meus-dados'],
      ['GET', '/v2/meus-dados/exportacao'],
      ['DELETE', '/v2/meus-dados'],
    ] as const)
      assert.equal((await eu(method, path)).status, 401, path);
    assert.equal((await s.gerente('GET', `/v1/cliente?cpf=${cliente.cpf}`)).status, 404);
    assert.equal((await s.gerente('GET', `/v1/pedido/${pedido.id}`)).body.clienteId, null);
    await until('the receipt, which leads to the page', async () =>
      (await emailsPara(cliente.email)).some(({ body: { text } }) =>
        text.includes(`/meus-dados#protocolo=${body.protocolo}`),
      ),
    );
  });
});
