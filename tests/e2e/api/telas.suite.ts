import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { sistema, umCliente, umPedido } from './compartilhado.ts';

const telas = ['totem', 'painel', 'cozinha', 'gerencia'] as const;

describe('telas', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });

  /** A request as a page of ours makes it; `cookie` is what a browser would send along. */
  const pedir = async (
    method: string,
    path: string,
    { cookie, body, headers = {} }: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const answer = await fetch(s.place.gateway + path, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const guardado = answer.headers.get('set-cookie');
    const texto = answer.headers.get('content-type')?.startsWith('text/event-stream')
      ? ((await answer.body?.cancel()) ?? '')
      : await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      texto,
      json: () => JSON.parse(texto),
      /** The cookie as the browser keeps it, and as it sends it back. */
      guardado,
      cookie: guardado?.split(';')[0] ?? '',
    };
  };
  const abrir = (tela: string, body: unknown = {}, cookie?: string) =>
    pedir('POST', `/${tela}/sessao`, { body, ...(cookie ? { cookie } : {}) });

  test('cada tela é uma página nossa, que nada traz de fora e não se guarda sem perguntar', async () => {
    for (const path of ['/', ...telas.map((tela) => `/${tela}`), '/gerencia/pedidos/1', '/p/AAAAAAAAAAAAAAAAAAAAAA']) {
      const { status, headers, texto } = await pedir('GET', path);
      assert.equal(status, 200, path);
      assert.match(headers.get('content-type') ?? '', /^text\/html/);
      assert.equal(headers.get('cache-control'), 'no-cache');
      assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';.*frame-ancestors 'none'/);
      assert.doesNotMatch(texto, /(src|href)="https?:/);
      assert.doesNotMatch(texto, /eyJ/); // no token in the page
    }
  });

  test('o que as páginas carregam fica guardado um ano, e viaja comprimido', async () => {
    const { texto } = await pedir('GET', '/totem');
    const arquivos = [...texto.matchAll(/(?:src|href)="(\/telas\/[^"]+\.(?:js|css))"/g)].map(([, nome]) => nome ?? '');
    assert.ok(arquivos.length > 0);
    for (const arquivo of arquivos) {
      const { status, headers } = await pedir('GET', arquivo, { headers: { 'accept-encoding': 'br' } });
      assert.equal(status, 200, arquivo);
      assert.match(headers.get('cache-control') ?? '', /max-age=31536000, immutable/);
      assert.equal(headers.get('content-encoding'), 'br');
    }
    assert.equal((await pedir('GET', '/telas/../../package.json')).status, 404);
    assert.equal((await pedir('GET', '/telas/%2e%2e/index.html')).status, 404);
  });

  test('totem e painel recebem com a página uma sessão que nenhum script lê', async () => {
    for (const tela of ['totem', 'painel']) {
      const { guardado, cookie } = await pedir('GET', `/${tela}`);
      assert.match(guardado ?? '', new RegExp(`; Path=/${tela}; Max-Age=34560000; HttpOnly; SameSite=Strict$`));
      const { status, json } = await pedir('GET', `/${tela}/sessao`, { cookie });
      assert.equal(status, 200);
      assert.equal(json().papel, tela);
    }
    for (const tela of ['cozinha', 'gerencia', 'p/AAAAAAAAAAAAAAAAAAAAAA'])
      assert.equal((await pedir('GET', `/${tela}`)).guardado, null, tela);
  });

  test('cada sessão alcança só o que a sua tela precisa', async () => {
    const totem = (await abrir('totem')).cookie;
    const painel = (await abrir('painel')).cookie;
    const aoTotem = (path: string) => pedir('GET', `/totem/api${path}`, { cookie: totem });
    const aoPainel = (path: string) => pedir('GET', `/painel/api${path}`, { cookie: painel });
    assert.equal((await aoTotem('/v2/cardapio')).status, 200);
    assert.equal((await aoTotem('/v2/cardapio/eventos')).status, 200);
    assert.equal((await aoTotem('/v2/cozinha/comandas')).status, 403);
    assert.equal((await aoTotem('/v2/gerencia/filas')).status, 403);
    for (const path of ['/v1/pedido', '/v1/pedido/pendentes', '/v2/painel'])
      assert.equal((await aoTotem(path)).status, 403);
    const procura = await pedir('POST', '/totem/api/v1/cliente/identifica?cpf=52998224725', { cookie: totem });
    assert.equal(procura.status, 403); // a page looks nobody up
    assert.equal((await aoPainel('/v2/painel')).status, 200);
    assert.equal((await aoPainel('/v2/cardapio')).status, 403);
    const { id } = await umPedido();
    assert.equal((await aoPainel(`/v2/pedido/${id}`)).status, 403);
  });

  test('o cookie vale só por baixo da tela, e só pedido por ela', async () => {
    const { cookie } = await abrir('totem');
    assert.equal((await pedir('GET', '/v2/cardapio', { cookie })).status, 401);
    assert.equal((await pedir('GET', '/totem/api/v2/cardapio')).status, 401);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://outro.example' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      assert.equal((await pedir('GET', '/totem/api/v2/cardapio', { cookie, headers })).status, 401);
      assert.equal((await pedir('POST', '/totem/sessao', { body: {}, headers })).status, 403);
      assert.equal((await pedir('DELETE', '/totem/sessao', { headers })).status, 403);
    }
  });

  test('um CPF conhecido faz do totem o desse cliente, até que se encerre', async () => {
    const cliente = await umCliente({ nome: 'Maria das Dores' });
    const anonimo = (await abrir('totem')).cookie;
    const { status, json, cookie } = await abrir('totem', { cpf: cliente.cpf }, anonimo);
    assert.equal(status, 200);
    assert.equal(json().papel, 'cliente');
    assert.equal(json().cliente.nome, 'Maria');
    assert.match(json().cliente.email, /\*\*\*@/);
    const pedido = await pedir('POST', '/totem/api/v1/pedido', { cookie, body: { clienteId: cliente.id } });
    assert.equal(pedido.status, 201);
    assert.equal(pedido.json().clienteId, cliente.id);

    const { id } = pedido.json();
    const ver = (cookie: string) => pedir('GET', `/totem/api/v1/pedido/${id}`, { cookie });
    assert.equal((await ver(cookie)).status, 200);
    assert.equal((await ver(anonimo)).status, 401, 'the session of before is over');

    const depois = await pedir('DELETE', '/totem/sessao', { cookie });
    assert.equal((await ver(cookie)).status, 401);
    assert.equal((await pedir('GET', '/totem/sessao', { cookie: depois.cookie })).json().papel, 'totem');
  });

  test('um CPF desconhecido, ou que não é CPF, não muda a sessão', async () => {
    for (const cpf of ['52998224725', '123', '']) {
      const { status, guardado, json } = await abrir('totem', { cpf });
      assert.equal(status, 404, cpf);
      assert.equal(guardado, null);
      assert.equal(json().erros[0].campo, 'cpf');
    }
    assert.equal((await abrir('totem', { cpf: 1 })).status, 400);
  });

  test('quem tenta muitos CPFs em uma sessão espera, e a dos outros segue', async () => {
    const { cookie } = await abrir('totem');
    let recusada: Awaited<ReturnType<typeof abrir>> | undefined;
    for (let i = 0; i < 62 && !recusada; i += 1) {
      const answer = await abrir('totem', { cpf: '52998224725' }, cookie);
      assert.ok(answer.status === 404 || (answer.status === 429 && i >= 30), `${answer.status} na tentativa ${i + 1}`);
      if (answer.status === 429) recusada = answer;
    }
    assert.match(recusada?.headers.get('retry-after') ?? '', /^[12]$/);
    assert.match(recusada?.json().type, /tentativas-demais$/);
    assert.equal((await abrir('totem', {}, cookie)).status, 200); // who tells none goes on
    assert.equal((await abrir('totem', { cpf: '52998224725' })).status, 404);
  });

  test('a equipe entra com a sua palavra-passe, cada uma na sua tela, e sai', async () => {
    const { gerente, cozinha } = s.credentials;
    for (const [tela, quem, papel] of [
      ['gerencia', gerente, 'gerente'],
      ['cozinha', cozinha, 'cozinha'],
      ['cozinha', gerente, 'gerente'],
    ] as const) {
      const { status, json, guardado, cookie, texto } = await abrir(tela, quem);
      assert.equal(status, 200, `${tela} ${papel}`);
      assert.equal(json().papel, papel);
      assert.doesNotMatch(texto, /eyJ/);
      assert.match(guardado ?? '', /HttpOnly; SameSite=Strict/);
      const ondeTrabalha = tela === 'gerencia' ? '/v2/gerencia/filas' : '/v2/cozinha/comandas';
      assert.equal((await pedir('GET', `/${tela}/api${ondeTrabalha}`, { cookie })).status, 200);
      const { guardado: apagado } = await pedir('DELETE', `/${tela}/sessao`, { cookie });
      assert.match(apagado ?? '', /^sessao=; .*Max-Age=0/);
      // Whoever kept a copy of the cookie has nothing.
      assert.equal((await pedir('GET', `/${tela}/api${ondeTrabalha}`, { cookie })).status, 401);
      assert.equal((await pedir('GET', `/${tela}/sessao`, { cookie })).status, 401);
    }
    assert.equal((await abrir('gerencia', cozinha)).status, 403);
    assert.equal((await abrir('cozinha', { usuario: unico(), senha: 'errada' })).status, 401);
    const vazio = await abrir('gerencia', {});
    assert.equal(vazio.status, 400);
    assert.deepEqual(vazio.json().message, ['Informe usuario e senha, pessoaId e pin, ou desafio e codigo']);
  });

  test('sem sessão, ou com uma que não é nossa, ninguém está na tela', async () => {
    for (const tela of telas)
      for (const cookie of [undefined, 'sessao=', 'sessao=abc', 'sessao=eyJhbGciOiJub25lIn0.e30.'])
        assert.equal((await pedir('GET', `/${tela}/sessao`, cookie === undefined ? {} : { cookie })).status, 401);
  });
});
