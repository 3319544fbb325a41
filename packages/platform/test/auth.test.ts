import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, suite, type TestContext, test } from 'node:test';
import { LOJA } from '@foodious/kernel/context.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import { type CryptoKey, decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { remoteVerifier } from '../src/auth.ts';
import { allReady } from '../src/ready.ts';

const AUDIENCE = 'fast-e-foodious';

const recusado = (error: unknown) => error instanceof Refusal && error.kind === 'unauthorized';
const indisponivel = (error: unknown) => error instanceof Unavailable;

type Chave = { privateKey: CryptoKey; publicKey: CryptoKey };

suite('token de acesso', () => {
  let nossa: Chave;
  let alheia: Chave;
  before(async () => {
    [nossa, alheia] = await Promise.all([generateKeyPair('RS256', { extractable: true }), generateKeyPair('RS256')]);
  });

  /** An issuer that publishes our key, until told to answer otherwise. */
  async function emissor(t: TestContext) {
    const keys = [{ ...(await exportJWK(nossa.publicKey)), kid: 'nossa', use: 'sig' }];
    const estado = { status: 200, perguntas: 0 };
    const server = createServer((req, res) => {
      estado.perguntas += 1;
      assert.equal(req.url, '/.well-known/jwks.json');
      res.statusCode = estado.status;
      res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => void server.close().closeAllConnections());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, estado, ...remoteVerifier(url, AUDIENCE, url) };
  }

  type Partes = { issuer: string; audience?: string; expira?: string; chave?: CryptoKey; kid?: string; mais?: object };
  const umToken = ({ issuer, audience = AUDIENCE, expira = '5m', chave, kid = 'nossa', mais = {} }: Partes) =>
    new SignJWT({ scope: 'cardapio:ler pedido:fazer', ...mais })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setSubject('totem')
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expira)
      .sign(chave ?? nossa.privateKey);

  test('o usuário de um pool é quem o token diz ao lado do sub do pool, e um ID token não abre nada', async (t) => {
    const { url, verify } = await emissor(t);
    const doPool = await umToken({ issuer: url, mais: { token_use: 'access', quem: 'cliente-5' } });
    const { sub, dono } = await verify(doPool);
    assert.deepEqual({ sub, dono }, { sub: 'cliente-5', dono: 'cliente-5' });
    await assert.rejects(verify(await umToken({ issuer: url, mais: { token_use: 'id' } })), recusado);
  });

  test('o token do emissor diz quem chama e o que pode', async (t) => {
    const { url, verify } = await emissor(t);
    const token = await umToken({ issuer: url });
    const minimo = {
      sub: 'totem',
      papel: '',
      scopes: new Set(['cardapio:ler', 'pedido:fazer']),
      lojaId: LOJA,
      dono: 'totem',
      clienteId: null,
      verificado: false,
      bases: [],
      since: Number(decodeJwt(token).iat) * 1000,
      until: Number(decodeJwt(token).exp) * 1000,
    };
    assert.deepEqual(await verify(token), minimo);
    const mais = { papel: 'totem', lojaId: 2, clienteId: 7, verificado: true, bases: ['sessao-1'] };
    const { since: _, until: __, ...dito } = await verify(await umToken({ issuer: url, mais }));
    assert.deepEqual(dito, { sub: 'totem', dono: 'totem', scopes: minimo.scopes, ...mais });
    assert.equal((await verify(await umToken({ issuer: url, mais: { verificado: 'true' } }))).verificado, false);
    assert.equal((await verify(await umToken({ issuer: url, mais: { clienteId: 7 } }))).clienteId, 7);
    assert.equal((await verify(await umToken({ issuer: url, mais: { clienteId: '7' } }))).clienteId, null);
  });

  test('as chaves são buscadas uma vez, e o token já visto nem se confere de novo', async (t) => {
    const { url, estado, verify } = await emissor(t);
    const token = await umToken({ issuer: url });
    const primeira = await verify(token);
    assert.equal(await verify(token), primeira);
    await verify(await umToken({ issuer: url, mais: { jti: 'outro' } }));
    assert.equal(estado.perguntas, 1);
  });

  const recusas: Record<string, (issuer: string) => Promise<string> | string> = {
    vencido: (issuer) => umToken({ issuer, expira: '-1s' }),
    'de outro emissor': () => umToken({ issuer: 'http://127.0.0.1:1' }),
    'para outro público': (issuer) => umToken({ issuer, audience: 'outro-sistema' }),
    'de outra chave com o nome da nossa': (issuer) => umToken({ issuer, chave: alheia.privateKey }),
    'de chave que o emissor não publica': (issuer) => umToken({ issuer, chave: alheia.privateKey, kid: 'alheia' }),
    'sem assinatura (alg none)': (issuer) =>
      new UnsecuredJWT({ scope: 'cardapio:ler' })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setExpirationTime('5m')
        .encode(),
    'assinado com segredo (HS256), fosse ele a chave pública': async (issuer) =>
      new SignJWT({ scope: 'cardapio:ler' })
        .setProtectedHeader({ alg: 'HS256', kid: 'nossa' })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(JSON.stringify(await exportJWK(nossa.publicKey)))),
    'da nossa chave por outro algoritmo (PS256)': async (issuer) =>
      new SignJWT({ scope: 'cardapio:ler' })
        .setProtectedHeader({ alg: 'PS256', kid: 'nossa' })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setExpirationTime('5m')
        .sign(await importJWK(await exportJWK(nossa.privateKey), 'PS256')),
    'com o conteúdo trocado': async (issuer) => {
      const [header, payload, signature] = (await umToken({ issuer })).split('.');
      const trocado = { ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), scope: 'cardapio:editar' };
      return [header, Buffer.from(JSON.stringify(trocado)).toString('base64url'), signature].join('.');
    },
    'que não é um JWT': () => 'abc',
  };
  for (const [qual, fazer] of Object.entries(recusas))
    test(`o token ${qual} é recusado`, async (t) => {
      const { url, verify } = await emissor(t);
      await verify(await umToken({ issuer: url })); // a good one passes the same door
      await assert.rejects(verify(await fazer(url)), recusado);
    });

  test('seja qual for o lixo, o token é recusado e não uma falha nossa', async (t) => {
    const { verify } = await emissor(t);
    const base64 = fc
      .oneof(
        fc.record({ alg: fc.constantFrom('RS256', 'none', 'HS256'), kid: fc.jsonValue(), crit: fc.jsonValue() }),
        fc.jsonValue(),
      )
      .map((value) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url'));
    const lixo = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(fc.oneof(base64, fc.base64String()), { minLength: 3, maxLength: 3 }).map((partes) => partes.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(lixo, (token) => assert.rejects(verify(token), recusado)),
      { numRuns: 200 },
    );
  });

  test('o token lembrado deixa de valer quando vence', async (t) => {
    const { url, verify } = await emissor(t);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const token = await umToken({ issuer: url, expira: '5m' });
    await verify(token);
    t.mock.timers.tick(4 * 60_000);
    await verify(token);
    t.mock.timers.tick(60_000);
    await assert.rejects(verify(token), recusado);
  });

  test('emissor fora do ar é indisponível, não recusa; quando volta, o token vale', async (t) => {
    const { url, estado, verify } = await emissor(t);
    const token = await umToken({ issuer: url });
    estado.status = 500;
    await assert.rejects(verify(token), indisponivel);
    estado.status = 200;
    assert.equal((await verify(token)).sub, 'totem');

    const ninguem = 'http://127.0.0.1:1';
    await assert.rejects(
      remoteVerifier(ninguem, AUDIENCE, ninguem).verify(await umToken({ issuer: ninguem })),
      indisponivel,
    );
  });

  test('o nome público do emissor é só um nome: as chaves vêm de onde se diz que estão', async (t) => {
    const { url } = await emissor(t);
    const publico = 'http://pedidos.exemplo.invalid';
    const { verify, ready } = remoteVerifier(publico, AUDIENCE, url);
    await ready();
    assert.equal((await verify(await umToken({ issuer: publico }))).sub, 'totem');
    await assert.rejects(verify(await umToken({ issuer: url })), recusado);
  });

  test('quem não alcança as chaves não está pronto, e diz de quê falta e por quê', async (t) => {
    const { url, estado } = await emissor(t);
    const longe = remoteVerifier(url, AUDIENCE, 'http://127.0.0.1:1');
    await assert.rejects(allReady({ 'as chaves do emissor': longe.ready, 'o banco': async () => {} }), {
      message: 'as chaves do emissor (fetch failed: bad port)',
    });
    const { ready } = remoteVerifier(url, AUDIENCE, url);
    estado.status = 500;
    await assert.rejects(ready());
    estado.status = 200;
    await ready();
    estado.status = 500; // what it has, it keeps
    await ready();
  });
});
