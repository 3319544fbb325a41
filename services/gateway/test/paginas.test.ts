import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { localIdentity } from '../src/adapters/identity/local.ts';
import { paginaRoutes } from '../src/http/paginas.ts';

async function abrir(t: TestContext, url = 'http://127.0.0.1:1') {
  const webDir = join(mkdtempSync(join(tmpdir(), 'foodious-telas-')), 'dist');
  const identity = localIdentity(':memory:', url);
  await identity.start();
  const verify = async (token: string) => {
    const { payload } = await jwtVerify(token, createLocalJWKSet(identity.jwks()));
    return { sub: String(payload.sub), scopes: new Set<string>(), clienteId: null, until: Number(payload.exp) * 1_000 };
  };
  const app = await createHttp({ name: 'gateway', log: createLogger('silent'), verify, ready: async () => {} });
  await paginaRoutes(app, { identity, verify, url, fuso: 'America/Manaus', webDir });
  t.after(async () => {
    await app.close();
    await identity.stop();
    rmSync(join(webDir, '..'), { recursive: true });
  });
  const construir = (conteudo: string) => {
    mkdirSync(join(webDir, 'telas'), { recursive: true });
    writeFileSync(join(webDir, 'totem.html'), `<html lang="pt-BR"><p>${conteudo}</p>`);
    writeFileSync(join(webDir, 'telas', `${conteudo}.js`), conteudo);
  };
  return { construir, pedir: (url: string, cookie = '') => app.inject({ url, headers: { cookie } }) };
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
    assert.match((await pedir('/totem')).body, /^<html data-fuso="America\/Manaus" lang="pt-BR">/);
  });

  test('recarregada, a página continua na sessão que tem; a que não vale mais é trocada', async (t) => {
    const { construir, pedir } = await abrir(t);
    construir('um');
    const sessao = (await pedir('/totem')).cookies.map(({ name, value }) => `${name}=${value}`).join();
    assert.match(sessao, /^sessao=./);
    assert.equal((await pedir('/totem', sessao)).headers['set-cookie'], undefined);
    assert.notEqual((await pedir('/totem', `${sessao}x`)).headers['set-cookie'], undefined);
    assert.notEqual((await pedir('/totem', 'sessao=')).headers['set-cookie'], undefined);
  });

  test('em HTTPS o cookie da sessão não vai por mais nada', async (t) => {
    const { construir, pedir } = await abrir(t, 'https://foodious.example');
    construir('um');
    assert.match(String((await pedir('/totem')).headers['set-cookie']), /; HttpOnly; SameSite=Strict; Secure$/);
  });
});
