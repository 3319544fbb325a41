import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inProject } from '@foodious/platform/settings.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { bundleFunctions, functions } from '../../servers/aws/bundle.ts';
import { type Ambiente, ambientes, casaDoAmbiente } from '../ambientes.ts';
import { type Funcao, funcoes, Identidade } from '../stacks/identidade.ts';
import { Rede } from '../stacks/rede.ts';
import { alvoDe, appSemConferir, em, lista, type Recurso, type Valor } from './modelo.ts';

function sintetizar(ambiente: Ambiente): Record<string, Recurso> {
  const app = appSemConferir();
  const contexto = { ambiente, casa: casaDoAmbiente({}) };
  return Template.fromStack(new Identidade(app, contexto, { rede: new Rede(app, contexto) })).toJSON().Resources;
}
const recursos = sintetizar(ambientes.prod);

const doTipo = (tipo: string, de = recursos) => Object.entries(de).filter(([, { Type }]) => Type === tipo);
const unico = (tipo: string, de = recursos): [string, Valor] => {
  const [[id, { Properties = {} }], ...outros] = doTipo(tipo, de) as [[string, Recurso]];
  assert.equal(outros.length, 0);
  return [id, Properties];
};
const [idDaPool, pool] = unico('AWS::Cognito::UserPool');
const [idDoCliente, cliente] = unico('AWS::Cognito::UserPoolClient');
const [idDoSegredo] = unico('AWS::SecretsManager::Secret');
function funcao(nome: Funcao): { id: string; propriedades: Valor } {
  const [achada] = doTipo('AWS::Lambda::Function').filter(
    ([, { Properties }]) => em(Properties, 'FunctionName') === `foodious-prod-${nome}`,
  );
  assert.ok(achada, nome);
  return { id: achada[0], propriedades: achada[1].Properties ?? {} };
}
/** What the role of a function is allowed, action by action, with the resource; what it is denied apart. */
function permitido(nome: Funcao) {
  const papel = alvoDe(em(funcao(nome).propriedades, 'Role'));
  assert.equal(em(recursos[papel]?.Properties, 'ManagedPolicyArns'), undefined);
  const statements = doTipo('AWS::IAM::Policy')
    .filter(([, { Properties: p }]) => lista(em(p, 'Roles')).some((um) => alvoDe(um) === papel))
    .flatMap(([, { Properties: p }]) => lista(em(p, 'PolicyDocument', 'Statement')));
  const doEfeito = (efeito: string) =>
    statements
      .filter((um) => em(um, 'Effect') === efeito)
      .flatMap((um) =>
        lista(em(um, 'Action')).map(
          (acao) => `${acao} ${em(um, 'Resource') === '*' ? '*' : alvoDe(em(um, 'Resource'))}`,
        ),
      )
      .sort();
  return { sim: doEfeito('Allow'), nao: doEfeito('Deny'), statements };
}
const gatilhos = functions.filter((nome) => !funcoes[nome].pool);
const chamadas = functions.filter((nome) => funcoes[nome].pool);

test('the pool calls its triggers, and may; nobody else calls them', () => {
  const chamados = em(pool, 'LambdaConfig') as Record<string, Valor>;
  const {
    'pre-signup': preSignup,
    'pre-token': preToken,
    desafio,
  } = Object.fromEntries(gatilhos.map((nome) => [nome, { 'Fn::GetAtt': [funcao(nome).id, 'Arn'] }]));
  assert.deepEqual(chamados, {
    PreSignUp: preSignup,
    PreTokenGenerationConfig: { LambdaArn: preToken, LambdaVersion: 'V2_0' },
    DefineAuthChallenge: desafio,
    CreateAuthChallenge: desafio,
    VerifyAuthChallengeResponse: desafio,
  });
  const deixam = doTipo('AWS::Lambda::Permission').map(([, { Properties: p }]) => ({
    quem: em(p, 'Principal'),
    qual: alvoDe(em(p, 'FunctionName')),
    por: alvoDe(em(p, 'SourceArn')),
  }));
  assert.ok(deixam.every(({ quem, por }) => quem === 'cognito-idp.amazonaws.com' && por === idDaPool));
  assert.deepEqual([...new Set(deixam.map(({ qual }) => qual))].sort(), gatilhos.map((nome) => funcao(nome).id).sort());
});

test('access tokens are customised, and attributes are those the functions know', () => {
  assert.equal(em(pool, 'UserPoolTier'), 'ESSENTIALS');
  assert.equal(em(pool, 'UsernameConfiguration', 'CaseSensitive'), true);
  assert.deepEqual(
    lista(em(pool, 'Schema')).map((um) => [em(um, 'Name'), em(um, 'Mutable')]),
    ['prova', 'lojaId', 'segredo', 'bases'].map((nome) => [nome, true]),
  );
});

test('the app client lets in by custom authentication alone, and nobody by an address of its own', () => {
  assert.deepEqual(em(cliente, 'ExplicitAuthFlows'), ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
  assert.equal(em(cliente, 'GenerateSecret'), true);
  assert.equal(em(cliente, 'AllowedOAuthFlowsUserPoolClient'), false);
  assert.equal(em(cliente, 'PreventUserExistenceErrors'), 'LEGACY');
  assert.deepEqual(
    [em(cliente, 'AccessTokenValidity'), em(cliente, 'TokenValidityUnits', 'AccessToken')],
    [15, 'minutes'],
  );
  assert.equal(doTipo('AWS::Cognito::UserPoolDomain').length, 0);
});

test('a sign-up writes what pre-signup and pre-token ask for, and no token tells the hash of a secret', () => {
  assert.deepEqual(em(cliente, 'WriteAttributes'), ['custom:lojaId', 'custom:prova']);
  assert.deepEqual(em(cliente, 'ReadAttributes'), ['custom:lojaId']);
});

test('there is a group for each papel somebody has, and one for the gateway', () => {
  const nomes = doTipo('AWS::Cognito::UserPoolGroup').map(([, { Properties: p }]) => em(p, 'GroupName'));
  assert.deepEqual(nomes.sort(), [
    'balcao',
    'cozinha',
    'gerente',
    'painel',
    'programa',
    'servico',
    'totem',
    'verificado',
  ]);
});

for (const nome of functions)
  test(`${nome} may write its log, read the one secret, do its part in the pool, and nothing else`, () => {
    const { sim, nao, statements } = permitido(nome);
    const registro = alvoDe(em(funcao(nome).propriedades, 'LoggingConfig', 'LogGroup'));
    const naRede = sim.filter((um) => um.startsWith('ec2:'));
    assert.deepEqual(
      sim.filter((um) => !um.startsWith('ec2:')),
      [
        `logs:CreateLogStream ${registro}`,
        `logs:PutLogEvents ${registro}`,
        `secretsmanager:GetSecretValue ${idDoSegredo}`,
        ...(funcoes[nome].pool ?? []).map((acao) => `cognito-idp:${acao} ${idDaPool}`),
      ].sort(),
    );
    assert.deepEqual(nao, naRede); // what Lambda may with the role, the code of the function may not
    assert.equal(naRede.length > 0, chamadas.includes(nome));
    for (const um of statements.filter((um) => em(um, 'Effect') === 'Deny'))
      assert.match(
        JSON.stringify(em(um, 'Condition', 'ArnEquals', 'lambda:SourceFunctionArn')),
        new RegExp(`:foodious-prod-${nome}"`),
      );
  });

test('what a function may do in the pool is what its code asks of it', async () => {
  const adaptador = await readFile(inProject('services/gateway/src/adapters/identity/cognito.ts'), 'utf8');
  const pedidas = new Set([...adaptador.matchAll(/new (\w+)Command\(/g)].map(([, acao]) => acao));
  for (const acao of Object.values(funcoes).flatMap(({ pool = [] }) => pool)) assert.ok(pedidas.has(acao), acao);
});

for (const [nome, { memoria, segundos, aoMesmoTempo }] of Object.entries(funcoes) as [
  Funcao,
  (typeof funcoes)[Funcao],
][])
  test(`${nome} runs on Node 24, within its limits, and keeps its log for a time`, () => {
    const { propriedades } = funcao(nome);
    const registro = recursos[alvoDe(em(propriedades, 'LoggingConfig', 'LogGroup'))]?.Properties;
    assert.deepEqual(
      {
        runtime: em(propriedades, 'Runtime'),
        em: em(propriedades, 'Architectures'),
        memoria: em(propriedades, 'MemorySize'),
        segundos: em(propriedades, 'Timeout'),
        aoMesmoTempo: em(propriedades, 'ReservedConcurrentExecutions'),
        registro: em(registro, 'LogGroupName'),
        dias: em(registro, 'RetentionInDays'),
      },
      {
        runtime: 'nodejs24.x',
        em: ['arm64'],
        memoria,
        segundos,
        aoMesmoTempo,
        registro: `/foodious/prod/funcoes/${nome}`,
        dias: ambientes.prod.diasDeLog,
      },
    );
    assert.ok(gatilhos.includes(nome) ? segundos <= 5 : segundos < 30); // as long as the pool, and the HTTP API, wait
  });

test('no function is told a secret, only where it is; triggers know nothing of the pool', () => {
  const onde = { 'Fn::Join': ['', ['secret:', { Ref: idDoSegredo }]] };
  for (const nome of gatilhos)
    assert.deepEqual(em(funcao(nome).propriedades, 'Environment', 'Variables'), { IDENTITY_SECRET: onde });
  for (const nome of chamadas) {
    const sabe = em(funcao(nome).propriedades, 'Environment', 'Variables') as Record<string, Valor>;
    assert.deepEqual(Object.keys(sabe).sort(), ['IDENTITY_SECRET', 'PEDIDO_URL', 'TOKEN_AUDIENCE', 'TOKEN_ISSUER']);
    assert.deepEqual(sabe.IDENTITY_SECRET, onde);
    assert.deepEqual(sabe.TOKEN_AUDIENCE, { Ref: idDoCliente });
    assert.deepEqual(sabe.TOKEN_ISSUER, {
      'Fn::Join': ['', ['https://cognito-idp.us-east-1.amazonaws.com/', { Ref: idDaPool }]],
    });
    assert.match(JSON.stringify(sabe.PEDIDO_URL), /"http:\/\/",.*DNSName.*":3001"/);
  }
});

test('what asks pedido stands in the network, what the pool calls does not', () => {
  for (const nome of functions) {
    const naRede = em(funcao(nome).propriedades, 'VpcConfig');
    assert.equal(naRede !== undefined, chamadas.includes(nome), nome);
    if (naRede) assert.match(JSON.stringify(naRede), /funcoes.*GroupId.*privadaSubnet1.*privadaSubnet2/);
  }
});

test('in production the pool and its secret outlive their stack, in dev they do not', () => {
  const emDev = sintetizar(ambientes.dev);
  for (const [de, protegida, politica] of [
    [recursos, 'ACTIVE', 'Retain'],
    [emDev, 'INACTIVE', 'Delete'],
  ] as const) {
    const [id, propriedades] = unico('AWS::Cognito::UserPool', de);
    assert.equal(em(propriedades, 'DeletionProtection'), protegida);
    assert.equal(de[id]?.DeletionPolicy, politica);
    assert.equal(de[unico('AWS::SecretsManager::Secret', de)[0]]?.DeletionPolicy, politica);
  }
});

test('the same code makes the same bundles and the same template, whoever makes them', async () => {
  const pasta = await mkdtemp(join(tmpdir(), 'funcoes-'));
  try {
    await bundleFunctions(pasta);
    for (const nome of functions) {
      const [daqui, dela] = await Promise.all(
        [inProject('.cache/functions'), pasta].map((onde) => readFile(join(onde, nome, 'index.mjs'), 'utf8')),
      );
      assert.ok(daqui === dela, nome);
      assert.doesNotMatch(daqui ?? '', new RegExp(inProject('.')));
    }
  } finally {
    await rm(pasta, { recursive: true });
  }
  assert.deepEqual(sintetizar(ambientes.prod), recursos);
});
