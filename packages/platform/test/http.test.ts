import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, LOJA, storyOf, traceparentOf } from '@foodious/kernel/context.ts';
import { BadAnswer, Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { pino } from 'pino';
import { z } from 'zod';
import type { Verify } from '../src/auth.ts';
import { CORRELATION, contextOf, createHttp, type Http, idParam, Problem, problems, type Scheme } from '../src/http.ts';

const CPF = '52998224725';

/** A token that says its own scopes: `Bearer cardapio:ler,pedido:fazer`; with a CPF among them it is a cliente's. */
const verify: Verify = async (token) => {
  if (token === 'ruim') throw new Refusal('unauthorized', 'Token inválido ou expirado');
  if (token === 'sem-emissor') throw new Unavailable('the issuer of the tokens does not answer');
  const scopes = new Set(token.split(','));
  const cliente = scopes.has(CPF);
  const bases = [...scopes].filter((um) => um.startsWith('aparelho-'));
  return umPrincipal({ sub: cliente ? CPF : 'alguém', scopes, bases, clienteId: cliente ? 7 : null });
};

type InjectMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** Declares who may call a route: a token with any one of these scopes; none means anyone. */
const acesso = (...scopes: string[]) => scopes.map((scope) => ({ oauth2: [scope] }));

/** A header that stands for a token: whoever writes `abc` may pass. */
const assinatura: Scheme = {
  document: { type: 'apiKey', in: 'header', name: 'x-signature', description: 'De teste' },
  verify({ headers }) {
    if (headers['x-signature'] !== 'abc') throw new Refusal('unauthorized', 'Assinatura inválida');
  },
};
const ASSINATURA = { assinatura: [] };

const Corpo = z.object({
  nome: z.string('Nome deve ser válido').min(1, 'Nome vazio'),
  preco: z.number('Preço não pode ser vazio').positive('Preço deve ser positivo'),
  itens: z.array(z.object({ quantidade: z.int('Quantidade deve ser um inteiro') })).default([]),
});

/** A server with a few toy routes, and what it logged. */
async function abrir(
  t: TestContext,
  routes: (app: Http) => void = () => {},
  ready = async () => {},
  schemes: Record<string, Scheme> = { assinatura },
) {
  const linhas: string[] = [];
  const log = pino({ level: 'debug' }, { write: (linha: string) => void linhas.push(linha) });
  const app = await createHttp({
    name: 'teste',
    log,
    verify,
    schemes,
    metrics: acesso('operacao:ler'),
    ready: () => ready(),
    bodyLimit: 1024,
  });
  app.post(
    '/v1/coisa',
    { schema: { security: acesso(), body: Corpo, response: { 201: z.object({ visto: z.unknown() }), ...problems() } } },
    async (request, reply) => reply.status(201).send({ visto: request.body }),
  );
  app.get(
    '/v1/coisa/:id',
    {
      schema: {
        security: acesso(),
        params: z.object({ id: idParam('id') }),
        response: { 200: z.object({ id: z.int() }), ...problems() },
      },
    },
    (request) => ({ id: request.params.id, segredo: 'não sai' }),
  );
  routes(app);
  t.after(() => app.close());
  const chamar = async (method: InjectMethod, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await app.inject({ method, url, headers: { ...json, ...headers }, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  };
  const lancar = (rota: string, error: () => unknown) =>
    app.get(rota, { schema: { security: acesso() } }, async () => {
      throw error();
    });
  return { app, chamar, lancar, linhas: () => linhas.map((linha) => JSON.parse(linha)) };
}

const VALIDO = { nome: 'Turbo Dog', preco: 20.2 };

suite('erros de HTTP', () => {
  test('o corpo de um erro tem os campos da v1 e os da RFC 9457, e só eles', async (t) => {
    const { chamar } = await abrir(t);
    const id = randomUUID();
    const { status, headers, body } = await chamar('POST', '/v1/coisa?de=longe', { nome: 1 }, { 'x-request-id': id });
    assert.equal(status, 400);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    const { timestamp, ...resto } = body;
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000 && timestamp.endsWith('Z'), timestamp);
    assert.deepEqual(resto, {
      status: 400,
      message: ['Nome deve ser válido', 'Preço não pode ser vazio'],
      path: '/v1/coisa',
      type: 'about:blank',
      title: 'Requisição inválida',
      detail: 'Nome deve ser válido; Preço não pode ser vazio',
      instance: `urn:uuid:${id}`,
      erros: [
        { campo: 'nome', mensagem: 'Nome deve ser válido' },
        { campo: 'preco', mensagem: 'Preço não pode ser vazio' },
      ],
    });
  });

  const NAO_PODE = 'tem um caractere que não pode ser usado';
  for (const [nome, ruim] of [
    ['U+FFFF', '\uffff'],
    ['U+FFFE', '\ufffe'],
    ['um controle', '\u0007'],
    ['um nulo', '\u0000'],
    ['meio par', 'a\ud83d'],
    ['a outra metade', '\udf36'],
  ] as const)
    test(`um texto com ${nome}, que fila alguma leva, é recusado com o nome do campo`, async (t) => {
      const { chamar } = await abrir(t, (app) =>
        app.post(
          '/v1/lista/:qual',
          {
            schema: {
              security: acesso(),
              params: z.object({ qual: z.string() }),
              querystring: z.object({ busca: z.string().optional() }),
              body: z.object({ itens: z.array(z.object({ observacoes: z.string() })) }),
            },
          },
          async () => true,
        ),
      );
      const { status, body } = await chamar('POST', '/v1/coisa', { ...VALIDO, nome: `Turbo ${ruim}` });
      assert.deepEqual(
        [status, body.message, body.erros],
        [400, [`nome ${NAO_PODE}`], [{ campo: 'nome', mensagem: `nome ${NAO_PODE}` }]],
      );
      const fundo = await chamar('POST', '/v1/lista/a', {
        itens: [{ observacoes: 'sem cebola 🌶️' }, { observacoes: ruim }],
      });
      assert.deepEqual(
        [fundo.status, fundo.body.erros],
        [400, [{ campo: 'itens', mensagem: `observacoes ${NAO_PODE}` }]],
      );
      // Of an address only whole characters arrive.
      if (ruim.isWellFormed())
        for (const [url, campo] of [
          [`/v1/lista/${encodeURIComponent(ruim)}`, 'qual'],
          [`/v1/lista/a?busca=${encodeURIComponent(ruim)}`, 'busca'],
        ] as const)
          assert.deepEqual((await chamar('POST', url, { itens: [] })).body.erros[0].campo, campo);
      assert.equal(
        (await chamar('POST', '/v1/lista/a', { itens: [{ observacoes: 'ção \t\n 🌶️ \u{10ffff}' }] })).status,
        200,
      );
      assert.equal((await chamar('POST', '/v1/coisa', { ...VALIDO, ignorado: ruim })).status, 201, 'nobody keeps that');
    });

  for (const [quando, corpo, message] of [
    ['sem corpo', undefined, ['Nome deve ser válido', 'Preço não pode ser vazio']],
    ['com corpo vazio', '', ['Nome deve ser válido', 'Preço não pode ser vazio']],
    ['com um objeto vazio', {}, ['Nome deve ser válido', 'Preço não pode ser vazio']],
    ['com um campo ruim', { ...VALIDO, preco: -1 }, ['Preço deve ser positivo']],
    [
      'com vários problemas no mesmo campo',
      { ...VALIDO, itens: [{ quantidade: 'x' }, { quantidade: 1.5 }] },
      ['Quantidade deve ser um inteiro'],
    ],
    ['com um JSON quebrado', '{"nome":', ['O corpo deve ser um JSON válido']],
    ['com __proto__', '{"__proto__": {"admin": true}}', ['O corpo deve ser um JSON válido']],
  ] as const)
    test(`${quando}, há uma mensagem por campo`, async (t) => {
      const { chamar } = await abrir(t);
      const { status, body } = await chamar('POST', '/v1/coisa', corpo, { 'content-type': 'application/json' });
      assert.equal(status, 400);
      assert.deepEqual(body.message, message);
    });

  for (const corpo of [[VALIDO], 'null', '"texto"', '42'])
    test(`um corpo que não é um objeto é recusado: ${JSON.stringify(corpo)}`, async (t) => {
      const { chamar } = await abrir(t);
      const { status, body } = await chamar('POST', '/v1/coisa', corpo);
      assert.equal(status, 400);
      assert.ok(Array.isArray(body.message) && body.message.length > 0);
      assert.equal(Problem.safeParse(body).success, true);
    });

  test('uma regra quebrada diz o porquê num texto, com o campo e o que mais souber', async (t) => {
    const { chamar, lancar } = await abrir(t);
    lancar('/regra', () => new Refusal('invalid', 'O nome não é único', { campo: 'nome', alteracoes: [1] }));
    const { body } = await chamar('GET', '/regra');
    assert.deepEqual(
      [body.message, body.detail, body.erros, body.alteracoes],
      ['O nome não é único', 'O nome não é único', [{ campo: 'nome', mensagem: 'O nome não é único' }], [1]],
    );
  });

  for (const [kind, status] of [
    ['invalid', 400],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['unprocessable', 422],
    ['too-many', 429],
  ] as const)
    test(`a recusa ${kind} responde ${status}`, async (t) => {
      const { chamar, lancar } = await abrir(t);
      lancar('/regra', () => new Refusal(kind, 'Não', { status: 200, path: '/outro' }));
      const { status: respondido, body, headers } = await chamar('GET', '/regra');
      assert.deepEqual([respondido, body.status, body.path, body.erros], [status, status, '/regra', []]);
      assert.equal(headers['www-authenticate'], status === 401 ? 'Bearer' : undefined);
    });

  test('rota que não existe é 404 com o mesmo corpo', async (t) => {
    const { chamar } = await abrir(t);
    for (const [method, url] of [
      ['GET', '/v1/nada?x=1'],
      ['POST', '/v1/coisa/1/nada'],
    ] as const) {
      const { status, headers, body } = await chamar(method, url, undefined, { 'content-type': 'text/xml' });
      assert.deepEqual([status, body.message, body.path], [404, 'Rota não encontrada', url.split('?')[0]]);
      assert.equal(Problem.safeParse(body).success, true);
      assert.equal(headers.allow, undefined);
    }
  });

  test('um método que um endereço não tem é 405, e diz os que há', async (t) => {
    const { app, chamar } = await abrir(t, (http) =>
      http.delete('/v1/coisa/:id', { schema: { security: acesso('tudo') } }, async () => true),
    );
    app.get('/v1/coisa/todas', { schema: { security: acesso() } }, async () => true);
    for (const [method, url, allow] of [
      ['DELETE', '/v1/coisa/todas', 'GET, HEAD'],
      ['GET', '/v1/coisa', 'POST'],
      ['POST', '/v1/coisa/7?x=1', 'DELETE, GET, HEAD'],
      ['PUT', '/v1/coisa/7/', 'DELETE, GET, HEAD'],
      ['OPTIONS', '/v1/coisa/x', 'DELETE, GET, HEAD'],
      ['PATCH', '/health', 'GET, HEAD'],
    ] as const) {
      const { status, headers, body } = await chamar(method, url, '<x/>', { 'content-type': 'text/xml' });
      assert.deepEqual([status, headers.allow, body.message], [405, allow, 'Método não permitido'], `${method} ${url}`);
      assert.equal(headers['content-type'], 'application/problem+json');
      assert.equal(Problem.safeParse(body).success, true);
    }
    const trace = await app.inject({ method: 'TRACE' as 'GET', url: '/v1/coisa/7' });
    assert.deepEqual([trace.statusCode, trace.headers.allow], [405, 'DELETE, GET, HEAD']);
  });

  test('HEAD responde o que GET responderia, sem o corpo', async (t) => {
    const { app } = await abrir(t);
    for (const url of ['/v1/coisa/7', '/v1/coisa/x', '/health', '/nada']) {
      const [get, head] = [await app.inject(url), await app.inject({ method: 'HEAD', url })];
      assert.equal(head.statusCode, get.statusCode, url);
      for (const name of ['content-type', 'content-length'])
        assert.equal(head.headers[name], get.headers[name], `${url}: ${name}`);
      assert.equal(head.body, '');
    }
  });

  test('um endereço malformado é 400, com o mesmo corpo e os mesmos cabeçalhos', async (t) => {
    const { chamar } = await abrir(t);
    const { status, headers, body } = await chamar('GET', '/v1/coisa/%zz');
    assert.deepEqual([status, body.message], [400, ['O endereço deve ser válido']]);
    assert.equal(Problem.safeParse(body).success, true, JSON.stringify(body));
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(body.instance, `urn:uuid:${headers['x-request-id']}`);
  });

  test('o id do caminho que não é um inteiro positivo é 400', async (t) => {
    const { chamar } = await abrir(t);
    for (const id of ['0', '-1', '1.5', 'um', '1e3', '0x1', '%20', '9007199254740993', '9'.repeat(300)]) {
      const { status, body } = await chamar('GET', `/v1/coisa/${id}`);
      assert.deepEqual([id, status, body.erros?.[0]?.campo], [id, 400, 'id']);
    }
    assert.deepEqual((await chamar('GET', '/v1/coisa/12')).body, { id: 12 });
  });

  for (const tipo of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    test(`um corpo ${tipo} é 415`, async (t) => {
      const { chamar } = await abrir(t);
      const { status, body } = await chamar('POST', '/v1/coisa', 'nome=x', { 'content-type': tipo });
      assert.deepEqual([status, body.message], [415, 'Tipo de conteúdo não suportado']);
      assert.equal(Problem.safeParse(body).success, true);
    });

  test('um corpo grande demais é 413', async (t) => {
    const { chamar } = await abrir(t);
    const { status, body } = await chamar('POST', '/v1/coisa', { ...VALIDO, nome: 'x'.repeat(2000) });
    assert.deepEqual([status, body.message], [413, 'Corpo grande demais']);
    assert.equal(Problem.safeParse(body).success, true);
  });

  test('uma falha nossa é 500 e não conta a causa a ninguém, só ao log', async (t) => {
    const { chamar, lancar, linhas } = await abrir(t);
    lancar('/falha', () => new Error('senha do banco: 1234'));
    const { status, body } = await chamar('GET', '/falha');
    assert.deepEqual([status, body.message, body.detail], [500, 'Erro interno', 'Erro interno']);
    assert.ok(!JSON.stringify(body).includes('senha do banco'));
    const falha = linhas().find(({ msg, err }) => msg === 'request failed' && err);
    assert.match(falha.err.message, /senha do banco/);
  });

  test('uma resposta fora do seu esquema é 500, e não sai', async (t) => {
    const { chamar } = await abrir(t, (app) => {
      app.get('/errada', { schema: { security: acesso(), response: { 200: z.object({ n: z.int() }) } } }, () => {
        return { n: 'cpf de alguém' } as unknown as { n: number };
      });
    });
    const { status, body } = await chamar('GET', '/errada');
    assert.equal(status, 500);
    assert.ok(!JSON.stringify(body).includes('cpf'));
  });

  test('dependência fora do ar é 503, com quando tentar de novo', async (t) => {
    const { chamar, lancar } = await abrir(t);
    lancar('/fora', () => new Unavailable('o provedor não responde', { cause: new Error('ECONNREFUSED') }));
    const { status, body, headers } = await chamar('GET', '/fora');
    assert.deepEqual([status, body.message], [503, 'Tente de novo em instantes']);
    assert.match(String(headers['retry-after']), /^\d+$/);
  });

  test('dependência que responde o que não devia é 502, e não adianta insistir', async (t) => {
    const { chamar, lancar } = await abrir(t);
    lancar('/estranha', () => new BadAnswer('produto answered in another shape'));
    const { status, body, headers } = await chamar('GET', '/estranha');
    assert.deepEqual([status, body.message], [502, 'Resposta inesperada de outro serviço']);
    assert.equal(headers['retry-after'], undefined);
  });
});

suite('pedidos de HTTP', () => {
  test('campos desconhecidos são ignorados, na ida e na volta', async (t) => {
    const { chamar } = await abrir(t);
    const { status, body } = await chamar('POST', '/v1/coisa', { ...VALIDO, admin: true });
    assert.deepEqual([status, body.visto], [201, { ...VALIDO, itens: [] }]);
    assert.deepEqual((await chamar('GET', '/v1/coisa/1')).body, { id: 1 });
  });

  test('a barra no fim é aceita', async (t) => {
    const { chamar } = await abrir(t);
    assert.equal((await chamar('POST', '/v1/coisa/', VALIDO)).status, 201);
    assert.equal((await chamar('GET', '/v1/coisa/1/')).status, 200);
  });

  test('JSON vem com qualquer charset no tipo', async (t) => {
    const { chamar } = await abrir(t);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    assert.equal((await chamar('POST', '/v1/coisa', VALIDO, headers)).status, 201);
  });

  test('o x-request-id de quem chama só vale quando é um UUID', async (t) => {
    const { chamar } = await abrir(t);
    const pedir = async (id?: string) =>
      String(
        (await chamar('GET', '/health', undefined, id === undefined ? {} : { 'x-request-id': id })).headers[
          'x-request-id'
        ],
      );
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    const bom = randomUUID();
    assert.equal(await pedir(bom), bom);
    for (const ruim of [undefined, '', '42', '529.982.247-25', `${bom} `.repeat(2), `${bom}\u00e9`]) {
      const dado = await pedir(ruim);
      assert.match(dado, uuid);
      assert.notEqual(dado, bom);
    }
  });

  test('a história de um pedido é a que o gateway diz, senão a do rastro, senão a do x-request-id, senão uma nova', async (t) => {
    const { chamar } = await abrir(t);
    const [doGateway, doRastro, deQuemChama] = [randomUUID(), randomUUID(), randomUUID()];
    const tudo = {
      [CORRELATION]: doGateway,
      traceparent: traceparentOf(doRastro),
      'x-request-id': deQuemChama,
    };
    const idDe = async (headers: Record<string, string>) =>
      (await chamar('GET', '/health', undefined, headers)).headers['x-request-id'];
    const { [CORRELATION]: _, ...semGateway } = tudo;
    const { traceparent: __, ...semRastro } = semGateway;
    assert.deepEqual(await Promise.all([tudo, semGateway, semRastro].map(idDe)), [doGateway, doRastro, deQuemChama]);
    for (const ruim of ['', 'abc', tudo.traceparent.toUpperCase(), tudo.traceparent.replace(/^00/, '01')])
      assert.equal(await idDe({ ...semGateway, traceparent: ruim }), deQuemChama, ruim);
    assert.equal(await idDe({ ...tudo, [CORRELATION]: CPF }), doRastro);
  });

  test('o contexto de um pedido diz quando, de que história, por causa de quê e por quem: um papel, nunca uma pessoa', async (t) => {
    const contextos: Context[] = [];
    const { chamar } = await abrir(t, (app) => {
      app.post('/v1/ato', { schema: { security: [...acesso('pedido:fazer'), ASSINATURA] } }, (request) => {
        contextos.push(contextOf(request));
        return {};
      });
    });
    const antes = Date.now();
    const rastro = traceparentOf(randomUUID());
    for (const [headers, por] of [
      [{ authorization: 'Bearer pedido:fazer' }, 'alguém'],
      [{ authorization: `Bearer pedido:fazer,${CPF}` }, 'cliente'],
      [{ 'x-signature': 'abc' }, 'ninguém'],
    ] as const) {
      const { status, headers: h } = await chamar('POST', '/v1/ato', {}, { ...headers, traceparent: rastro });
      assert.equal(status, 200);
      const { agora, ...contexto } = contextos.at(-1) ?? assert.fail();
      assert.ok(agora.getTime() >= antes && agora.getTime() <= Date.now());
      const id = storyOf(rastro);
      assert.deepEqual(contexto, { correlacao: id, traceparent: rastro, causa: id, por, papel: null, lojaId: LOJA });
      assert.equal(h['x-request-id'], id);
    }
  });

  test('toda resposta leva os cabeçalhos de segurança', async (t) => {
    const { chamar } = await abrir(t);
    for (const { headers } of [await chamar('GET', '/health'), await chamar('GET', '/v1/nada')]) {
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(String(headers['content-security-policy']), /default-src 'none'/);
      assert.equal(headers['cache-control'], 'no-store');
    }
  });

  test('o log de um pedido leva a rota e o id, nunca o caminho nem o corpo', async (t) => {
    const { chamar, linhas } = await abrir(t);
    await chamar('POST', `/v1/coisa?cpf=${CPF}`, { ...VALIDO, nome: 'Maria da Silva' });
    const [linha, ...mais] = linhas();
    assert.deepEqual(mais, []);
    assert.deepEqual([linha.method, linha.route, linha.status], ['POST', '/v1/coisa', 201]);
    assert.ok(!/52998224725|Maria/.test(JSON.stringify(linha)));
  });

  test('o log diz quem chamou por um número: o aparelho ou quem trabalha ali; de um cliente, que é um', async (t) => {
    const { chamar, linhas } = await abrir(t, (app) => {
      app.post('/v1/ato', { schema: { security: acesso('pedido:fazer') } }, () => ({}));
    });
    for (const token of ['pedido:fazer', `pedido:fazer,${CPF}`, `pedido:fazer,${CPF},aparelho-3`, 'nada'])
      await chamar('POST', '/v1/ato', {}, { authorization: `Bearer ${token}` });
    await chamar('POST', '/v1/coisa', VALIDO);
    assert.deepEqual(
      linhas().map(({ status, por }) => [status, por]),
      [
        [200, 'alguém'],
        [200, 'cliente'],
        [200, 'aparelho-3'],
        [403, undefined],
        [201, undefined],
      ],
    );
  });

  test('uma leitura que deu certo é ruído no log, a menos que tenha demorado um segundo', async (t) => {
    const { chamar, linhas } = await abrir(t, (app) =>
      app.get('/v1/devagar', { schema: { security: acesso() } }, () => sleep(1_010, {})),
    );
    await chamar('GET', '/v1/coisa/7');
    await chamar('GET', '/v1/devagar');
    assert.deepEqual(
      linhas().map(({ level, route, status }) => [level, route, status]),
      [
        [20, '/v1/coisa/:id', 200],
        [30, '/v1/devagar', 200],
      ],
    );
    assert.ok(linhas()[1].ms >= 1_000);
  });
});

suite('quem pode chamar', () => {
  const comEscopos = (app: Http) => {
    app.get('/v1/mesa', { schema: { security: acesso('pedido:fazer', 'pedido:listar') } }, (request) => ({
      quem: request.principal?.sub ?? null,
    }));
    app.post('/v1/aviso', { schema: { security: [...acesso('pagamento:notificar'), ASSINATURA] } }, (request) => ({
      quem: request.principal?.sub ?? null,
    }));
  };

  for (const [quando, headers, status, message] of [
    ['sem token', {}, 401, 'Token ausente'],
    ['com outro esquema', { authorization: 'Basic pedido:fazer' }, 401, 'Token ausente'],
    ['com o esquema só', { authorization: 'Bearer' }, 401, 'Token ausente'],
    ['com um token ruim', { authorization: 'Bearer ruim' }, 401, 'Token inválido ou expirado'],
    [
      'com um token sem o escopo',
      { authorization: 'Bearer cardapio:ler' },
      403,
      'Este token não permite esta operação',
    ],
    ['com uma assinatura, que aqui não serve', { 'x-signature': 'abc' }, 401, 'Token ausente'],
    ['com o emissor fora do ar', { authorization: 'Bearer sem-emissor' }, 503, 'Tente de novo em instantes'],
  ] as const)
    test(`${quando}: ${status}`, async (t) => {
      const { chamar } = await abrir(t, comEscopos);
      const answer = await chamar('GET', '/v1/mesa', undefined, { ...headers });
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
    });

  test('basta um dos escopos da rota', async (t) => {
    const { chamar } = await abrir(t, comEscopos);
    for (const token of ['pedido:fazer', 'pedido:listar', 'cardapio:ler,pedido:listar']) {
      const { status, body } = await chamar('GET', '/v1/mesa', undefined, { authorization: `bearer ${token}` });
      assert.deepEqual([status, body], [200, { quem: 'alguém' }]);
    }
  });

  test('onde uma assinatura serve, ela vale no lugar do token', async (t) => {
    const { chamar } = await abrir(t, comEscopos);
    assert.deepEqual((await chamar('POST', '/v1/aviso', {}, { 'x-signature': 'abc' })).body, { quem: null });
    const comToken = await chamar('POST', '/v1/aviso', {}, { authorization: 'Bearer pagamento:notificar' });
    assert.deepEqual(comToken.body, { quem: 'alguém' });
    assert.equal((await chamar('POST', '/v1/aviso', {})).status, 401);
  });

  test('uma assinatura é conferida depois de lido o corpo, que ela pode assinar', async (t) => {
    const vistos: unknown[] = [];
    const conferida: Scheme = { ...assinatura, verify: ({ body, principal }) => void vistos.push([body, principal]) };
    const { chamar } = await abrir(
      t,
      (app) => app.post('/v1/aviso', { schema: { security: [ASSINATURA], body: Corpo } }, () => ({})),
      undefined,
      { assinatura: conferida },
    );
    const headers = { 'x-signature': 'qualquer' };
    assert.equal((await chamar('POST', '/v1/aviso', { nome: 1 }, headers)).status, 400);
    assert.deepEqual(vistos, []);
    assert.equal((await chamar('POST', '/v1/aviso', VALIDO, headers)).status, 200);
    assert.deepEqual(vistos, [[{ ...VALIDO, itens: [] }, null]]);
  });

  test('uma assinatura recusada é 401, e nada acontece; um token ao lado não a salva', async (t) => {
    let avisos = 0;
    const { chamar } = await abrir(t, (app) => {
      app.post('/v1/aviso', { schema: { security: [...acesso('pagamento:notificar'), ASSINATURA] } }, () => {
        avisos += 1;
        return {};
      });
    });
    for (const mais of [{}, { authorization: 'Bearer pagamento:notificar' }]) {
      const { status, body } = await chamar('POST', '/v1/aviso', {}, { 'x-signature': 'falsa', ...mais });
      assert.deepEqual([status, body.message, avisos], [401, 'Assinatura inválida', 0]);
    }
  });

  test('um esquema que ninguém confere não se pode pedir', async (t) => {
    const { app } = await abrir(t);
    assert.throws(
      () => app.get('/fechada', { schema: { security: [{ carimbo: [] }] } }, () => ({})),
      /\/fechada: nobody verifies carimbo/,
    );
  });

  test('o esquema é do serviço que o traz: para outro, o cabeçalho não diz nada', async (t) => {
    const rota = (app: Http) =>
      void app.post('/v1/aviso', { schema: { security: acesso('pagamento:notificar') } }, (request) => ({
        quem: request.principal?.sub ?? null,
      }));
    const { app, chamar } = await abrir(t, rota, undefined, {});
    assert.throws(
      () => app.post('/v1/outro', { schema: { security: [ASSINATURA] } }, () => ({})),
      /nobody verifies assinatura/,
    );
    const headers = { 'x-signature': 'abc' };
    assert.equal((await chamar('POST', '/v1/aviso', {}, headers)).status, 401);
    const comToken = { ...headers, authorization: 'Bearer pagamento:notificar' };
    assert.deepEqual((await chamar('POST', '/v1/aviso', {}, comToken)).body, { quem: 'alguém' });
    const deQuemOTraz = await abrir(t);
    const esquemas = async (de: typeof chamar) =>
      Object.keys((await de('GET', '/openapi.json')).body.components.securitySchemes);
    assert.deepEqual(
      [await esquemas(chamar), await esquemas(deQuemOTraz.chamar)],
      [['oauth2'], ['oauth2', 'assinatura']],
    );
  });

  test('o token é conferido antes do corpo', async (t) => {
    const { chamar } = await abrir(t, (app) => {
      app.post('/v1/fechada', { schema: { security: acesso('pedido:fazer'), body: Corpo } }, () => ({}));
    });
    assert.equal((await chamar('POST', '/v1/fechada', '{')).status, 401);
  });

  test('uma rota que não diz quem pode chamá-la não sobe', async (t) => {
    const { app } = await abrir(t);
    assert.throws(() => app.get('/aberta', {}, () => ({})), /\/aberta does not say who may call it/);
    assert.throws(() => app.get('/aberta', { schema: {} }, () => ({})), /does not say who may call it/);
    assert.throws(() => app.get('/aberta', { schema: { hide: true } }, () => ({})), /does not say who may call it/);
  });

  test('as rotas de um plugin declarado aberto são de todos; as de fora dele continuam a dizer de quem são', async (t) => {
    const { app, chamar } = await abrir(t, (app) => {
      app.register((scope, _, done) => {
        scope.openToAnyone = true;
        scope.get('/arquivo', { schema: { hide: true } }, () => ({ ok: true }));
        done();
      });
    });
    assert.equal((await chamar('GET', '/arquivo')).status, 200);
    assert.equal(app.openToAnyone, false);
  });
});

suite('saúde', () => {
  test('o serviço diz que vive, e se o de que depende está de pé', async (t) => {
    let fora = false;
    const { chamar } = await abrir(
      t,
      () => {},
      async () => {
        if (fora) throw new Error('banco fora do ar');
      },
    );
    assert.deepEqual((await chamar('GET', '/health')).body, { status: 'OK' });
    assert.deepEqual((await chamar('GET', '/ready')).body, { status: 'OK' });
    fora = true;
    const { status, body } = await chamar('GET', '/ready');
    assert.deepEqual([status, body.detail], [503, 'Não está pronto: banco fora do ar']);
    assert.deepEqual((await chamar('GET', '/health')).body, { status: 'OK' });
  });

  test('as métricas contam por rota, nunca por endereço', async (t) => {
    const { app, chamar } = await abrir(t);
    await chamar('GET', '/v1/coisa/4242');
    const { payload } = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer operacao:ler' } });
    assert.match(payload, /http_request_duration_seconds_count\{[^}]*route="\/v1\/coisa\/:id"[^}]*\} \d/);
    assert.doesNotMatch(payload, /="[^"]*4242/);
  });

  test('o contrato diz de cada rota os escopos e as respostas', async (t) => {
    const { chamar } = await abrir(t, (app) => {
      const schema = { security: acesso('pedido:fazer'), response: { 200: z.object({}), ...problems(409) } };
      app.get('/v1/mesa', { schema }, () => ({}));
    });
    const { openapi, paths } = (await chamar('GET', '/openapi.json')).body;
    assert.equal(openapi, '3.1.0');
    const { responses } = paths['/v1/mesa'].get;
    const tipos = Object.values(responses).flatMap((answer) => Object.keys((answer as { content: object }).content));
    assert.deepEqual(tipos, ['application/json', ...Array(5).fill('application/problem+json')]);
    assert.deepEqual(paths['/v1/mesa'].get.security, [{ oauth2: ['pedido:fazer'] }]);
    assert.deepEqual(Object.keys(paths['/v1/mesa'].get.responses), ['200', '400', '401', '403', '409', '503']);
    assert.deepEqual(Object.keys(paths['/v1/coisa'].post.responses), '201 400 401 403 413 415 503'.split(' '));
    assert.equal(paths['/health'], undefined);
  });

  test('o contrato diz de um corpo se ele pode faltar: quando o vazio serve', async (t) => {
    const { chamar } = await abrir(t, (app) => {
      const body = z.object({ motivo: z.string().optional() });
      app.post('/v1/mesa', { schema: { security: acesso(), body } }, async () => true);
    });
    const { paths } = (await chamar('GET', '/openapi.json')).body;
    assert.deepEqual(
      ['/v1/mesa', '/v1/coisa'].map((path) => paths[path].post.requestBody.required),
      [false, true],
    );
    assert.equal((await chamar('POST', '/v1/mesa')).status, 200);
    assert.ok(!JSON.stringify(paths).includes('x-body'));
  });
});
