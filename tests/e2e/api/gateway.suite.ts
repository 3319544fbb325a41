import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { roles, scopes } from '@foodious/contracts/scopes.ts';
import { dayIn } from '@foodious/kernel/day.ts';
import { type Answer, type Call, caller } from '@foodious/testing/client.ts';
import { comPontos, nomeUnico, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { abrirSistema, type Sistema } from '@foodious/testing/sistema.ts';
import fc from 'fast-check';
import openapi from '../../../services/gateway/openapi.json' with { type: 'json' };
import { checkout, sistema, umCliente, umItem, umPedido, umProduto } from './compartilhado.ts';

type Schema = { properties?: Record<string, unknown>; anyOf?: Schema[]; $ref?: string };
type Parametro = { name: string; in: string };
type Operacao = {
  security: { oauth2?: string[]; assinatura?: string[] }[];
  'x-service': 'produto' | 'pedido' | 'pagamento' | 'cozinha' | 'gateway' | 'dono da fila';
  parameters?: Parametro[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
/** Every call the API says it takes. */
const operacoes = Object.entries(openapi.paths as unknown as Record<string, Record<string, Operacao>>).flatMap(
  ([path, metodos]) =>
    Object.entries(metodos).map(([method, operacao]) => ({ ...operacao, path, method: method.toUpperCase() })),
);
const ondeMora = ['produto', 'pedido', 'pagamento', 'cozinha'];
/** A path of the API with its parameters filled in. */
const preencher = (path: string, valor: (nome: string) => string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, nome) => encodeURIComponent(valor(nome)));

const claimsDe = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const dispositivo = ({ credentials }: Sistema) => ({
  client_id: credentials.cliente_id,
  client_secret: credentials.cliente_segredo,
});
const comPalavraPasse = ({ usuario, senha: password }: { usuario: string; senha: string }) => ({
  grant_type: 'password',
  username: usuario,
  password,
});
const pedirToken = (s: Sistema, body: unknown, query = '') => s.anyone('POST', `/oauth2/token${query}`, body);

/** An error answer says everything it must, and nothing of ours. */
function conferirProblema({ status, body, headers }: Answer, path: string) {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  const { esperaSegundos, ...membros } = body; // of who tries too often
  assert.equal(esperaSegundos ?? null, status === 429 ? Number(headers.get('retry-after')) : null);
  assert.deepEqual(Object.keys(membros).sort(), [
    'detail',
    'erros',
    'instance',
    'message',
    'path',
    'status',
    'timestamp',
    'title',
    'type',
  ]);
  assert.equal(body.status, status);
  assert.equal(body.path, path);
  assert.ok([body.message].flat().every((m) => typeof m === 'string' && m !== ''));
  assert.equal(new Date(body.timestamp).toISOString(), body.timestamp);
  assert.equal(body.instance, `urn:uuid:${headers.get('x-request-id')}`);
}

describe('gateway', () => {
  let s: Sistema;
  const tokens: Record<string, string> = {};
  before(async () => {
    s = await sistema();
    const { cpf } = await umCliente();
    for (const [quem, body, query] of [
      ['totem', dispositivo(s)],
      ['identificado', dispositivo(s), `?cpf=${cpf}`],
      ['cozinha', comPalavraPasse(s.credentials.cozinha)],
      ['gerente', comPalavraPasse(s.credentials.gerente)],
    ] as const)
      tokens[quem] = (await pedirToken(s, body, query)).body.token;
  });

  describe('tokens', () => {
    test('um totem recebe um token anônimo', async () => {
      const { status, body } = await pedirToken(s, dispositivo(s));
      assert.equal(status, 200);
      assert.equal(body.token_type, 'Bearer');
      const claims = claimsDe(body.token);
      assert.equal('cpf' in claims, false);
      assert.equal(Math.round(claims.exp - claims.iat), body.expires_in);
      assert.equal(body.expires_in, 15 * 60);
      assert.equal((await caller(s.place.gateway, body.token)('GET', '/v1/categoria')).status, 200);
    });

    test('as credenciais vêm também como formulário', async () => {
      const answer = await fetch(`${s.place.gateway}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', ...dispositivo(s) }),
      });
      assert.equal(answer.status, 200);
    });

    test('a equipe renova o seu: uma vez cada, e usado de novo mais tarde acaba com todos', async () => {
      const { usuario: username, senha: password } = s.credentials.gerente;
      const entrada = (await pedirToken(s, { grant_type: 'password', username, password })).body;
      const renovar = (refresh_token: string) => pedirToken(s, { grant_type: 'refresh_token', refresh_token });
      const vale = async (token: string) =>
        (await caller(s.place.gateway, token)('GET', '/v2/gerencia/filas')).status === 200;
      const segundo = (await renovar(entrada.refresh_token)).body;
      const terceiro = (await renovar(segundo.refresh_token)).body;
      assert.ok(await vale(terceiro.token));
      assert.equal((await renovar(entrada.refresh_token)).status, 401, 'its successor was used: somebody has a copy');
      assert.equal((await renovar(terceiro.refresh_token)).status, 401);
      for (const { token } of [entrada, segundo, terceiro]) assert.equal(await vale(token), false);
      assert.equal((await s.gerente('GET', '/v2/gerencia/filas')).status, 200, 'who signed in elsewhere stays');
      for (const refresh_token of ['', 'inventado', entrada.token])
        assert.equal((await renovar(refresh_token)).status, 401);
    });

    test('um token devolvido não vale mais, seja qual for; devolver o que não há dá na mesma', async () => {
      const { usuario: username, senha: password } = s.credentials.gerente;
      const vale = async (token: string) =>
        (await caller(s.place.gateway, token)('GET', '/v1/categoria')).status === 200;
      for (const qual of ['token', 'refresh_token']) {
        const { body } = await pedirToken(s, { grant_type: 'password', username, password });
        const form = new URLSearchParams({ token: body[qual], token_type_hint: 'access_token' });
        const answer = await fetch(`${s.place.gateway}/oauth2/revoke`, { method: 'POST', body: form });
        assert.equal(answer.status, 200);
        assert.equal(await vale(body.token), false, qual);
        const { refresh_token } = body;
        assert.equal((await pedirToken(s, { grant_type: 'refresh_token', refresh_token })).status, 401);
      }
      const [um, outro] = [await pedirToken(s, dispositivo(s)), await pedirToken(s, dispositivo(s))];
      assert.equal('refresh_token' in um.body, false, 'a program asks again with its secret');
      for (const token of [um.body.token, um.body.token, 'x.y.z', 'nada'])
        assert.equal((await s.anyone('POST', '/oauth2/revoke', { token })).status, 200);
      assert.deepEqual([await vale(um.body.token), await vale(outro.body.token)], [false, true]);
      assert.equal((await s.anyone('POST', '/oauth2/revoke', {})).status, 400);
    });

    test('com um CPF conhecido, o token diz de que cliente é, e não o CPF', async () => {
      const { id, cpf } = await umCliente();
      for (const como of [cpf, comPontos(cpf)]) {
        const claims = claimsDe((await pedirToken(s, dispositivo(s), `?cpf=${como}`)).body.token);
        assert.equal(claims.clienteId, id);
        assert.doesNotMatch(JSON.stringify(claims), new RegExp(`${cpf}|${comPontos(cpf)}`));
      }
    });

    test('com um CPF desconhecido, ou que não é CPF, o token é anônimo', async () => {
      for (const cpf of ['', umCpf(), '12345678900', '11111111111', '123', 'abc', "' or 1=1"]) {
        const { status, body } = await pedirToken(s, dispositivo(s), `?cpf=${encodeURIComponent(cpf)}`);
        assert.equal(status, 200, cpf);
        assert.equal('clienteId' in claimsDe(body.token), false, cpf);
      }
    });

    test('credenciais erradas são 401, incompletas são 400', async () => {
      const { client_id, client_secret } = dispositivo(s);
      for (const body of [
        { client_id, client_secret: 'errado' },
        { client_id, client_secret: '' },
        { client_id: 'outro', client_secret },
        { ...comPalavraPasse(s.credentials.gerente), password: 'errada' },
        { ...comPalavraPasse(s.credentials.gerente), password: s.credentials.cozinha.senha },
      ])
        assert.equal((await pedirToken(s, body)).status, 401);
      for (const body of [
        undefined,
        {},
        { client_id },
        { client_secret },
        { client_id: 1, client_secret: 2 },
        { grant_type: 'password', username: 'gerente' },
        { grant_type: 'authorization_code', client_id, client_secret },
        [],
      ]) {
        const answer = await pedirToken(s, body);
        assert.equal(answer.status, 400);
        conferirProblema(answer, '/oauth2/token');
      }
    });

    test('a equipe entra com usuário e palavra-passe', async () => {
      for (const quem of [s.credentials.gerente, s.credentials.cozinha]) {
        const { status, body } = await pedirToken(s, comPalavraPasse(quem));
        assert.equal(status, 200);
        assert.equal('cpf' in claimsDe(body.token), false);
      }
    });

    test('um token forjado, vencido ou de outro emissor é 401', async () => {
      const [cabeca, corpo, assinatura] = (tokens.gerente ?? '').split('.') as [string, string, string];
      const b64 = (dados: object) => Buffer.from(JSON.stringify(dados)).toString('base64url');
      const chave = createPrivateKey({
        key: JSON.parse(readFileSync(join(s.place.dataDir, 'chaves.json'), 'utf8')),
        format: 'jwk',
      });
      const claims = claimsDe(tokens.gerente ?? '');
      const assinado = (mudanca: object) => {
        const parte = `${cabeca}.${b64({ ...claims, ...mudanca })}`;
        return `${parte}.${sign('sha256', Buffer.from(parte), chave).toString('base64url')}`;
      };
      const hs256 = `${b64({ alg: 'HS256', typ: 'at+jwt' })}.${corpo}`;
      const publica = createPublicKey(chave).export({ type: 'spki', format: 'pem' });
      const passado = Math.floor(Date.now() / 1000) - 3600;
      const chamar = (token: string) => caller(s.place.gateway, token)('GET', '/v1/pedido/pendentes');

      assert.equal((await chamar(assinado({}))).status, 200, 'the key is the right one');
      for (const token of [
        `${cabeca}.${b64({ ...claims, sub: 'outro' })}.${assinatura}`,
        `${b64({ alg: 'none' })}.${corpo}.`,
        `${hs256}.${createHmac('sha256', publica).update(hs256).digest('base64url')}`,
        assinado({ exp: passado }),
        assinado({ aud: 'outro-sistema' }),
        assinado({ iss: 'http://outro.exemplo' }),
        'x',
        'a.b.c',
      ]) {
        const answer = await chamar(token);
        assert.equal(answer.status, 401, token);
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      }
      for (const authorization of ['', 'Bearer', 'Bearer ', `Basic ${tokens.gerente}`, tokens.gerente ?? ''])
        assert.equal((await s.anyone('GET', '/v1/pedido/pendentes', undefined, { authorization })).status, 401);
    });

    test('as chaves públicas não trazem a privada', async () => {
      const { status, body } = await s.anyone('GET', '/.well-known/jwks.json');
      assert.equal(status, 200);
      for (const chave of body.keys)
        assert.deepEqual(Object.keys(chave).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
    });
  });

  describe('quem pode o quê', () => {
    test('toda rota diz quem a chama, só com escopos que existem', () => {
      assert.ok(operacoes.length > 25);
      for (const { method, path, security } of operacoes) {
        assert.ok(Array.isArray(security), `${method} ${path}`);
        for (const escopo of security.flatMap(({ oauth2 = [] }) => oauth2)) assert.ok(escopo in scopes, escopo);
      }
      assert.deepEqual(
        [...new Set(operacoes.filter(({ security }) => security.length === 0).map(({ path }) => path))],
        [
          '/oauth2/token',
          '/oauth2/revoke',
          '/.well-known/jwks.json',
          ...['totem', 'painel', 'cozinha', 'balcao', 'gerencia'].map((tela) => `/${tela}/sessao`),
          ...['cozinha', 'balcao'].map((tela) => `/${tela}/equipe`),
          '/v2/convites/ver',
          '/v2/convites/usar',
          ...['totem', 'painel', 'cozinha', 'balcao'].map((tela) => `/${tela}/aparelho`),
          '/meus-dados/sessao',
          '/imagens/{chave}',
          '/v2/protocolos/{id}',
          '/v2/acompanhamentos/{codigo}',
          '/v2/acompanhamentos/{codigo}/eventos',
          '/v1/pagamento/webhook/mercado-pago',
        ],
      );
    });

    for (const { method, path, security, 'x-service': service } of operacoes) {
      if (security.length === 0) continue;
      test(`${method} ${path}: 401 sem token e 403 sem escopo, no gateway e na porta do serviço`, async () => {
        const donos = service === 'dono da fila' ? ondeMora : ondeMora.filter((nome) => nome === service);
        const portas = donos.map((nome) => `http://127.0.0.1:${s.place.base + ondeMora.indexOf(nome)}`);
        portas.unshift(s.place.gateway);
        for (const porta of portas) {
          const chamar = (token?: string) =>
            caller(porta, token)(
              method,
              preencher(path, () => '99999999'),
            );
          for (const token of [undefined, 'x.y.z']) {
            const answer = await chamar(token);
            assert.equal(answer.status, 401);
            conferirProblema(
              answer,
              preencher(path, () => '99999999'),
            );
          }
          for (const token of Object.values(tokens)) {
            const tem = claimsDe(token).scope.split(' ');
            const pode = security.some(({ oauth2 }) => oauth2?.some((escopo) => tem.includes(escopo)));
            if (!pode) assert.equal((await chamar(token)).status, 403, claimsDe(token).sub);
          }
        }
      });
    }

    test('cada papel tem os escopos do seu trabalho, e só esses', () => {
      const tem = (quem: string) => claimsDe(tokens[quem] ?? '').scope.split(' ');
      for (const papel of ['gerente', 'identificado', 'cozinha'] as const) assert.deepEqual(tem(papel), roles[papel]);
      assert.deepEqual(tem('totem'), roles.programa);
    });
  });

  describe('erros', () => {
    const casos: [string, number, (s: Sistema) => Promise<Answer>, string][] = [
      ['uma rota que não existe', 404, ({ gerente }) => gerente('GET', '/v1/nada?cpf=1'), '/v1/nada'],
      ['um método que a rota não tem', 405, ({ gerente }) => gerente('PATCH', '/v1/pedido'), '/v1/pedido'],
      ['um schema', 400, ({ gerente }) => gerente('POST', '/v1/item?a=b', {}), '/v1/item'],
      ['uma regra', 400, ({ gerente }) => gerente('GET', '/v1/cliente?cpf=123'), '/v1/cliente'],
      [
        'um corpo grande demais',
        413,
        ({ totem }) => totem('POST', '/v1/pedido', { x: 'x'.repeat(70_000) }),
        '/v1/pedido',
      ],
      ['um endereço malformado', 400, ({ totem }) => totem('GET', '/v1/produto/%zz'), '/v1/produto/%zz'],
      [
        'um id sem fim',
        400,
        ({ totem }) => totem('GET', `/v1/produto/${'9'.repeat(300)}`),
        `/v1/produto/${'9'.repeat(300)}`,
      ],
    ];
    for (const [o, status, chamar, path] of casos)
      test(`${o} é ${status}, com o corpo de todos os erros`, async () => {
        const answer = await chamar(s);
        assert.equal(answer.status, status);
        conferirProblema(answer, path);
      });

    for (const [o, contentType, corpo, status] of [
      ['um JSON quebrado', 'application/json', '{"clienteId": ', 400],
      ['um JSON que envenena protótipos', 'application/json', '{"__proto__": {"ativo": false}}', 400],
      ['um corpo que não é JSON', 'text/xml', '<pedido/>', 415],
      ['um corpo sem tipo conhecido', 'application/octet-stream', '{}', 415],
    ] as const)
      test(`${o} é ${status}`, async () => {
        const { gateway } = s.place;
        const headers = { authorization: `Bearer ${tokens.gerente}`, 'content-type': contentType };
        const answer = await fetch(`${gateway}/v1/pedido`, { method: 'POST', headers, body: corpo });
        assert.equal(answer.status, status);
        conferirProblema({ status, headers: answer.headers, body: await answer.json() }, '/v1/pedido');
      });

    test('em todo endereço, um método que o contrato não diz é 405, no gateway e na porta do serviço, com os que há', async () => {
      for (const [path, metodos] of Object.entries(openapi.paths)) {
        const ha = Object.keys(metodos).map((metodo) => metodo.toUpperCase());
        if (ha.includes('GET')) ha.push('HEAD');
        const url = preencher(path, () => '1');
        const dono = ondeMora.indexOf((Object.values(metodos)[0] as Operacao)['x-service']);
        const portas = [s.place.gateway, ...(dono < 0 ? [] : [`http://127.0.0.1:${s.place.base + dono}`])];
        for (const porta of portas)
          for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
            (nome) => !ha.includes(nome),
          )) {
            const answer = await caller(porta)(method, url);
            const onde = `${method} ${porta}${url}`;
            assert.deepEqual([answer.status, answer.headers.get('allow')], [405, ha.sort().join(', ')], onde);
            conferirProblema(answer, url);
          }
      }
    });

    test('em todo endereço que se lê, HEAD responde como GET, sem corpo; um ao vivo também acaba', async () => {
      const { id } = await umPedido({ itens: [{}] });
      for (const { method, path } of operacoes) {
        if (method !== 'GET') continue;
        const url = preencher(path, (nome) => (nome === 'fila' ? 'produto-alterado' : String(id)));
        const [get, head] = [await s.gerente('GET', url), await s.gerente('HEAD', url).catch(() => assert.fail(url))];
        assert.equal(head.status, get.status, url);
        assert.equal(head.headers.get('content-type'), get.headers.get('content-type'), url);
        assert.equal(head.body ?? '', '', url);
      }
    });

    test('um nome que todo objeto tem não é o de uma fila nem o de alguém da equipe', async () => {
      for (const nome of ['valueOf', 'constructor', '__proto__', 'toString']) {
        for (const [method, acao] of [
          ['GET', ''],
          ['POST', '/reenviar'],
        ] as const)
          assert.equal((await s.gerente(method, `/v2/gerencia/filas/${nome}/mortas${acao}`)).status, 404, nome);
        assert.equal((await s.gerente('GET', `/v2/gerencia/filas/${nome}/recusadas`)).status, 404, nome);
        const equipe = { grant_type: 'password', username: nome, password: nome };
        assert.equal((await pedirToken(s, equipe)).status, 401, nome);
      }
    });

    test('um x-request-id que é UUID acompanha o pedido; outro qualquer é trocado', async () => {
      const meu = randomUUID();
      const com = async (id: string) =>
        (await s.totem('GET', '/v1/categoria', undefined, { 'x-request-id': id })).headers.get('x-request-id');
      assert.equal(await com(meu), meu);
      for (const id of ['1', 'ana@exemplo.com', `${meu}x`, 'x'.repeat(500)])
        assert.match((await com(id)) ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    test('nenhuma resposta se guarda, se adivinha ou se emoldura', async () => {
      for (const path of ['/v1/categoria', '/v1/nada', '/health']) {
        const { headers } = await s.totem('GET', path);
        assert.equal(headers.get('cache-control'), 'no-store');
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('x-frame-options'), 'DENY');
      }
    });
  });

  describe('operação', () => {
    test('/health é OK com e sem token, corpo, query, barra no fim', async () => {
      const lixo = caller(s.place.gateway, 'lixo');
      for (const call of [s.anyone, s.totem, s.gerente, lixo])
        for (const path of ['/health', '/health/', '/health?x=1']) {
          const { status, body } = await call('GET', path);
          assert.deepEqual({ status, body }, { status: 200, body: { status: 'OK' } });
        }
    });

    test('cada serviço diz na sua porta que está bem e pronto', async () => {
      const portas = ondeMora.map((_, i) => `http://127.0.0.1:${s.place.base + i}`);
      for (const porta of [s.place.gateway, ...portas])
        for (const path of ['/health', '/ready']) {
          const { status, body } = await caller(porta)('GET', path);
          assert.deepEqual({ status, body }, { status: 200, body: { status: 'OK' } }, porta + path);
        }
    });

    test('/openapi.json é 3.1, o mesmo que está publicado, com as rotas do contrato', async () => {
      const { status, body } = await s.anyone('GET', '/openapi.json');
      assert.equal(status, 200);
      assert.match(body.openapi, /^3\.1\./);
      assert.deepEqual(body, openapi);
      const rotas = operacoes.map(({ method, path }) => `${method} ${path}`);
      for (const rota of [
        'GET /v1/categoria',
        'POST /v1/produto',
        'PUT /v1/produto/{id}',
        'DELETE /v1/produto/{id}',
        'GET /v1/produto/{id}',
        'GET /v1/produto/categoria/{id}',
        'POST /v1/cliente',
        'GET /v1/cliente',
        'DELETE /v1/cliente',
        'POST /v1/cliente/identifica',
        'POST /v2/cliente',
        'DELETE /v2/cliente',
        'POST /v1/pedido',
        'PUT /v1/pedido/{id}',
        'GET /v1/pedido',
        'GET /v1/pedido/pendentes',
        'GET /v1/pedido/{id}',
        'GET /v1/pedido/{id}/estado',
        'GET /v1/pedido/estado/{estado}',
        'POST /v1/pedido/checkout/{id}',
        'POST /v1/item',
        'PUT /v1/item/{id}',
        'DELETE /v1/item/{id}',
        'GET /v1/pagamento/{pedidoId}',
        'GET /v1/pagamento/estado',
        'POST /v1/pagamento/{transacaoId}/{estadoPagamento}',
        'POST /oauth2/token',
        'POST /v2/pedido',
        'GET /v2/pedido/{id}',
        'GET /v2/pedido/{id}/eventos',
        'GET /v2/pedido/{id}/linha-do-tempo',
        'GET /v2/painel',
        'GET /v2/painel/eventos',
        'GET /v2/pagamento/{pedidoId}/eventos',
        'GET /v2/cardapio',
        'GET /v2/cardapio/eventos',
        'PUT /v2/produto/{id}/disponibilidade',
        'GET /v2/cozinha/comandas',
        'GET /v2/cozinha/eventos',
        'POST /v2/cozinha/comandas/{pedidoId}/{acao}',
        'PUT /v2/cozinha/comandas/{pedidoId}/itens/{posicao}',
        'GET /v2/gerencia/filas',
        'GET /v2/gerencia/filas/{fila}/mortas',
        'GET /v2/gerencia/filas/{fila}/mortas/{id}',
        'POST /v2/gerencia/filas/{fila}/mortas/reenviar',
        'POST /v2/gerencia/filas/{fila}/mortas/{id}/reenviar',
        'POST /v2/gerencia/filas/{fila}/mortas/{id}/descartar',
        'GET /v2/gerencia/filas/{fila}/recusadas',
        'POST /v2/gerencia/filas/{fila}/recusadas/{id}/reenviar',
        'POST /v2/gerencia/filas/{fila}/recusadas/{id}/descartar',
        'GET /v2/acompanhamentos/{codigo}',
        'GET /v2/acompanhamentos/{codigo}/eventos',
        'GET /v2/gerencia/pedidos',
        'GET /v2/gerencia/pedidos/{id}',
        'POST /v2/gerencia/clientes/busca',
        'DELETE /v2/gerencia/clientes/{id}',
        'GET /v2/gerencia/emails',
        'GET /v2/gerencia/relatorios',
        'GET /v2/gerencia/produtos',
        'POST /v2/gerencia/produtos',
        'GET /v2/gerencia/produtos/{id}',
        'PUT /v2/gerencia/produtos/{id}',
        'DELETE /v2/gerencia/produtos/{id}',
        'GET /v2/ajustes',
        'PUT /v2/ajustes',
      ])
        assert.ok(rotas.includes(rota), rota);
    });

    test('a referência da API abre no navegador', async () => {
      for (const path of ['/docs', '/docs/']) {
        const answer = await fetch(s.place.gateway + path);
        assert.equal(answer.status, 200, path);
        assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
        assert.match(await answer.text(), /swagger-ui/);
      }
    });

    test('/metrics conta as chamadas por rota, não por endereço', async () => {
      const { id } = await umPedido();
      const { status, body } = await s.gerente('GET', '/metrics');
      assert.equal(status, 200);
      assert.match(body, /http_request_duration_seconds_count\{[^}]*route="\/v1\/pedido\/:id"/);
      assert.doesNotMatch(body, new RegExp(`route="/v1/pedido/${id}"`));
    });

    test('/metrics é de quem opera, em toda porta', async () => {
      for (const porta of [s.place.gateway, ...ondeMora.map((_, i) => `http://127.0.0.1:${s.place.base + i}`)])
        for (const [quem, status] of [
          [undefined, 401],
          [s.totem, 403],
          [s.cozinha, 403],
          [s.gerente, 200],
        ] as const)
          assert.equal((await caller(porta, await quem?.bearer())('GET', '/metrics')).status, status, porta);
    });
  });

  describe('entradas hostis', () => {
    const hostis: unknown[] = [
      null,
      true,
      -1,
      1.5,
      1e308,
      2 ** 53,
      2 ** 31,
      '',
      '0',
      'a\0b',
      '🍔'.repeat(50),
      '\ud800',
      "'; drop table pedido; --",
      '<script>alert(1)</script>',
      '../../etc/passwd',
      'aGFtYnVyZ2Vy',
      '\r\nset-cookie: a=b',
      'x'.repeat(5_000),
      [],
      ['1', 2, null],
      { $gt: '' },
      { toString: null },
      JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`),
    ];
    const hostil = fc.oneof(fc.constantFrom(...hostis), fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }));
    const texto = hostil.map((valor) => (typeof valor === 'string' ? valor : JSON.stringify(valor)));

    const schemas = openapi.components.schemas as Record<string, Schema>;
    const camposDe = ({ $ref, anyOf = [], properties = {} }: Schema): string[] => [
      ...($ref ? camposDe(schemas[$ref.split('/').at(-1) ?? ''] ?? {}) : []),
      ...anyOf.flatMap(camposDe),
      ...Object.keys(properties),
    ];

    /** What is there, so that hostile input gets past the first check. */
    const certo: Record<string, unknown> = {
      acao: 'iniciar',
      estadoPagamento: '2',
      posicao: 1,
      fila: 'produto-alterado',
      feito: true,
      disponivel: true,
      motivo: 'para ver',
      consumo: 'local',
      checkout: true,
      texto: 'Ana',
      limite: 2,
      de: '2026-01-01',
      ate: '2026-01-02',
      codigo: 'A'.repeat(22),
      lanchonete: 'Fast & Foodious',
      totem: { ociosoS: 45, avisoS: 15, pixOciosoS: 180 },
      cozinha: { amareloMin: 5, vermelhoMin: 8, voltarMin: 10, recolherMin: 30 },
      painel: { som: true, fala: false },
    };
    before(async () => {
      const [pedido, pendente] = [await umPedido({ itens: [{}] }), await umPedido({ itens: [{}] })];
      const item = await umItem({ pedidoId: (await umPedido()).id });
      Object.assign(certo, { pedido: pedido.id, produto: (await umProduto()).id, item: item.id });
      const { pedidoId, produtoId, quantidade } = item;
      Object.assign(certo, { pedidoId, produtoId, quantidade, transacaoId: await checkout(pendente.id) });
      certo.itens = [{ produtoId, quantidade }];
    });
    const campoCerto = (nome: string): unknown => {
      const novos: Record<string, unknown> = {
        nome: nomeUnico(),
        descricao: '',
        preco: 1,
        idCategoriaProduto: 1,
        email: `${unico()}@exemplo.com`,
        cpf: umCpf(),
        grant_type: 'password',
        username: 'ninguém',
        password: unico(),
      };
      return novos[nome] ?? certo[nome];
    };
    const valorDaRota = (path: string, nome: string) =>
      String(certo[nome] ?? certo[/v\d\/(pedido|produto|item)/.exec(path)?.[1] ?? ''] ?? 99_999_999);

    /** Where a key is asked for, another each time: a repeat would get no further than the first. */
    const chave = () => ({ 'idempotency-key': unico() });

    const conferir = ({ status, body }: Answer, contexto: unknown) => {
      assert.ok(status < 500, `${status} ${JSON.stringify([body, contexto]).slice(0, 500)}`);
      if (status !== 400) return;
      const mensagens = [body.message].flat();
      assert.ok(mensagens.length > 0 && mensagens.every((m) => typeof m === 'string' && m !== ''));
    };

    for (const { method, path, parameters = [], requestBody } of operacoes) {
      const campos = camposDe(requestBody?.content['application/json']?.schema ?? {});
      if (campos.length > 0)
        test(`${method} ${path}: nenhum campo do corpo a derruba, e todo 400 se explica`, async () => {
          const url = preencher(path, (nome) => valorDaRota(path, nome));
          for (const campo of campos)
            await Promise.all(
              hostis.map(async (valor) => {
                const corpo = { ...Object.fromEntries(campos.map((nome) => [nome, campoCerto(nome)])), [campo]: valor };
                conferir(await s.gerente(method, url, corpo, chave()), corpo);
              }),
            );
        });

      test(`${method} ${path}: nenhum endereço ou corpo inteiro a derruba, e todo 400 se explica`, async () => {
        const nomes = (onde: string) => parameters.filter((p) => p.in === onde).map(({ name }) => name);
        const parametro = (nome: string) => fc.oneof(fc.constant(valorDaRota(path, nome)), texto);
        const chamada = fc.record({
          rota: fc.record(Object.fromEntries(nomes('path').map((nome) => [nome, parametro(nome)]))),
          query: fc.array(fc.record(Object.fromEntries(nomes('query').map((nome) => [nome, texto]))), { maxLength: 2 }),
          corpo: method === 'GET' ? fc.constant(undefined) : hostil,
        });
        await fc.assert(
          fc.asyncProperty(chamada, async ({ rota, query, corpo }) => {
            const url = preencher(path, (nome) => String(rota[nome]).slice(0, 150).toWellFormed());
            const pares = new URLSearchParams(query.flatMap((q) => Object.entries(q) as [string, string][]));
            conferir(await s.gerente(method, `${url}?${pares}`, corpo, chave()), [url, query, corpo]);
          }),
          { numRuns: 10, endOnFailure: true },
        );
      });
    }
  });
});

describe('um sistema recém-aberto', () => {
  // Half of the day it is already tomorrow in Kiritimati, the other half still yesterday in Pago Pago.
  let fuso: string;
  let s: Awaited<ReturnType<typeof abrirSistema>>;
  before(async () => {
    fuso = new Date().getUTCHours() >= 10 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago';
    s = await abrirSistema({ FUSO: fuso, CADASTROS_POR_MINUTO: '1' });
  });
  after(() => s?.stop());

  test('credenciais e segredos só se leem pelo dono', () => {
    for (const arquivo of ['credenciais.json', 'chaves.json', 'segredos.json'])
      assert.equal((statSync(join(s.place.dataDir, arquivo)).mode & 0o777).toString(8), '600', arquivo);
  });

  test('o painel e os pendentes estão vazios; nenhum estado tem pedidos', async () => {
    for (const path of ['/v1/pedido', '/v1/pedido/pendentes']) {
      const { status, body } = await s.totem('GET', path);
      assert.deepEqual({ status, body }, { status: 200, body: [] });
    }
    for (let estado = 0; estado <= 6; estado += 1)
      assert.equal((await s.totem('GET', `/v1/pedido/estado/${estado}`)).status, 404);
  });

  test('há o que pedir em cada categoria', async () => {
    for (let categoria = 1; categoria <= 4; categoria += 1)
      assert.ok((await s.totem('GET', `/v1/produto/categoria/${categoria}`)).body.length > 0);
  });

  test('o dia é o do restaurante, não o de UTC', async () => {
    const [hoje, utc] = [dayIn(fuso)(new Date()), new Date().toISOString().slice(0, 10)];
    assert.notEqual(hoje, utc);
    const { status, body } = await s.totem('POST', '/v1/pedido', { dataInicio: hoje });
    assert.deepEqual([status, body.dataInicio], [201, hoje]);
    assert.equal((await s.totem('POST', '/v1/pedido', { dataInicio: utc })).status, 400);
    assert.equal((await s.totem('POST', '/v1/pedido', {})).body.dataInicio, hoje);
  });

  test('uma lista traz no máximo 500 linhas', async () => {
    for (let lote = 0; lote < 26; lote += 1)
      await Promise.all([...Array(20)].map(() => s.totem('POST', '/v1/pedido', {})));
    for (const path of ['/v1/pedido/pendentes', '/v1/pedido/estado/0'])
      assert.equal((await s.totem('GET', path)).body.length, 500, path);
  });

  test('palavras-passe erradas fazem esperar quem vem em nome desse usuário, e só dele; não quem traz o segredo do arquivo', async () => {
    const tentar = (call: Call, username: string, password: string) =>
      call('POST', '/oauth2/token', { grant_type: 'password', username, password });
    for (let vez = 0; vez < 5; vez += 1) assert.equal((await tentar(s.anyone, 'cozinha', 'errada')).status, 401);
    const answer = await tentar(s.anyone, 'cozinha', 'errada');
    assert.equal(answer.status, 429);
    conferirProblema(answer, '/oauth2/token');
    for (const quem of ['cozinha', 'gerente'] as const)
      assert.equal((await tentar(s.anyone, quem, s.credentials[quem].senha)).status, 200, 'nobody guesses it');
    assert.equal((await s.cozinha('GET', '/v2/cozinha/comandas')).status, 200, 'who is in stays in');
  });

  test('cadastros e procuras por CPF têm um limite, por quem e por endereço, que a gerência não tem', async () => {
    const umaPessoa = () => ({ nome: 'Ana Souza', email: `${unico()}@exemplo.com`, cpf: umCpf() });
    assert.equal((await s.totem('POST', '/v1/cliente', umaPessoa())).status, 201);
    const tentativas: [Call, string, object?][] = [
      [s.totem, '/v1/cliente', umaPessoa()],
      [s.totem, '/v2/cliente', umaPessoa()],
      [s.totem, '/v1/cliente/', umaPessoa()],
      [s.totem, `/v1/cliente/identifica?cpf=${umCpf()}`],
      [s.anyone, `/oauth2/token?cpf=${umCpf()}`, dispositivo(s)],
      [s.anyone, '/totem/sessao', { cpf: umCpf() }],
    ];
    for (const [quem, path, body] of tentativas) {
      const answer = await quem('POST', path, body);
      assert.equal(answer.status, 429, path);
      assert.match(answer.headers.get('retry-after') ?? '', /^([1-5]?\d|60)$/);
      assert.match(answer.body.type, /tentativas-demais$/);
    }
    for (const path of ['/v1/cliente', '/v2/cliente'])
      assert.equal((await s.gerente('POST', path, umaPessoa())).status, 201, path);
    assert.equal((await s.anyone('POST', '/oauth2/token', dispositivo(s))).status, 200, 'who looks nobody up comes in');
    assert.equal((await s.totem('POST', '/v1/pedido', {})).status, 201);
  });

  test('fecha em ordem', async () => {
    assert.equal(await s.stop(), 0);
  });
});
