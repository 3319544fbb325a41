import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ApiGatewayV2Client, GetAuthorizersCommand, GetRoutesCommand, type Route } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListGroupsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dlq, fifo, queueAttributes, queueNames } from '@foodious/contracts/resources.ts';
import { parties } from '@foodious/contracts/services.ts';
import { grupos } from '@foodious/gateway/adapters/identity/cognito.ts';
import type { Cut } from '../../servers/aws/assembly.ts';
import { cdk } from '../../servers/aws/cdk.ts';
import { one } from '../../servers/aws/deployed.ts';
import { credentials, elements, ministack, query, region } from '../../servers/aws/ministack.ts';
import openapi from '../../services/gateway/openapi.json' with { type: 'json' };
import { umaNuvem } from './nuvem.ts';

/**
 * What the emulator does not create, and the test of infra/test that says of the template what it would show: file, and words of
 * the test's name.
 */
const afirmado: Record<string, [file: string, words: string]> = {
  'AWS::ApiGatewayV2::VpcLink': ['borda', 'the link stands in the private subnets'],
  'AWS::ApplicationAutoScaling::ScalableTarget': ['servicos', 'between those the environment says'],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['servicos', 'by the messages that wait for each'],
  'AWS::Budgets::Budget': ['observacao', 'the owner hears at four fifths'],
  'AWS::CloudFront::VpcOrigin': ['borda', 'the gateway is reached inside the network'],
  'AWS::CloudWatch::Alarm': ['observacao', 'errors and slow answers'], // those that reckon with several metrics
  'AWS::EC2::EIP': ['rede', 'has a way out'],
  'AWS::EC2::FlowLog': ['rede', 'what passes on the network is written down'],
  'AWS::EC2::NatGateway': ['rede', 'has a way out'],
  'AWS::EC2::Route': ['rede', 'the isolated subnets have no way out'],
  'AWS::EC2::SecurityGroupEgress': ['rede', 'the groups have the rules of the table, both ways'],
  'AWS::EC2::SecurityGroupIngress': ['rede', 'the groups have the rules of the table, both ways'],
  'AWS::Logs::Delivery': ['borda', 'the log of CloudFront tells'],
  'AWS::Logs::DeliveryDestination': ['borda', 'the log of CloudFront tells'],
  'AWS::Logs::DeliverySource': ['borda', 'the log of CloudFront tells'],
  'AWS::Logs::QueryDefinition': ['observacao', 'the saved queries'],
  'AWS::SecretsManager::ResourcePolicy': ['dados', 'two users take turns'],
  'AWS::SecretsManager::RotationSchedule': ['dados', 'passwords change each month'],
  'AWS::Serverless::Application': ['dados', 'rotations run in the private subnets'],
};

/** The stacks, in the order in which one stands on another. */
const pilhas = [
  'rede',
  'dados',
  'mensagens',
  'imagens',
  'identidade',
  'preparo',
  'cdn',
  'servicos',
  'borda',
  'observacao',
];

describe('a implantação, pelo CLI do CDK', () => {
  let nuvem: Awaited<ReturnType<typeof umaNuvem>>;
  let config: { endpoint: string; region: string; credentials: typeof credentials };
  let cli: ReturnType<typeof cdk>;

  before(async () => {
    nuvem = await umaNuvem();
    const { endpoint } = nuvem.ambiente;
    config = { endpoint, region, credentials };
    cli = cdk(join(nuvem.dir, 'cdk.out'), ministack(nuvem.dir, Number(new URL(endpoint).port)).environment);
  });
  after(() => nuvem?.fechar());

  const cortes = (): Cut[] => JSON.parse(readFileSync(join(nuvem.dir, 'cuts.json'), 'utf8'));
  const chamados = (type: string) =>
    nuvem.ambiente.resources.filter((resource) => resource.type === type).map(({ name }) => name);

  test('todas as pilhas estão lá, cada recurso pelo modelo', () => {
    assert.deepEqual(new Set(nuvem.ambiente.resources.map(({ stack }) => stack)), new Set(pilhas));
    for (const pilha of pilhas) {
      const { Resources } = JSON.parse(
        readFileSync(join(nuvem.dir, `cdk.out/foodious-dev-${pilha}.template.json`), 'utf8'),
      );
      const feitos = nuvem.ambiente.resources.filter(({ stack }) => stack === pilha).map(({ id }) => id);
      assert.deepEqual(feitos.sort(), Object.keys(Resources).sort(), pilha);
    }
  });

  test('de todo tipo que o emulador não cria, um teste de infra/test afirma o que o modelo diz', () => {
    const tipos = cortes()
      .filter(({ what }) => what === 'dropped')
      .map(({ type }) => type);
    assert.deepEqual([...new Set(tipos)].sort(), Object.keys(afirmado).sort());
    for (const [type, [file, words]] of Object.entries(afirmado)) {
      const texto = readFileSync(join(import.meta.dirname, `../../infra/test/${file}.test.ts`), 'utf8');
      const nomes = [...texto.matchAll(/\btest\(\s*(['"`])(.*?)\1/g)].map(([, , nome = '']) => nome);
      assert.ok(
        nomes.some((nome) => nome.includes(words)),
        `${type}: no test of ${file} says ${words}`,
      );
    }
  });

  test('nada difere do que está implantado', async () => {
    await cli.diff();
  });

  test('implantar outra vez não muda nada', async () => {
    const dito = await cli.deploy();
    for (const pilha of pilhas) assert.match(dito, new RegExp(`foodious-dev-${pilha} \\(no changes\\)`));
  });

  test('as filas e as suas mortas são as do catálogo', async () => {
    const sqs = new SQSClient(config);
    const atributos = async (QueueName: string) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
    };
    const iguais = (ditos: Record<string, string>, devidos: Record<string, string>, fila: string) =>
      assert.deepEqual(Object.fromEntries(Object.keys(devidos).map((nome) => [nome, ditos[nome]])), devidos, fila);
    await Promise.all(
      queueNames.map(async (nome) => {
        const [fila, mortas] = await Promise.all([atributos(fifo(nome)), atributos(dlq(nome))]);
        iguais(fila, queueAttributes.queue, nome);
        iguais(mortas, queueAttributes.deadLetters, nome);
        const redrive = JSON.parse(fila.RedrivePolicy ?? '{}');
        assert.equal(redrive.deadLetterTargetArn, mortas.QueueArn);
        assert.equal(Number(redrive.maxReceiveCount), queueAttributes.maxReceiveCount);
      }),
    );
  });

  test('as rotas da API pedem os scopes de openapi.json; sem nenhum, só as poucas que se explicam', async () => {
    const apis = new ApiGatewayV2Client(config);
    const ApiId = one(nuvem.ambiente.resources, 'AWS::ApiGatewayV2::Api');
    const rotas: Route[] = [];
    for (let NextToken: string | undefined; ; ) {
      const parte = await apis.send(new GetRoutesCommand({ ApiId, ...(NextToken && { NextToken }) }));
      rotas.push(...(parte.Items ?? []));
      if (!parte.NextToken) break;
      NextToken = parte.NextToken;
    }
    type Operacao = { security?: { oauth2?: string[] }[] };
    const paths = openapi.paths as Record<string, Record<string, Operacao>>;
    const abertas = [];
    for (const { RouteKey = '', AuthorizationType, AuthorizationScopes = [] } of rotas) {
      const [metodo = '', path = ''] = RouteKey.split(' ');
      const { security = [] } = paths[path]?.[metodo.toLowerCase()] ?? {};
      const scopes = [...new Set(security.flatMap(({ oauth2 = [] }) => oauth2))];
      assert.deepEqual([...AuthorizationScopes].sort(), scopes.sort(), RouteKey);
      assert.equal(AuthorizationType, scopes.length > 0 ? 'JWT' : 'NONE', RouteKey);
      if (scopes.length === 0) abertas.push(RouteKey);
    }
    assert.ok(rotas.length > 100, `${rotas.length} rotas`);
    assert.ok(abertas.length <= 8, String(abertas));
    const [{ JwtConfiguration } = {}] = (await apis.send(new GetAuthorizersCommand({ ApiId }))).Items ?? [];
    const { TOKEN_ISSUER, TOKEN_AUDIENCE } = nuvem.settings;
    assert.deepEqual(JwtConfiguration, { Issuer: TOKEN_ISSUER, Audience: [TOKEN_AUDIENCE] });
  });

  test('o pool tem os grupos dos papéis, os gatilhos, e um cliente em que só se entra com prova', async () => {
    const { client, clientId: ClientId } = nuvem.pool;
    const UserPoolId = nuvem.userPoolId;
    const { Groups = [] } = await client.send(new ListGroupsCommand({ UserPoolId, Limit: 60 }));
    assert.deepEqual(Groups.map(({ GroupName }) => GroupName).sort(), [...grupos].sort());
    const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
    const gatilhos = Object.entries(UserPool?.LambdaConfig ?? {})
      .map(([quando, quem]) => `${quando}: ${/[\w-]+$/.exec(JSON.stringify(quem).match(/arn:[\w:-]+/)?.[0] ?? '')}`)
      .sort();
    assert.deepEqual(gatilhos, [
      'CreateAuthChallenge: foodious-dev-desafio',
      'DefineAuthChallenge: foodious-dev-desafio',
      'PreSignUp: foodious-dev-pre-signup',
      'PreTokenGenerationConfig: foodious-dev-pre-token',
      'VerifyAuthChallengeResponse: foodious-dev-desafio',
    ]);
    const { UserPoolClient } = await client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    assert.deepEqual([...(UserPoolClient?.ExplicitAuthFlows ?? [])].sort(), [
      'ALLOW_CUSTOM_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ]);
  });

  test('cada processo tem o seu serviço, o seu alvo no balanceador e o seu registro, que um dia acaba', async () => {
    assert.equal(chamados('AWS::ECS::Service').length, parties.length);
    const alvos = elements(await query(config, 'elasticloadbalancing', 'DescribeTargetGroups'), 'TargetGroupName');
    assert.deepEqual(alvos.sort(), parties.map((party) => `foodious-dev-${party}`).sort());
    const logs = new CloudWatchLogsClient(config);
    const asked = new DescribeLogGroupsCommand({ logGroupNamePrefix: '/foodious/dev/' });
    const { logGroups = [] } = await logs.send(asked);
    for (const { logGroupName, retentionInDays } of logGroups) assert.equal(retentionInDays, 7, logGroupName);
    const nomes = new Set(logGroups.map(({ logGroupName }) => logGroupName));
    for (const party of [...parties, 'preparar']) assert.ok(nomes.has(`/foodious/dev/${party}`), party);
  });

  test('os alarmes e o painel estão lá', async () => {
    const alarmes = elements(await query(config, 'monitoring', 'DescribeAlarms', { MaxRecords: '100' }), 'AlarmName');
    assert.deepEqual(new Set(alarmes), new Set(chamados('AWS::CloudWatch::Alarm')));
    assert.ok(alarmes.length > 30, `${alarmes.length} alarmes`);
    assert.match(await query(config, 'monitoring', 'ListDashboards'), /<DashboardName>foodious-dev</);
  });
});
