import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { createLogger } from '@foodious/platform/log.ts';
import { httpOf } from '@foodious/platform/service.ts';
import { readSettings, SettingsError } from '@foodious/platform/settings.ts';
import { readCredentials } from '@foodious/testing/client.ts';
import { compose } from '../src/compose.ts';
import { gatewaySettings } from '../src/settings.ts';

const PROXY = '10.1.2.3';
const ALHEIO = '203.0.113.9';
const NINGUEM = 'http://127.0.0.1:1';

/** The gateway behind a proxy it trusts, or not, with nobody behind it, asked by a totem that was paired. */
async function abrir(t: TestContext, env: Record<string, string> = {}) {
  const settings = readSettings(gatewaySettings, [], {
    DATA_DIR: ':memory:',
    TRUSTED_PROXIES: '10.1.0.0/16, ::1',
    PRODUTO_URL: NINGUEM,
    CADASTROS_POR_MINUTO: '30',
    ...env,
  });
  const gateway = await compose(settings, createLogger('silent'));
  await gateway.migrate();
  for (const job of gateway.jobs) await job.start();
  const http = await httpOf(gateway);
  t.after(async () => {
    await http.close();
    for (const job of gateway.jobs) await job.stop?.();
    await gateway.close();
  });
  const { gerente } = readCredentials(gateway.segredos.where('credenciais'));
  const como = { grant_type: 'password', username: gerente.usuario, password: gerente.senha };
  const entrada = await http.inject({ method: 'POST', url: '/oauth2/token', payload: como });
  const pareamento = await http.inject({
    method: 'POST',
    url: '/v2/aparelhos/pareamentos',
    headers: { authorization: `Bearer ${entrada.json().token}` },
    payload: { tipo: 'totem', nome: 'Um' },
  });
  const { codigo } = pareamento.json();
  const pareado = await http.inject({ method: 'POST', url: '/totem/aparelho', payload: { codigo } });
  const cookie = pareado.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return (
    method: 'GET' | 'POST',
    url: string,
    remoteAddress: string,
    headers: Record<string, string>,
    payload?: object,
  ) => http.inject({ method, url, remoteAddress, headers: { cookie, ...headers }, ...(payload ? { payload } : {}) });
}

/** What a proxy says of who asked it. */
const encaminhado = (quem: string, host = 'pedidos.exemplo', proto = 'https') => ({
  host: 'gateway:8080',
  'x-forwarded-for': quem,
  'x-forwarded-host': host,
  'x-forwarded-proto': proto,
});

suite('atrás de um proxy', () => {
  test('cada totem tem o seu limite; e quem não é proxy nosso não ganha outro inventando endereços', async (t) => {
    const pedir = await abrir(t);
    /** How often a CPF may be tried, before it is too often. */
    const tentativas = async (de: string, quem: (vez: number) => string) => {
      for (let vez = 0; ; vez += 1) {
        const { statusCode } = await pedir('POST', '/totem/sessao', de, encaminhado(quem(vez)), { cpf: '123' });
        if (statusCode === 429) return vez;
        assert.equal(statusCode, 404);
        if (vez === 40) return Number.POSITIVE_INFINITY;
      }
    };
    assert.equal(await tentativas(PROXY, () => '198.51.100.1'), 30);
    assert.equal(await tentativas(PROXY, () => '198.51.100.2'), 30);
    assert.equal(await tentativas('::1', (vez) => `198.51.100.${100 + vez}`), Number.POSITIVE_INFINITY);
    assert.equal(await tentativas(ALHEIO, (vez) => `198.51.100.${100 + vez}`), 30);
    // What the client wrote before our proxy added its word is not believed either.
    assert.equal(await tentativas(PROXY, (vez) => `198.51.100.${100 + vez}, 198.51.100.3`), 30);
  });

  test('o que os nossos proxies dizem num cabeçalho deles vale; o que quem pede escreveu em X-Forwarded-For, não', async (t) => {
    const pedir = await abrir(t, { CLIENT_ADDRESS_HEADER: 'X-Viewer-Address' });
    /** How often a CPF may be tried by whom such headers tell, before it is too often. */
    const tentativas = async (de: string, headers: (vez: number) => Record<string, string>) => {
      for (let vez = 0; vez < 40; vez += 1) {
        const { statusCode } = await pedir('POST', '/totem/sessao', de, headers(vez), { cpf: '123' });
        if (statusCode === 429) return vez;
      }
      return Number.POSITIVE_INFINITY;
    };
    const inventado = (vez: number) => ({ 'x-forwarded-for': `198.51.100.${100 + vez}` });
    const dito = (quem: string) => ({ 'x-viewer-address': quem });
    assert.equal(await tentativas(PROXY, (vez) => ({ ...inventado(vez), ...dito('198.51.100.1') })), 30);
    assert.equal(await tentativas(PROXY, (vez) => ({ ...inventado(vez), ...dito('198.51.100.2') })), 30);
    assert.equal(await tentativas(PROXY, (vez) => dito(`198.51.100.${3 + vez}`)), Number.POSITIVE_INFINITY);
    // Where it says nothing, or no address, the proxy itself asks; who is none of ours says nothing by it.
    assert.equal(
      await tentativas(PROXY, (vez) => (vez % 2 ? inventado(vez) : dito(`198.51.100.${vez}, 10.1.1.1`))),
      30,
    );
    assert.equal(await tentativas(ALHEIO, (vez) => ({ ...inventado(vez), ...dito(`198.51.100.${100 + vez}`) })), 30);
  });

  test('códigos de pareamento se tentam dez vezes de cada endereço, e cem ao todo, de quantos forem', async (t) => {
    const pedir = await abrir(t); // which has paired: one try is gone
    const parear = async (quem: string) =>
      (await pedir('POST', '/painel/aparelho', PROXY, encaminhado(quem), { codigo: 'AAAAAA' })).statusCode;
    for (let vez = 0; vez < 10; vez += 1) assert.equal(await parear('198.51.100.1'), 400);
    assert.equal(await parear('198.51.100.1'), 429);
    let tentativas = 10;
    for (; (await parear(`198.51.100.${2 + Math.floor(tentativas / 5)}`)) === 400; tentativas += 1)
      assert.ok(tentativas < 100);
    assert.equal(tentativas, 99);
  });

  test('a origem de uma tela é a que as pessoas usam, dita pelo proxy; por outro, não', async (t) => {
    const pedir = await abrir(t);
    const origin = 'https://pedidos.exemplo';
    const abrirSessao = (de: string, headers: Record<string, string>) =>
      pedir('POST', '/totem/sessao', de, { origin, ...headers }, {});
    const daqui = await abrirSessao(PROXY, encaminhado('198.51.100.1'));
    assert.equal(daqui.statusCode, 200);
    assert.match(String(daqui.headers['set-cookie']), /; Secure$/);
    assert.equal((await abrirSessao(ALHEIO, encaminhado('198.51.100.1'))).statusCode, 403);
    assert.equal((await abrirSessao(PROXY, encaminhado('198.51.100.1', 'outro.exemplo'))).statusCode, 403);

    // The session it got serves as far: where the origin is not ours, the cookie is not looked at.
    const cookie = String(daqui.headers['set-cookie']).split(';')[0] ?? '';
    const cardapio = (de: string) =>
      pedir('GET', '/totem/api/v2/cardapio', de, { origin, cookie, ...encaminhado('198.51.100.1') });
    assert.equal((await cardapio(PROXY)).statusCode, 503); // let through, to nobody
    assert.equal((await cardapio(ALHEIO)).statusCode, 401);
  });

  test('o endereço público é uma origem nossa também onde o proxy pergunta por outro e nada se diz dele', async (t) => {
    const pedir = await abrir(t, { GATEWAY_URL: 'https://pedidos.exemplo', TRUSTED_PROXIES: '' });
    const sessao = (origin: string) => pedir('POST', '/totem/sessao', ALHEIO, { origin, host: 'gateway:8080' }, {});
    assert.equal((await sessao('https://pedidos.exemplo')).statusCode, 200);
    assert.equal((await sessao('http://gateway:8080')).statusCode, 200);
    for (const outra of ['https://outro.exemplo', 'http://pedidos.exemplo', 'null'])
      assert.equal((await sessao(outra)).statusCode, 403, outra);
  });

  test('o que não é endereço nem faixa de endereços é recusado pelo nome da opção', () => {
    for (const errado of ['proxy.exemplo', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129', '10.0.0.0/', 'all'])
      assert.throws(
        () => readSettings(gatewaySettings, [], { TRUSTED_PROXIES: errado }),
        (error) => error instanceof SettingsError && error.message.startsWith('TRUSTED_PROXIES: '),
        errado,
      );
  });
});
