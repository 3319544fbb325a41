import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AUDIENCE, LOJA, type Papel, roles } from '@foodious/contracts/scopes.ts';
import { type ServiceName, serviceNames } from '@foodious/contracts/services.ts';
import { type Call, caller, feito } from '@foodious/testing/client.ts';
import { umCpf, unico } from '@foodious/testing/fixtures.ts';
import { abrirSistema } from '@foodious/testing/sistema.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import { calculateJwkThumbprint, importJWK, type JWK, SignJWT } from 'jose';
import openapi from '../../services/gateway/openapi.json' with { type: 'json' };

type Operation = {
  'x-service': string;
  'x-alcance': string;
  security?: { oauth2?: string[] }[];
  parameters?: { name: string; in: string; schema?: { type?: string } }[];
};
type Rota = { nome: string; method: string; path: string; de: string; alcance: string; scopes: string[] };

const rotas: Rota[] = Object.entries(openapi.paths as unknown as Record<string, Record<string, Operation>>).flatMap(
  ([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      nome: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      de: operation['x-service'],
      alcance: operation['x-alcance'],
      scopes: (operation.security ?? []).flatMap(({ oauth2 = [] }) => oauth2),
    })),
);
const fechadas = rotas.filter(({ scopes }) => scopes.length > 0);
const papeis = Object.keys(roles) as Papel[];
const tem = (papel: Papel, { scopes }: Rota) =>
  scopes.some((scope) => (roles[papel] as readonly string[]).includes(scope));

/** An address with something in each of its places that nobody has. */
const semNada = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    /^(id|pedidoId|posicao|estado)$/i.test(name) ? '999999' : name === 'transacaoId' ? randomUUID() : 'nada',
  );

/** What is asked of a pedido that is not in an address: tried by name below. */
const SEM_ENDERECO = [
  'GET /v1/pedido',
  'GET /v1/pedido/pendentes',
  'GET /v1/pedido/estado/{estado}',
  'POST /v1/pedido',
  'POST /v2/pedido',
  'POST /v1/item',
  'GET /v1/pagamento/estado',
];

/** Open before the pagamento is made, whoever asks: who does not reach the pedido hears nothing there. */
const AO_VIVO = 'GET /v2/pagamento/{pedidoId}/eventos';

describe('quem pode o quê', () => {
  let s: Awaited<ReturnType<typeof abrirSistema>>;
  let portas: Record<string, string>;
  let assinar: (
    claims: Record<string, unknown>,
    mais?: { iss?: string; aud?: string; exp?: number; outra?: boolean },
  ) => Promise<string>;
  /** A caller of a papel with a sub, signed as the gateway signs. */
  let como: (papel: Papel, claims?: Record<string, unknown>, porta?: string) => Promise<Call>;

  before(async () => {
    s = await abrirSistema();
    portas = {
      gateway: s.place.gateway,
      ...Object.fromEntries(serviceNames.map((name, i) => [name, `http://127.0.0.1:${s.place.base + i}`])),
    };
    const jwk = JSON.parse(readFileSync(join(s.place.dataDir, 'chaves.json'), 'utf8')) as JWK;
    const nossa = await importJWK(jwk, 'RS256');
    const alheia = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const kid = await calculateJwkThumbprint(jwk);
    assinar = (
      { sub, ...claims },
      { iss = s.place.gateway, aud = AUDIENCE, exp = Date.now() / 1000 + 900, outra } = {},
    ) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' })
        .setIssuer(iss)
        .setAudience(aud)
        .setSubject(String(sub))
        .setIssuedAt()
        .setExpirationTime(Math.floor(exp))
        .setJti(randomUUID())
        .sign(outra ? alheia : nossa);
    como = async (papel, claims = {}, porta = s.place.gateway) => {
      const sub = `teste-${papel}-${randomUUID()}`;
      const scope = roles[papel].join(' ');
      return caller(porta, await assinar({ sub, papel, scope, lojaId: LOJA, bases: [sub], ...claims }));
    };
  });
  after(() => s?.stop());

  const umaCliente = () =>
    feito(s.gerente, 'POST', '/v1/cliente', { nome: 'Rita Lemos', email: `${unico()}@exemplo.com`, cpf: umCpf() });

  /** Where a route is asked: at the gateway, and at every service that answers it. */
  const lugares = ({ de }: Rota): string[] => {
    const donos = serviceNames.includes(de as ServiceName) ? [de] : de === 'gateway' ? [] : serviceNames;
    return ['gateway', ...donos].map((name) => portas[name] ?? '');
  };

  test('sem um token que valha, nenhuma rota fechada responde: 401, no gateway e em cada serviço', async () => {
    const jwk = JSON.parse(readFileSync(join(s.place.dataDir, 'chaves.json'), 'utf8')) as JWK;
    const gerente = { sub: 'gerente', papel: 'gerente', scope: roles.gerente.join(' '), lojaId: LOJA, bases: [] };
    const parte = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const [cabeca, corpo] = (await assinar(gerente)).split('.');
    const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const hmac = await new SignJWT(gerente)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(s.place.gateway)
      .setAudience(AUDIENCE)
      .setExpirationTime('1 h')
      .sign(Buffer.from(pem));
    const ruins: Record<string, string | undefined> = {
      nenhum: undefined,
      lixo: 'nada-que-valha',
      'alg none': `${parte({ alg: 'none' })}.${corpo}.`,
      'alg none, assinado': `${parte({ alg: 'none' })}.${corpo}.AAAA`,
      'sem assinatura': `${cabeca}.${corpo}.`,
      'a chave pública como segredo': hmac,
      'outra audiência': await assinar(gerente, { aud: 'outra-casa' }),
      'outro emissor': await assinar(gerente, { iss: 'http://evil.example' }),
      vencido: await assinar(gerente, { exp: Date.now() / 1000 - 60 }),
      'outra chave, o mesmo kid': await assinar(gerente, { outra: true }),
    };
    const errados: string[] = [];
    for (const rota of fechadas)
      for (const lugar of lugares(rota))
        for (const [qual, token] of Object.entries(ruins)) {
          const { status } = await caller(lugar, token)(rota.method, semNada(rota.path), corpoDe(rota));
          if (status !== 401) errados.push(`${rota.nome} em ${lugar}, ${qual}: ${status}`);
        }
    assert.deepEqual(errados, []);
  });

  test('cada papel entra onde a tabela diz, e em nenhuma outra rota: 403, no gateway e em cada serviço', async () => {
    const errados: string[] = [];
    for (const papel of papeis)
      for (const rota of fechadas)
        for (const lugar of lugares(rota)) {
          // Of themselves there is nothing, once they are erased: each time somebody else asks.
          const claims = papel === 'verificado' ? { clienteId: (await umaCliente()).id, verificado: true } : {};
          const chamar = await como(papel, claims, lugar);
          const { status } = await chamar(rota.method, semNada(rota.path), corpoDe(rota));
          const entrou = status !== 401 && status !== 403;
          if (entrou !== tem(papel, rota) || status >= 500)
            errados.push(`${rota.nome} em ${lugar}, ${papel}: ${status}`);
        }
    assert.deepEqual(errados, []);
  });

  test('um token sem escopo nenhum não entra em rota nenhuma', async () => {
    for (const rota of fechadas)
      for (const lugar of lugares(rota)) {
        const token = await assinar({ sub: 'ninguem', papel: 'totem', scope: '', lojaId: LOJA, bases: [] });
        const { status } = await caller(lugar, token)(rota.method, semNada(rota.path), corpoDe(rota));
        assert.equal(status, 403, `${rota.nome} em ${lugar}`);
      }
  });

  test('o pedido de outro não existe: nem para ler, nem para mudar, por nenhuma rota que o tem no endereço', async () => {
    const cliente = await umaCliente();
    const dona = `sessao-${randomUUID()}`;
    const { body: pedido, status } = await (await como('totem', { sub: dona, clienteId: cliente.id }))(
      'POST',
      '/v2/pedido',
      { clienteId: cliente.id, consumo: 'local', itens: [{ produtoId: 1, quantidade: 1 }], checkout: true },
      { 'idempotency-key': randomUUID() },
    );
    assert.equal(status, 201, JSON.stringify(pedido));
    await until('o pagamento', async () => (await s.gerente('GET', `/v1/pagamento/${pedido.id}`)).status === 200);
    const { body: v1 } = await s.gerente('GET', `/v1/pedido/${pedido.id}`);
    const item = v1.itensPedido[0].id;
    const alvos = rotas.filter(({ alcance, nome }) => alcance === 'dono' && ![...SEM_ENDERECO, AO_VIVO].includes(nome));
    assert.ok(alvos.length >= 10, 'a tabela encolheu');
    const endereco = ({ path }: Rota) =>
      path.replaceAll(/\{\w+\}/g, String(path.includes('/item/') ? item : pedido.id));
    const verificada = { sub: `cliente-${cliente.id}`, clienteId: cliente.id, verificado: true };
    /** Each papel, as somebody the pedido is not of, and whether it reaches it all the same. */
    const quem: [string, Papel, Record<string, unknown>, boolean][] = [
      ['outra sessão', 'totem', {}, false],
      ['outra sessão, identificada pelo mesmo CPF', 'totem', { clienteId: cliente.id }, false],
      ['outro programa', 'programa', {}, false],
      ['outro programa, pelo mesmo CPF', 'identificado', { clienteId: cliente.id }, false],
      ['outro cliente, verificado', 'verificado', { clienteId: cliente.id + 1, verificado: true }, false],
      ['quem só diz que é verificado', 'verificado', { clienteId: cliente.id }, false],
      ['a cozinha', 'cozinha', {}, true],
      ['o balcão', 'balcao', {}, true],
      ['a gerência', 'gerente', {}, true],
      ['a dona, verificada', 'verificado', verificada, true],
      ['a sessão que o fez', 'totem', { sub: dona }, true],
    ];
    const errados: string[] = [];
    for (const [nome, papel, claims, alcanca] of quem) {
      for (const rota of alvos.filter((uma) => tem(papel, uma) && uma.method !== 'DELETE'))
        for (const lugar of lugares(rota)) {
          const chamar = await como(papel, claims, lugar);
          const { status } = await chamar(rota.method, endereco(rota), corpoDe(rota));
          // Whoever reaches it may still ask for what its state does not allow: a 409.
          if ((status !== 404) !== alcanca || status === 403 || status >= 500)
            errados.push(`${rota.nome} em ${lugar}, ${nome}: ${status}`);
        }
      const chamar = await como(papel, claims);
      if (papel === 'cozinha') continue; // no pagamento is its business
      const vivo = await listen(chamar, AO_VIVO.replace(/^GET /, '').replace('{pedidoId}', String(pedido.id)));
      const [retrato] = await vivo.take(1);
      vivo.cut();
      if ((retrato?.data !== null) !== alcanca) errados.push(`${AO_VIVO}, ${nome}: ${JSON.stringify(retrato?.data)}`);
    }
    assert.deepEqual(errados, []);
  });

  test('nas listas, no corpo e na busca também só há os próprios', async () => {
    const [ana, bia] = [await como('programa'), await como('programa')];
    const novo = { consumo: 'local', itens: [{ produtoId: 1, quantidade: 1 }], checkout: false };
    const chave = { 'idempotency-key': randomUUID() };
    const [daAna, daBia] = [
      await feito(ana, 'POST', '/v2/pedido', novo, chave),
      await feito(bia, 'POST', '/v2/pedido', novo, chave),
    ];
    assert.notEqual(daAna.id, daBia.id, 'a mesma chave, de dois: dois pedidos');
    assert.notEqual(daAna.acompanhar, daBia.acompanhar);
    const ids = async (quem: Call, path: string) =>
      ((await quem('GET', path)).body as { id: number }[]).map(({ id }) => id);
    for (const path of ['/v1/pedido/pendentes', '/v1/pedido/estado/0']) {
      assert.deepEqual(await ids(ana, path), [daAna.id]);
      const todos = await ids(s.gerente, path);
      assert.ok(todos.includes(daAna.id) && todos.includes(daBia.id));
    }
    assert.deepEqual(await ids(ana, '/v1/pedido'), []);
    const alheio = { pedidoId: daBia.id, produtoId: 1, quantidade: 99 };
    assert.equal((await ana('POST', '/v1/item', alheio)).status, 400);
    const { body: intacto } = await bia('GET', `/v1/pedido/${daBia.id}`);
    assert.equal(intacto.itensPedido.length, 1);
    assert.equal((await ana('GET', `/v1/pagamento/estado?pedidoId=${daBia.id}`)).status, 404);
  });
});

/** A body every route of its method understands as far as it must, to come to the question whose the pedido is. */
const corpoDe = ({ method, path }: Rota): object | undefined =>
  method === 'GET' || method === 'DELETE' ? undefined : path.startsWith('/v1/item') ? { quantidade: 1 } : {};
