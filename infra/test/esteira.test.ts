import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { restaurante } from '../restaurante.ts';
import { appSemConferir, em, lista, type Recurso, type Valor } from './modelo.ts';
import { nomes } from './nomes.ts';

const feita = (env: NodeJS.ProcessEnv) =>
  nomes(restaurante(appSemConferir(), { ambiente: ambientes.prod, casa: casaDoAmbiente(env) }));
const { modelos, texto } = feita({ REPOSITORIO: 'dono/restaurante' });

type Modelo = (typeof modelos)[number];
const doTipo = (tipo: string, de: readonly Modelo[] = modelos) =>
  de
    .flatMap((modelo) => Object.values(modelo.Resources ?? {}))
    .filter(({ Type }: Recurso) => Type === tipo)
    .map(({ Properties }) => Properties);
const temProvedor = (modelo: Modelo) => doTipo('AWS::IAM::OIDCProvider', [modelo]).length > 0;

const esteira = modelos.find(temProvedor) as Modelo;
const outros = modelos.filter((modelo) => modelo !== esteira);
const permissoes = doTipo('AWS::IAM::Policy', [esteira]).flatMap((p) => lista(em(p, 'PolicyDocument', 'Statement')));
const acoes = permissoes.flatMap((um) => lista(em(um, 'Action'))).map(String);

/** Where an action is allowed, and when. */
function daAcao(acao: string): { onde: string[]; quando: Valor | undefined } {
  const [achada] = permissoes.filter((um) => lista(em(um, 'Action')).includes(acao));
  return {
    onde: lista(em(achada, 'Resource')).map((um) => texto(um, esteira)),
    quando: em(achada, 'Condition'),
  };
}

test('without a repository nobody on GitHub is trusted', () =>
  assert.deepEqual(feita({}).modelos.filter(temProvedor), []));

test('the role is taken by one environment of one repository, for what it is meant', () => {
  const [papel, ...mais] = doTipo('AWS::IAM::Role', [esteira]);
  const [statement, ...outras] = lista(em(papel, 'AssumeRolePolicyDocument', 'Statement'));
  assert.deepEqual([...mais, ...outras], []);
  assert.equal(em(statement, 'Action'), 'sts:AssumeRoleWithWebIdentity');
  assert.deepEqual(em(statement, 'Condition'), {
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': 'repo:dono/restaurante:environment:prod',
    },
  });
});

test('the role does what a deployment does, and nothing else', () =>
  assert.deepEqual(
    acoes.filter((acao) => !acao.startsWith('ecr:')).sort(),
    [
      ...['cloudformation:DescribeStacks', 'ecs:DescribeServices', 'ecs:DescribeTaskDefinition', 'ecs:DescribeTasks'],
      ...['ecs:RunTask', 'iam:PassRole', 's3:PutObject', 'sts:AssumeRole'],
    ].sort(),
  ));

test('it becomes what the CDK CLI becomes', () =>
  assert.deepEqual(
    daAcao('sts:AssumeRole').onde,
    ['deploy', 'file-publishing', 'lookup'].map(
      (um) => `arn:aws:iam::000000000000:role/cdk-hnb659fds-${um}-role-000000000000-us-east-1`,
    ),
  ));

test('it gives away the two roles of preparar, to a task alone', () => {
  const preparo = outros.find((modelo) => doTipo('AWS::ECS::Cluster', [modelo]).length > 0) as Modelo;
  const [definicao] = doTipo('AWS::ECS::TaskDefinition', [preparo]);
  assert.equal(em(definicao, 'Family'), 'foodious-prod-preparar');
  const papeis = ['TaskRoleArn', 'ExecutionRoleArn'].map((qual) => texto(em(definicao, qual), preparo));
  const { onde, quando } = daAcao('iam:PassRole');
  assert.deepEqual(
    onde,
    papeis.map((papel) => `arn:aws:iam::000000000000:role/${papel}`),
  );
  assert.deepEqual(quando, { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
});

test('the task, the cluster, the registry and the bucket it names are those there are', () => {
  const { onde, quando } = daAcao('ecs:RunTask');
  assert.deepEqual(onde, ['arn:aws:ecs:us-east-1:000000000000:task-definition/foodious-prod-preparar:*']);
  const doCluster = (em(doTipo('AWS::ECS::Cluster')[0], 'ClusterName') ?? '') as string;
  assert.equal(
    texto(em(quando, 'ArnEquals', 'ecs:cluster'), esteira),
    `arn:aws:ecs:us-east-1:000000000000:cluster/${doCluster}`,
  );
  const [repositorio] = doTipo('AWS::ECR::Repository');
  for (const acao of acoes.filter((um) => um.startsWith('ecr:') && um !== 'ecr:GetAuthorizationToken'))
    assert.deepEqual(daAcao(acao).onde, [
      `arn:aws:ecr:us-east-1:000000000000:repository/${em(repositorio, 'RepositoryName')}`,
    ]);
  const [telas = ''] = daAcao('s3:PutObject').onde;
  const baldes = doTipo('AWS::S3::Bucket').map((p) => `arn:aws:s3:::${em(p, 'BucketName')}/telas/*`);
  assert.ok(telas.includes('-telas/') && baldes.includes(telas), telas);
});
