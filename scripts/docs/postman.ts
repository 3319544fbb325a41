import { createHash } from 'node:crypto';
import { queueNames } from '@foodious/contracts/resources.ts';
import { type Papel, roles } from '@foodious/contracts/scopes.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { demo, type Passo, precisos, type Quem } from '../../postman/demo.ts';

type Json = Record<string, unknown>;
type Schema = Json & {
  $ref?: string;
  type?: string;
  anyOf?: Schema[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
};
type Parameter = { in: 'path' | 'query' | 'header'; name: string; required: boolean; schema: Schema };
type Operation = {
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

/** What a property or parameter is filled with, by its name: the first of these that its schema allows. */
const exemplos: Readonly<Record<string, readonly unknown[]>> = {
  acao: ['iniciar', 'buscar'],
  chave: [`${'0'.repeat(64)}.webp`],
  codigo: ['123456', 'ABC234', 'codigo-de-acompanhar-1'],
  convite: ['o-que-o-convite-diz'],
  cpf: ['52998224725'],
  descricao: ['Pão, carne e queijo'],
  email: ['ana@example.com'],
  fila: [queueNames[0]],
  'idempotency-key': ['{{$guid}}'],
  'if-match': ['*'],
  lanchonete: ['Fast & Foodious'],
  motivo: ['Pedido em dobro', 'recusado'],
  nome: ['Demonstração'],
  palavraPasse: ['{{gerente_senha}}'],
  papel: ['cozinha'],
  preco: [20.2],
  senha: ['{{gerente_senha}}'],
  sobre: ['pedido:1'],
  usuario: ['ana.silva'],
};
/** Where nothing is known of a name. */
const quaisquer = [
  1,
  true,
  '1',
  'texto',
  '2026-01-31',
  '2026-01-31T12:00:00Z',
  '01890a5d-ac96-774b-bcce-b302099a8057',
  '0'.repeat(64),
  15,
  60,
  [],
  {},
  null,
];
/** Bodies whose schema alone says too little of what to send. */
const corpos: Readonly<Record<string, Json>> = {
  'POST /oauth2/token': { client_id: '{{cliente_id}}', client_secret: '{{cliente_segredo}}' },
  'POST /oauth2/revoke': { token: '{{token}}' },
  'POST /cozinha/sessao': { usuario: '{{cozinha_usuario}}', senha: '{{cozinha_senha}}' },
  'POST /balcao/sessao': { usuario: '{{gerente_usuario}}', senha: '{{gerente_senha}}' },
  'POST /gerencia/sessao': { usuario: '{{gerente_usuario}}', senha: '{{gerente_senha}}' },
  'PUT /v1/pedido/{id}': { estadoPedido: 6, motivo: 'Desistiu' },
  'POST /v2/pedido/{id}/checkout': { meio: 'pix' },
  'POST /v2/pedido/{id}/estornos': { tudo: true, motivo: 'Veio frio' },
};

/** Who asks a route: the first of these that has one of its scopes; of what nobody of them may do, a program. */
const portadores: readonly { quem: Quem; papel: Papel }[] = [
  { quem: 'programa', papel: 'programa' },
  { quem: 'cozinha', papel: 'cozinha' },
  { quem: 'gerente', papel: 'gerente' },
];
/** The variable that holds the token of each. */
const tokenDe: Readonly<Record<Exclude<Quem, 'ninguem'>, string>> = {
  programa: 'token',
  gerente: 'token_gerente',
  cozinha: 'token_cozinha',
};

/** Gets the token a request names, where there is none yet or it is near its end: programs at the API, people where the screens are. */
const antesDeTudo = [
  'const pessoa = (quem) => ({',
  "  onde: '{{telas}}',",
  "  corpo: { grant_type: 'password', username: pm.variables.get(quem + '_usuario'), password: pm.variables.get(quem + '_senha') },",
  '});',
  'const portadores = {',
  '  token: {',
  "    onde: '{{gateway}}',",
  "    corpo: { client_id: pm.variables.get('cliente_id'), client_secret: pm.variables.get('cliente_segredo') },",
  '  },',
  "  token_gerente: pessoa('gerente'),",
  "  token_cozinha: pessoa('cozinha'),",
  '};',
  "const [, nome] = /\\{\\{(\\w+)\\}\\}/.exec(pm.request.auth?.parameters().get('token') ?? '') ?? [];",
  "if (nome in portadores && !(Number(pm.collectionVariables.get(nome + '_ate')) > Date.now())) {",
  '  const { onde, corpo } = portadores[nome];',
  '  pm.sendRequest(',
  '    {',
  "      url: pm.variables.replaceIn(onde + '/oauth2/token'),",
  "      method: 'POST',",
  "      header: { 'content-type': 'application/json' },",
  "      body: { mode: 'raw', raw: JSON.stringify(corpo) },",
  '    },',
  '    (erro, resposta) => {',
  "      pm.test('há um ' + nome, () => {",
  '        pm.expect(erro).to.equal(null);',
  '        pm.expect(resposta.code, resposta.text()).to.equal(200);',
  '        const { access_token, expires_in } = resposta.json();',
  '        pm.collectionVariables.set(nome, access_token);',
  "        pm.collectionVariables.set(nome + '_ate', Date.now() + expires_in * 1000 - 60000);",
  '      });',
  '    },',
  '  );',
  '}',
];
const depoisDeTudo = [
  "if (pm.request.auth?.type === 'bearer')",
  "  pm.test('o token vale', () => pm.expect(pm.response.code, pm.response.text()).to.not.equal(401));",
  "pm.test('o servidor não falha', () => pm.expect(pm.response.code, pm.response.text()).to.be.below(500));",
];

/** Every route of the API and, in order, the demonstration, as a Postman collection (v2.1). */
export function colecao(openapi: string): string {
  const { paths, components } = JSON.parse(openapi) as Document;
  const known = examples(components);
  const folders = new Map<string, Json[]>();
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(operations)) {
      const [tag = ''] = operation.tags;
      folders.set(tag, [...(folders.get(tag) ?? []), route(method.toUpperCase(), path, operation, known)]);
    }
  return text({
    info: {
      _postman_id: idOf('coleção'),
      name: 'Fast & Foodious',
      description:
        'A API inteira, uma pasta por assunto, e a demonstração, em ordem. Escolha um dos ambientes, ponha nele as credenciais, e rode a pasta Demo.\n\nEscrita por `npm run docs` a partir do código: não a edite à mão.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    event: [script('prerequest', antesDeTudo), script('test', depoisDeTudo)],
    item: [
      folder(
        'Demo',
        Object.entries(demo).map(([capitulo, passos]) =>
          folder(
            capitulo,
            passos.map((passo, i) => step(passo, `${capitulo} ${i}`)),
          ),
        ),
      ),
      ...[...folders].map(([tag, items]) => folder(tag, items)),
    ],
  });
}

/** What an environment says: where everything is, and, to be filled in, who asks. */
const ambientes: Readonly<Record<'local' | 'aws', Record<string, string>>> = {
  local: {
    gateway: 'http://127.0.0.1:8080',
    telas: 'http://127.0.0.1:8080',
    pix: 'banco',
    banco: 'http://127.0.0.1:3010',
    correio: 'http://127.0.0.1:8005',
  },
  aws: {
    gateway: 'https://API.execute-api.us-east-1.amazonaws.com',
    telas: 'https://DISTRIBUICAO.cloudfront.net',
    pix: 'ninguem',
    banco: '',
    correio: '',
  },
};
const credenciais = [
  'cliente_id',
  'cliente_segredo',
  'gerente_usuario',
  'gerente_senha',
  'cozinha_usuario',
  'cozinha_senha',
];

/** An environment of the collection, without any credentials. */
export const ambiente = (name: keyof typeof ambientes): string =>
  text({
    id: idOf(`ambiente ${name}`),
    name: `Fast & Foodious: ${name}`,
    values: [
      ...Object.entries(ambientes[name]).map(([key, value]) => ({ key, value, type: 'default', enabled: true })),
      ...credenciais.map((key) => ({ key, value: '', type: 'secret', enabled: true })),
    ],
    _postman_variable_scope: 'environment',
  });

type Examples = { allows(schema: Schema, value: unknown): boolean; of(name: string, schema: Schema): unknown };

/** Values that the schemas of a document allow, and that say something. */
function examples(components: Document['components']): Examples {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, multipleOfPrecision: 6 });
  // CommonJS with the types of a module: what is called is the default of what is imported.
  (addFormats as unknown as typeof addFormats.default)(ajv);
  const compile = (schema: Schema) => ajv.compile({ ...schema, components });
  const of = (name: string, named: Schema): unknown => {
    const schema = named.$ref ? (components.schemas[named.$ref.replace(/.*\//, '')] ?? {}) : named;
    const allows = compile(schema);
    const composed = schema.properties
      ? Object.fromEntries(
          Object.entries(schema.properties)
            .filter(([property]) => schema.required?.includes(property))
            .map(([property, inner]) => [property, of(property, inner)]),
        )
      : schema.items && [of(name, schema.items)];
    const found = [...(exemplos[name] ?? []), composed, ...(schema.enum ?? []), ...quaisquer].find(
      (value) => value !== undefined && allows(value),
    );
    if (found === undefined) throw new Error(`no example of ${name}: give one by its name (${JSON.stringify(schema)})`);
    return found;
  };
  return { allows: (schema, value) => compile(schema)(value), of };
}

function route(method: string, path: string, operation: Operation, known: Examples): Json {
  const { summary, description = '', parameters = [], security = [], requestBody } = operation;
  const scopes = security.flatMap(({ oauth2 = [] }) => oauth2);
  const of = (where: Parameter['in']) =>
    parameters
      .filter((parameter) => parameter.in === where)
      .map(({ name, required, schema }) => {
        const value = String(known.of(name, schema));
        return { key: name, value, ...(required ? {} : { disabled: true }) };
      });
  const [query, headers] = [of('query'), of('header')];
  const asked = query.filter(({ disabled }) => !disabled).map(({ key, value }) => `${key}=${value}`);
  const way = path.replaceAll(/\{(\w+)\}/g, ':$1');
  const { schema } = requestBody?.content['application/json'] ?? {};
  return {
    id: idOf(`${method} ${path}`),
    name: `${path}: ${summary}`,
    request: {
      method,
      description: [description, scopes.length > 0 && `Scopes, um basta: ${scopes.map((s) => `\`${s}\``).join(', ')}`]
        .filter(Boolean)
        .join('\n\n'),
      auth: auth(portadorDe(scopes)),
      header: [...headers, ...(schema ? [JSON_BODY] : [])],
      ...(schema ? { body: raw(JSON.stringify(body(`${method} ${path}`, schema, known), null, 2)) } : {}),
      url: {
        raw: `{{gateway}}${way}${asked.length > 0 ? `?${asked.join('&')}` : ''}`,
        host: ['{{gateway}}'],
        path: way.slice(1).split('/'),
        ...(query.length > 0 ? { query } : {}),
        variable: of('path'),
      },
    },
    response: [],
  };
}

/** The body of a request: what is written for its route, or what its schema says. */
function body(name: string, schema: Schema, { allows, of }: Examples): unknown {
  const given = corpos[name] ?? of(name, schema);
  if (!allows(schema, given)) throw new Error(`${name}: the body written for it is not what its schema allows`);
  return given;
}

function portadorDe(scopes: readonly string[]): Quem {
  if (scopes.length === 0) return 'ninguem';
  const has = (papel: Papel) => scopes.some((scope) => (roles[papel] as readonly string[]).includes(scope));
  return portadores.find(({ papel }) => has(papel))?.quem ?? 'programa';
}

function step(passo: Passo, id: string): Json {
  const { nome, pede, quem = 'programa', antes = [], corpo, precisa } = passo;
  const [method = '', address = ''] = pede.split(' ');
  const skip = precisa
    ? [
        'const v = (nome) => pm.variables.get(nome);',
        `if (!(${precisos[precisa].vale})) {`,
        `  console.log(${JSON.stringify(`Pulado: ${nome}: ${precisos[precisa].senao}`)});`,
        '  pm.execution.skipRequest();',
        '}',
      ]
    : [];
  return {
    id: idOf(id),
    name: nome,
    event: [script('prerequest', [...skip, ...antes]), script('test', checks(passo))],
    request: {
      method,
      auth: auth(quem),
      header: [{ key: 'Accept', value: 'application/json' }, ...(corpo ? [JSON_BODY] : [])],
      ...(corpo ? { body: raw(corpo) } : {}),
      url: address.startsWith('/') ? `{{gateway}}${address}` : address,
    },
    response: [],
  };
}

/** What is looked for in the answer to a step, and kept of it. */
function checks({ responde = 200, ate, confere = {}, guarda = {} }: Passo): string[] {
  const found = [
    `pm.test('responde ${responde}', () => pm.expect(pm.response.code, pm.response.text()).to.equal(${responde}));`,
    ...Object.entries(ate ? { 'aconteceu o que se espera': ate, ...confere } : confere).map(
      ([title, holds]) =>
        `pm.test(${JSON.stringify(title)}, () => pm.expect(Boolean(${holds}), pm.response.text()).to.equal(true));`,
    ),
    ...Object.entries(guarda).map(([name, value]) => `pm.collectionVariables.set('${name}', ${value});`),
  ];
  const read = [
    'const v = (nome) => pm.variables.get(nome);',
    "const json = (pm.response.headers.get('content-type') ?? '').includes('json');",
    'const corpo = json ? pm.response.json() : undefined;',
  ];
  if (!ate) return [...read, ...found];
  return [
    ...read,
    "const tentativa = Number(v('tentativa') ?? 0);",
    `if (tentativa < 120 && !(pm.response.code === ${responde} && (${ate}))) {`,
    "  pm.collectionVariables.set('tentativa', tentativa + 1);",
    '  pm.execution.setNextRequest(pm.info.requestId);',
    '  setTimeout(() => {}, 250);',
    '} else {',
    "  pm.collectionVariables.unset('tentativa');",
    ...found.map((line) => `  ${line}`),
    '}',
  ];
}

const JSON_BODY = { key: 'Content-Type', value: 'application/json' };
const raw = (text: string) => ({ mode: 'raw', raw: text, options: { raw: { language: 'json' } } });
const auth = (quem: Quem): Json =>
  quem === 'ninguem'
    ? { type: 'noauth' }
    : { type: 'bearer', bearer: [{ key: 'token', value: `{{${tokenDe[quem]}}}`, type: 'string' }] };
const folder = (name: string, item: Json[]): Json => ({ id: idOf(`pasta ${name}`), name, item });
const script = (listen: 'prerequest' | 'test', exec: string[]): Json => ({
  listen,
  script: { type: 'text/javascript', exec },
});
/** The same id for the same thing in every version, so that importing anew replaces. */
const idOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
const text = (json: Json): string => `${JSON.stringify(json, null, 1)}\n`;
