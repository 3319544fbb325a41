import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TipoDeTela } from '@foodious/contracts/aparelhos.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { secretFiles } from '@foodious/platform/secret-store.ts';
import { localIdentity } from '../src/adapters/identity/local.ts';
import { paginaRoutes } from '../src/http/paginas.ts';
import { parear, prepararPareamento } from '../src/use-cases/aparelhos.ts';
import { umBancoDoGateway } from './banco.ts';

/** @param perguntar what pedido says of the ajustes, each time it is asked */
async function abrir(t: TestContext, url = 'http://127.0.0.1:1', publico = url, perguntar: () => unknown = () => null) {
  const webDir = join(mkdtempSync(join(tmpdir(), 'foodious-telas-')), 'dist');
  const verify = () => assert.fail('no page asks for a token');
  const { db, inTransaction, fazer } = await umBancoDoGateway(t);
  const segredos = secretFiles(':memory:');
  const identity = localIdentity(segredos, url, { db });
  await identity.start();
  const app = await createHttp({ name: 'gateway', log: createLogger('silent'), verify, ready: async () => {} });
  const pedido = { forward: () => {}, ask: async () => ({ status: 200, body: await perguntar() }) };
  const upstreams = { produto: pedido, pedido, pagamento: pedido, cozinha: pedido, gateway: pedido };
  await paginaRoutes(app, { db, inTransaction, identity, upstreams, url, publico, fuso: 'America/Manaus', webDir });
  t.after(async () => {
    await app.close();
    segredos.close();
    rmSync(join(webDir, '..'), { recursive: true });
  });
  const construir = (conteudo: string) => {
    mkdirSync(join(webDir, 'telas'), { recursive: true });
    writeFileSync(
      join(webDir, 'totem.html'),
      `<html lang="pt-BR"><title>Totem · Fast &amp; Foodious</title><p>${conteudo}</p>`,
    );
    writeFileSync(join(webDir, 'nada.html'), '<html><h1>Não há nada aqui</h1>');
    writeFileSync(join(webDir, 'telas', `${conteudo}.js`), conteudo);
  };
  const pedir = (path: string, headers: Record<string, string> = {}) =>
    app.inject({ url: path, headers: { host: 'localhost:8080', ...headers } });
  const pareado = (tela: TipoDeTela) =>
    fazer(async (tx) => {
      const { codigo } = await prepararPareamento(tx, { tipo: tela, nome: 'Um' });
      return `aparelho=${(await parear(tx, tela, codigo, null)).credencial}`;
    });
  return { construir, pedir, pareado };
}

suite('páginas das telas', () => {
  test('não construídas, a tela diz que não está; construídas, aparece sem reiniciar', async (t) => {
    const { construir, pedir } = await abrir(t);
    const antes = await pedir('/totem');
    assert.equal(antes.statusCode, 503);
    assert.equal(antes.headers['retry-after'], '1');
    assert.equal(antes.headers['set-cookie'], undefined);
    construir('um');
    assert.match((await pedir('/totem')).body, /um/);
    assert.equal((await pedir('/telas/um.js')).body, 'um');
  });

  test('construídas de novo, a página e o que ela carrega são os novos', async (t) => {
    const { construir, pedir } = await abrir(t);
    construir('um');
    await pedir('/totem');
    construir('dois');
    assert.match((await pedir('/totem')).body, /dois/);
    assert.equal((await pedir('/telas/dois.js')).body, 'dois');
  });

  test('a página diz o fuso da lanchonete, que o do aparelho pode ser outro', async (t) => {
    const { construir, pedir } = await abrir(t);
    construir('um');
    assert.match((await pedir('/totem')).body, /^<html data-fuso="America\/Manaus" /);
  });

  test('a página diz o nome da lanchonete que a gerência deu, ou o último que se soube', async (t) => {
    let resposta = (): unknown => ({ lanchonete: 'Pão & "Cia" $&' });
    const { construir, pedir } = await abrir(t, undefined, undefined, () => resposta());
    construir('um');
    const certa =
      /data-lanchonete="Pão &amp; &quot;Cia&quot; \$&amp;".*<title>Totem · Pão &amp; &quot;Cia&quot; \$&amp;<\/title>/;
    assert.match((await pedir('/totem')).body, certa);
    await sleep(1_100); // it is asked again
    resposta = () => {
      throw new Unavailable('pedido is away');
    };
    assert.match((await pedir('/totem')).body, certa);
  });

  test('um pedido que não responde não segura a página', async (t) => {
    const { construir, pedir } = await abrir(t, undefined, undefined, () => new Promise(() => {}));
    construir('um');
    const antes = performance.now();
    assert.match((await pedir('/totem')).body, /<title>Totem · Fast &amp; Foodious<\/title>/);
    assert.ok(performance.now() - antes < 2_000);
  });

  test('onde não há nada, uma pessoa vê uma página, e um programa o problema', async (t) => {
    const { construir, pedir } = await abrir(t);
    const pessoa = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    assert.equal((await pedir('/nada', pessoa)).json().status, 404); // not built: better this than nothing
    construir('um');
    for (const path of ['/nada', '/p/', '/p/a/b', '/%zz']) {
      const { statusCode, headers, body } = await pedir(path, pessoa);
      assert.equal(statusCode, path === '/%zz' ? 400 : 404, path);
      assert.match(String(headers['content-type']), /^text\/html/);
      assert.match(String(headers['content-security-policy']), /script-src 'self'/);
      assert.match(body, /Não há nada aqui/);
      for (const accept of ['application/json', '*/*'])
        assert.match(String((await pedir(path, { accept })).headers['content-type']), /^application\/problem\+json/);
    }
    assert.equal((await pedir('/totem', pessoa)).statusCode, 200);
  });

  test('recarregada, a página continua na sessão que tem; a que não vale mais é trocada', async (t) => {
    const { construir, pedir } = await abrir(t);
    construir('um');
    const dada = async (cookie?: string) => (await pedir('/totem', cookie ? { cookie } : {})).cookies;
    const sessao = (await dada()).map(({ name, value }) => `${name}=${value}`).join();
    assert.match(sessao, /^sessao=./);
    assert.deepEqual(await dada(sessao), []);
    for (const outra of [`${sessao}x`, 'sessao=']) assert.equal((await dada(outra)).length, 1);
  });

  test('de fora, a página vem sem sessão até que a tela seja pareada; daí, também na própria máquina', async (t) => {
    const { construir, pedir, pareado } = await abrir(t);
    construir('um');
    const dada = async (headers: Record<string, string> = {}) => (await pedir('/totem', headers)).cookies.length;
    assert.equal(await dada(), 1);
    for (const headers of [{ host: 'totem.lan' }, { 'x-forwarded-for': '192.168.0.9' }] as Record<string, string>[])
      assert.equal(await dada(headers), 0);
    const cookie = await pareado('totem');
    assert.equal(await dada({ host: 'totem.lan', cookie }), 1);
    assert.equal(await dada({ cookie }), 1);
    assert.equal(await dada(), 0);
    assert.equal(await dada({ cookie: `${cookie}x` }), 0);
  });

  test('a página diz onde quem está fora nos encontra, quando não é onde ela foi aberta', async (t) => {
    const dito = async (url: string, publico: string, host: string) => {
      const { construir, pedir } = await abrir(t, url, publico);
      construir('um');
      return / data-endereco="(.*?)"/.exec((await pedir('/totem', { host })).body)?.[1];
    };
    const [aqui, rede, nome] = ['http://127.0.0.1:8080', 'http://192.168.1.50:8080', 'https://pedidos.exemplo'];
    assert.equal(await dito(aqui, aqui, '127.0.0.1:8080'), undefined); // nobody is elsewhere
    assert.equal(await dito(aqui, rede, '127.0.0.1:8080'), rede);
    assert.equal(await dito(aqui, rede, 'localhost:8080'), rede);
    assert.equal(await dito(aqui, rede, '10.0.0.7:8080'), undefined); // that network's own address serves there
    for (const host of ['127.0.0.1:8080', '192.168.1.50:8080']) assert.equal(await dito(nome, nome, host), nome);
  });

  test('em HTTPS o cookie da sessão não vai por mais nada', async (t) => {
    const { construir, pedir, pareado } = await abrir(t, 'https://foodious.example');
    construir('um');
    const cookie = await pareado('totem'); // behind HTTPS nobody is on this machine
    assert.match(
      String((await pedir('/totem', { cookie })).headers['set-cookie']),
      /; HttpOnly; SameSite=Strict; Secure$/,
    );
  });
});
