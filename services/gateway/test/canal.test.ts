import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { createHttp, type Http, keepOpen } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import WebSocket from 'ws';
import openapi from '../openapi.json' with { type: 'json' };
import { inProcess } from '../src/adapters/upstream/in-process.ts';
import { remote } from '../src/adapters/upstream/remote.ts';
import { canal } from '../src/http/canal.ts';
import { comSessao, mesmaOrigem } from '../src/http/cookie.ts';
import { forwarding, servicesOwn } from '../src/http/forwarding.ts';
import type { Upstream } from '../src/ports.ts';
import type { Revogacoes } from '../src/use-cases/revogacoes.ts';

const daqui = mesmaOrigem('http://127.0.0.1:1', () => false);
const base = (sessao?: ReturnType<typeof comSessao>, trustProxy = (_: string | undefined) => false) =>
  createHttp({
    name: 'gateway',
    log: createLogger('silent'),
    ...(sessao && { rewriteUrl: sessao.rewriteUrl, bearer: async (request) => sessao.sessaoDoPedido(request)?.id }), // the id is the token
    trustProxy,
    schemes: servicesOwn(openapi.components.securitySchemes),
    verify: async (token) => {
      if (token !== 'bom') throw new Refusal('unauthorized', 'Token inválido ou expirado');
      return umPrincipal({ sub: 'painel', scopes: new Set(['painel:ler']), bases: ['sessao-um'] });
    },
    ready: async () => {},
  });

/** A service with the stream of the painel, which tells what it was asked and then what `contar` says; and the gateway. */
async function abrir(
  t: TestContext,
  via: (servico: Http) => Promise<Upstream>,
  perAddress = 100,
  trustProxy?: (address: string | undefined) => boolean,
) {
  const servico = await base();
  const abertos = new Set<{ write(text: string): unknown; end(): void }>();
  servico.get('/v2/painel/eventos', { schema: { security: acesso('painel:ler') } }, (request, reply) => {
    reply.hijack();
    const { raw } = reply;
    keepOpen(servico, raw);
    raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    raw.write(`depois: ${request.headers['last-event-id']}; de: ${request.ip}; cookie: ${request.headers.cookie}`);
    abertos.add(raw);
    raw.on('close', () => abertos.delete(raw));
  });
  const upstream = await via(servico);
  const gateway = await base(comSessao(daqui), trustProxy);
  await forwarding(gateway, {
    upstreams: { produto: upstream, pedido: upstream, pagamento: upstream, cozinha: upstream, gateway: upstream },
    streams: { perAddress, perToken: 100 },
    revogacoes: { vigiar() {} } as unknown as Revogacoes,
    contarCadastro() {},
    inTransaction: () => assert.fail('nothing is audited here'),
  });
  canal(gateway, { daqui });
  await gateway.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => Promise.all([gateway.close(), servico.close()]));
  const origem = `127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
  const ligar = (path: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`ws://${origem}${path}`, { headers: { cookie: 'sessao=bom', ...headers } });
    const ouvido: string[] = [];
    socket.on('message', (data) => ouvido.push(String(data)));
    socket.on('error', () => {});
    const fim = new Promise<number>((resolve) => socket.on('close', resolve));
    return { socket, ouvido, fim };
  };
  return { gateway, abertos, origem, ligar };
}

async function ate(condicao: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condicao(); i += 1) await sleep(10);
  assert.ok(condicao());
}

const neste = async (servico: Http) => {
  await servico.ready();
  return inProcess(servico);
};
const vias: [string, (servico: Http) => Promise<Upstream>][] = [
  ['neste processo', neste],
  ['em outro endereço', async (servico) => remote(await servico.listen({ host: '127.0.0.1', port: 0 }))],
];

for (const [onde, via] of vias)
  suite(`o canal das telas, com o serviço ${onde}`, () => {
    test('conta o que o fluxo conta, de onde parou, como a sessão da tela', async (t) => {
      const { abertos, ligar } = await abrir(t, via);
      const { socket, ouvido } = ligar('/painel/api/v2/painel/eventos?depois=41');
      await ate(() => ouvido.length === 1);
      assert.equal(ouvido[0], 'depois: 41; de: 127.0.0.1; cookie: undefined');
      for (const aberto of abertos) aberto.write('ação: “ç” 🍔');
      await ate(() => ouvido.length === 2);
      assert.equal(ouvido[1], 'ação: “ç” 🍔');
      socket.close();
      await ate(() => abertos.size === 0); // the service is not left with who has gone
    });

    test('o fluxo que acaba e o gateway que para fecham a linha', async (t) => {
      const { gateway, abertos, ligar } = await abrir(t, via);
      const acaba = ligar('/painel/api/v2/painel/eventos');
      await ate(() => acaba.ouvido.length === 1);
      for (const aberto of abertos) aberto.end();
      assert.equal(await acaba.fim, 1_001);
      const para = ligar('/painel/api/v2/painel/eventos');
      await ate(() => para.ouvido.length === 1);
      if (onde === 'neste processo') for (const aberto of abertos) aberto.end(); // its own preClose does it
      await gateway.close();
      assert.equal(await para.fim, 1_001);
    });
  });

suite('o canal das telas', () => {
  test('recusa como o HTTP recusaria, e diz com que estado', async (t) => {
    const { abertos, ligar } = await abrir(t, neste);
    assert.equal(await ligar('/painel/api/v2/painel/eventos', { cookie: 'sessao=velho' }).fim, 4_401);
    assert.equal(await ligar('/painel/api/v2/painel/eventos', { cookie: '' }).fim, 4_401);
    assert.equal(await ligar('/p/api/v2/acompanhamentos/nada/eventos').fim, 4_404);
    assert.equal(abertos.size, 0);
  });

  test('o que passa do limite é recusado, e quem sai dá lugar a outro', async (t) => {
    const { abertos, ligar } = await abrir(t, neste, 2);
    const linhas = [1, 2].map(() => ligar('/painel/api/v2/painel/eventos'));
    await ate(() => linhas.every(({ ouvido }) => ouvido.length === 1));
    assert.equal(await ligar('/painel/api/v2/painel/eventos').fim, 4_429);
    linhas[0]?.socket.close();
    await ate(() => abertos.size === 1);
    const outra = ligar('/painel/api/v2/painel/eventos');
    await ate(() => outra.ouvido.length === 1);
  });

  test('o limite é de quem o proxy nosso traz; quem não é proxy nosso não ganha outro inventando endereços', async (t) => {
    for (const nosso of [true, false]) {
      const { ligar } = await abrir(t, neste, 1, (address) => nosso && address === '127.0.0.1');
      const de = (quem: string) => ligar('/painel/api/v2/painel/eventos', { 'x-forwarded-for': quem });
      const um = de('198.51.100.1');
      await ate(() => um.ouvido.length === 1);
      assert.equal(await de('203.0.113.7, 198.51.100.1').fim, 4_429);
      const outro = de('198.51.100.2');
      if (nosso) await ate(() => outro.ouvido.length === 1);
      else assert.equal(await outro.fim, 4_429);
    }
  });

  test('não é de outros sites, nem de outros endereços, e quem fala é cortado', async (t) => {
    const { abertos, origem, ligar } = await abrir(t, neste);
    assert.equal(await ligar('/painel/api/v2/painel/eventos', { origin: 'http://outro.example' }).fim, 1_006);
    assert.equal(await ligar('/painel/api/v2/painel').fim, 1_006);
    assert.equal(abertos.size, 0);
    const fala = ligar('/painel/api/v2/painel/eventos', { origin: `http://${origem}` });
    await ate(() => fala.ouvido.length === 1);
    fala.socket.send('oi!');
    await fala.fim;
    await ate(() => abertos.size === 0);
  });

  test('quem pede a linha e não sabe o que é um WebSocket não ocupa lugar', async (t) => {
    const { abertos, origem, ligar } = await abrir(t, neste, 2);
    for (let vez = 0; vez < 3; vez += 1) {
      const headers = {
        cookie: 'sessao=bom',
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'x',
      };
      const [resposta] = await once(get(`http://${origem}/painel/api/v2/painel/eventos`, { headers }), 'response');
      assert.equal(resposta.statusCode, 400);
      resposta.resume();
    }
    await ate(() => abertos.size === 0);
    const linha = ligar('/painel/api/v2/painel/eventos');
    await ate(() => linha.ouvido.length === 1);
  });

  test('um retrato grande chega inteiro a quem lê devagar', async (t) => {
    const { abertos, ligar } = await abrir(t, async (servico) =>
      remote(await servico.listen({ host: '127.0.0.1', port: 0 })),
    );
    const { socket, ouvido } = ligar('/painel/api/v2/painel/eventos');
    await ate(() => ouvido.length === 1);
    socket.pause();
    const linha = 'x'.repeat(99_999);
    for (const aberto of abertos) for (let i = 0; i < 60; i += 1) aberto.write(linha); // what no buffer of the system takes
    await sleep(300);
    socket.resume();
    await ate(() => ouvido.slice(1).reduce((soma, { length }) => soma + length, 0) === 60 * linha.length);
  });

  test('quem não lê é cortado antes de encher a memória', async (t) => {
    const { abertos, ligar } = await abrir(t, neste);
    const { socket, ouvido } = ligar('/painel/api/v2/painel/eventos');
    await ate(() => ouvido.length === 1);
    socket.pause();
    for (let i = 0; i < 300 && abertos.size > 0; i += 1) {
      for (const aberto of abertos) aberto.write('x'.repeat(100_000));
      await sleep(1);
    }
    await ate(() => abertos.size === 0);
    socket.terminate();
  });

  test('quem pede outra melhoria da conexão é atendido como qualquer um', async (t) => {
    const { origem } = await abrir(t, neste);
    const pedido = get(`http://${origem}/health`, { headers: { connection: 'Upgrade', upgrade: 'h2c' } });
    const [resposta] = await once(pedido, 'response');
    assert.equal(resposta.statusCode, 200);
    resposta.resume();
  });
});
