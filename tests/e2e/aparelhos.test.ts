import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { feito } from '@foodious/testing/client.ts';
import { fichaDeProduto } from '@foodious/testing/fixtures.ts';
import { abrirSistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';

/** What a browser keeps of the answers it gets, each cookie by its path, and sends back. */
class Navegador {
  readonly #gateway: string;
  readonly #headers: Record<string, string>;
  readonly #cookies = new Map<string, string>();

  /** @param headers what a proxy before us adds, where it is not on this machine */
  constructor(gateway: string, headers: Record<string, string> = {}) {
    this.#gateway = gateway;
    this.#headers = headers;
  }

  cookie(path: string): string {
    const [, tela] = path.split('/');
    return [...this.#cookies]
      .filter(([key]) => key.startsWith(`/${tela} `))
      .map(([key, value]) => `${key.split(' ')[1]}=${value}`)
      .join('; ');
  }

  async abrir(path: string, method = 'GET', body?: object): Promise<Response> {
    const answer = await fetch(this.#gateway + path, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        cookie: this.cookie(path),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...this.#headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value = '', path] = /^(\w+)=([^;]*); Path=([^;]+)/.exec(cookie) ?? [];
      this.#cookies.set(`${path} ${name}`, value);
    }
    return answer;
  }

  async pedir(method: string, path: string, body?: object) {
    const answer = await this.abrir(path, method, body);
    const text = await answer.text();
    return {
      status: answer.status,
      body: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
    };
  }

  /** Follows a stream; resolves with what tells when it has ended. */
  async seguir(path: string): Promise<{ fim: Promise<void> }> {
    const answer = await this.abrir(path);
    assert.equal(answer.status, 200, path);
    const reader = answer.body?.getReader();
    await reader?.read();
    const ler = async () => {
      while (!(await reader?.read())?.done);
    };
    return { fim: ler() };
  }

  /** Follows a stream by WebSocket; resolves with what tells the code it was closed with. */
  async ligar(path: string): Promise<{ fim: Promise<number> }> {
    const headers = { cookie: this.cookie(path), ...this.#headers };
    const socket = new WebSocket(`${this.#gateway.replace('http', 'ws')}${path}`, { headers } as never);
    const fim = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    return { fim };
  }
}

describe('aparelhos e sessões', { concurrency: 1 }, () => {
  let s: Awaited<ReturnType<typeof abrirSistema>>;
  before(async () => {
    s = await abrirSistema();
  });
  after(() => s?.stop());

  const aqui = () => new Navegador(s.place.gateway);
  /** Somebody behind a proxy beside us: anywhere at all. */
  const longe = () => new Navegador(s.place.gateway, { 'x-forwarded-for': '198.51.100.7' });
  const codigoPara = async (tipo: string, nome: string) =>
    feito(s.gerente, 'POST', '/v2/aparelhos/pareamentos', { tipo, nome });
  const aparelhos = async () => (await feito(s.gerente, 'GET', '/v2/aparelhos')).aparelhos;
  const pedidoDe = async (totem: Navegador): Promise<number> => {
    const { status, body } = await totem.pedir('POST', '/totem/api/v1/pedido', {});
    assert.equal(status, 201);
    return body.id;
  };

  test('dois totens, ou duas abas depois da limpeza, nunca veem o pedido um do outro; recarregada, a página segue com o seu', async () => {
    const [um, outro] = [aqui(), aqui()];
    for (const totem of [um, outro]) await totem.pedir('GET', '/totem');
    const [doUm, doOutro] = [await pedidoDe(um), await pedidoDe(outro)];
    const ver = (totem: Navegador, id: number) => totem.pedir('GET', `/totem/api/v2/pedido/${id}`);
    assert.deepEqual([(await ver(um, doUm)).status, (await ver(um, doOutro)).status], [200, 404]);
    assert.deepEqual([(await ver(outro, doUm)).status, (await ver(outro, doOutro)).status], [404, 200]);
    assert.equal((await um.pedir('PUT', `/totem/api/v1/pedido/${doOutro}`, { ativo: false })).status, 404);

    const antes = um.cookie('/totem');
    await um.pedir('GET', '/totem');
    await um.pedir('POST', '/totem/sessao', {});
    assert.equal(um.cookie('/totem'), antes);
    assert.equal((await ver(um, doUm)).status, 200);

    await um.pedir('DELETE', '/totem/sessao');
    assert.notEqual(um.cookie('/totem'), antes);
    assert.equal((await ver(um, doUm)).status, 404, 'the next customer');
  });

  test('um cookie copiado morre quando o dono sai, e o fluxo que ele abriu acaba', async () => {
    const [dono, ladrao] = [aqui(), aqui()];
    await dono.pedir('GET', '/totem');
    const copiado = dono.cookie('/totem');
    const comOCopiado = (path: string) =>
      fetch(s.place.gateway + path, { headers: { cookie: copiado, 'sec-fetch-site': 'same-origin' } });
    assert.equal((await comOCopiado('/totem/api/v2/cardapio')).status, 200);
    const [fluxo, linha] = [
      await dono.seguir('/totem/api/v2/cardapio/eventos'),
      await dono.ligar('/totem/api/v2/cardapio/eventos'),
    ];
    await dono.pedir('DELETE', '/totem/sessao');
    await fluxo.fim;
    assert.equal(await linha.fim, 1_001);
    for (const path of ['/totem/api/v2/cardapio', '/totem/sessao']) assert.equal((await comOCopiado(path)).status, 401);
    assert.equal((await ladrao.pedir('GET', '/totem/api/v2/cardapio')).status, 401);
  });

  test('de longe a tela pede um código; com ele abre, e o totem faz o pedido', async () => {
    const totem = longe();
    assert.equal((await totem.pedir('GET', '/totem')).status, 200);
    assert.equal(totem.cookie('/totem'), '');
    for (const [method, body] of [['GET'], ['POST', {}], ['DELETE']] as const) {
      const recusa = await totem.pedir(method, '/totem/sessao', body);
      assert.equal(recusa.status, 403, method);
      assert.match(recusa.body.type, /aparelho-nao-pareado$/);
    }
    assert.equal((await totem.pedir('GET', '/totem/api/v2/cardapio')).status, 401);

    const { codigo, endereco, nome, tipo } = await codigoPara('totem', 'Perto da porta');
    assert.match(endereco, new RegExp(`/totem#parear=${codigo}$`));
    assert.deepEqual([nome, tipo], ['Perto da porta', 'totem']);
    assert.equal((await totem.pedir('POST', '/painel/aparelho', { codigo })).status, 400, 'another screen');
    const outro = await codigoPara('totem', 'Perto da porta');
    const pareado = await totem.pedir('POST', '/totem/aparelho', { codigo: outro.codigo });
    assert.deepEqual(pareado, { status: 200, body: { id: pareado.body.id, nome, tipo } });
    assert.equal((await longe().pedir('POST', '/totem/aparelho', { codigo: outro.codigo })).status, 400, 'once');

    const sessao = await totem.pedir('POST', '/totem/sessao', {});
    assert.deepEqual(sessao.body.aparelho, { id: pareado.body.id, nome });
    await pedidoDe(totem);
    const visto = (await aparelhos()).find(({ id }: { id: number }) => id === pareado.body.id);
    assert.ok(visto.vistoEm >= visto.criadoEm);
    assert.equal(visto.revogadoEm, null);
  });

  test('pareado um totem, também o desta máquina precisa de código; o painel, que não tem nenhum, não', async () => {
    const totem = aqui();
    await totem.pedir('GET', '/totem');
    assert.equal((await totem.pedir('POST', '/totem/sessao', {})).status, 403);
    const painel = aqui();
    await painel.pedir('GET', '/painel');
    assert.equal((await painel.pedir('GET', '/painel/sessao')).status, 200);
  });

  test('revogado, o aparelho cai na hora: sessão, fluxo e linha; e não volta', async () => {
    const totem = longe();
    const { codigo } = await codigoPara('totem', 'No fundo');
    const { id } = (await totem.pedir('POST', '/totem/aparelho', { codigo })).body;
    await totem.pedir('GET', '/totem');
    const fluxo = await totem.seguir('/totem/api/v2/cardapio/eventos');
    const linha = await totem.ligar('/totem/api/v2/cardapio/eventos');
    assert.equal((await s.gerente('POST', `/v2/aparelhos/${id}/revogar`)).status, 200);
    const antes = performance.now();
    await fluxo.fim;
    await linha.fim;
    assert.ok(performance.now() - antes < 1_000);
    assert.equal((await totem.pedir('GET', '/totem/api/v2/cardapio')).status, 401);
    assert.equal((await totem.pedir('POST', '/totem/sessao', {})).status, 403);
    assert.notEqual((await aparelhos()).find((um: { id: number }) => um.id === id).revogadoEm, null);
  });

  test('revogados todos, a tela desta máquina abre como antes', async () => {
    for (const { id, tipo } of await aparelhos())
      if (tipo === 'totem') await feito(s.gerente, 'POST', `/v2/aparelhos/${id}/revogar`);
    const totem = aqui();
    await totem.pedir('GET', '/totem');
    await pedidoDe(totem);
  });

  test('a cozinha de longe só entra em um aparelho pareado; a gerência, de onde for', async () => {
    const [cozinha, gerencia] = [longe(), longe()];
    const entrar = (tela: string, quem: Navegador) => quem.pedir('POST', `/${tela}/sessao`, s.credentials.gerente);
    assert.equal((await entrar('gerencia', gerencia)).status, 200);
    assert.equal((await entrar('cozinha', cozinha)).status, 403);
    const { codigo } = await codigoPara('cozinha', 'Chapa');
    await cozinha.pedir('POST', '/cozinha/aparelho', { codigo });
    assert.equal((await entrar('cozinha', cozinha)).status, 200);
    assert.equal((await cozinha.pedir('GET', '/cozinha/api/v2/cozinha/comandas')).status, 200);
  });

  test('um programa tem o seu id e segredo, muda de nome, e revogado não entra nem com o token que tem', async () => {
    const novo = await s.gerente('POST', '/v2/aparelhos/programas', { nome: ' ERP  da matriz ' });
    assert.equal(novo.status, 201);
    const { id, clientId: client_id, clientSecret: client_secret } = novo.body;
    const entrar = () => s.anyone('POST', '/oauth2/token', { client_id, client_secret });
    const { body } = await entrar();
    const chamar = async () =>
      (await fetch(`${s.place.gateway}/v1/categoria`, { headers: { authorization: `Bearer ${body.token}` } })).status;
    assert.equal(await chamar(), 200);
    assert.equal((await feito(s.gerente, 'PUT', `/v2/aparelhos/${id}`, { nome: 'ERP' })).nome, 'ERP');
    await feito(s.gerente, 'POST', `/v2/aparelhos/${id}/revogar`);
    assert.equal(await chamar(), 401);
    assert.equal((await entrar()).status, 401);
    assert.equal((await s.gerente('POST', '/v2/aparelhos/999999/revogar')).status, 404);
    const daCasa = (await aparelhos()).filter(({ nome }: { nome: string }) => nome === 'Programas (credenciais.json)');
    assert.equal(daCasa.length, 1);
  });

  test('quem sai da gerência fecha também os fluxos que lá abriu', async () => {
    const gerencia = aqui();
    await gerencia.pedir('POST', '/gerencia/sessao', s.credentials.gerente);
    const fluxo = await gerencia.seguir('/gerencia/api/v2/cardapio/eventos');
    await gerencia.pedir('DELETE', '/gerencia/sessao');
    await fluxo.fim;
  });

  test('com a força bruta não se pareia: dez tentativas por endereço, cem ao todo, e nada se abriu', async () => {
    await codigoPara('painel', 'Alvo');
    const tentar = async (endereco: string) => {
      const quem = new Navegador(s.place.gateway, { 'x-forwarded-for': endereco });
      return (await quem.pedir('POST', '/painel/aparelho', { codigo: fichaDeProduto({}).nome.slice(-6) })).status;
    };
    let tentativas = 0;
    await until('it is stopped', async () => {
      tentativas += 1;
      return (await tentar('198.51.100.9')) === 429;
    });
    assert.ok(tentativas <= 21, `${tentativas}`); // the window may turn in between
    assert.equal((await aparelhos()).filter(({ tipo }: { tipo: string }) => tipo === 'painel').length, 0);
  });
});
