import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { type Ambiente, ambientes, casaDoAmbiente } from '../ambientes.ts';
import { restaurante } from '../restaurante.ts';
import { appSemConferir, type Caminho, escrever, type Recursos, type Valor } from './modelo.ts';
import { regras } from './regras.ts';

/** The resources of an environment, as its templates say. */
function recursosDe(ambiente: Ambiente): Recursos {
  const stacks = restaurante(appSemConferir(), { ambiente, casa: casaDoAmbiente({ REPOSITORIO: 'dono/restaurante' }) });
  return Object.fromEntries(
    Object.values(stacks).flatMap((stack) =>
      Object.entries(Template.fromStack(stack).toJSON().Resources as Recursos).map(([id, recurso]) => [
        `${stack.artifactId}/${id}`,
        recurso,
      ]),
    ),
  );
}
const todos = { dev: recursosDe(ambientes.dev), prod: recursosDe(ambientes.prod) };

for (const ambiente of Object.values(ambientes))
  describe(ambiente.nome, () => {
    for (const [regra, conferir] of Object.entries(regras))
      test(regra, () => assert.deepEqual(conferir(todos[ambiente.nome], ambiente), []));
  });

/** Mistakes somebody may make, by the rule that catches them: in the resources of a type, a value where another should be, or none. */
const erros: Record<keyof typeof regras, Record<string, [tipo: string, onde: Caminho, valor?: Valor]>> = {
  'no database can be reached from outside': {
    'an instance with a public address': ['AWS::RDS::DBInstance', ['Properties', 'PubliclyAccessible'], true],
    'a port open to addresses': ['AWS::EC2::SecurityGroupIngress', ['Properties', 'SourceSecurityGroupId']],
  },
  'what is kept is encrypted': {
    tables: ['AWS::RDS::DBCluster', ['Properties', 'StorageEncrypted'], false],
    documents: ['AWS::DocDB::DBCluster', ['Properties', 'StorageEncrypted'], false],
    objects: ['AWS::S3::Bucket', ['Properties', 'BucketEncryption']],
    messages: ['AWS::SQS::Queue', ['Properties', 'SqsManagedSseEnabled'], false],
  },
  'buckets and queues take no request without TLS': {
    'a bucket without its policy': ['AWS::S3::BucketPolicy', ['Properties', 'PolicyDocument', 'Statement'], []],
    'a queue without its policy': ['AWS::SQS::QueuePolicy', ['Properties', 'PolicyDocument', 'Statement'], []],
  },
  'databases take no connection without TLS': {
    tables: ['AWS::RDS::DBClusterParameterGroup', ['Properties', 'Parameters', 'require_secure_transport'], 'OFF'],
    documents: ['AWS::DocDB::DBClusterParameterGroup', ['Properties', 'Parameters', 'tls'], 'disabled'],
    'a cluster with the default parameters': ['AWS::DocDB::DBCluster', ['Properties', 'DBClusterParameterGroupName']],
  },
  'no bucket can be public': {
    'a policy may open it': [
      'AWS::S3::Bucket',
      ['Properties', 'PublicAccessBlockConfiguration', 'BlockPublicPolicy'],
      false,
    ],
  },
  'every queue of the catalogue is there, as the catalogue says': {
    'a message hidden for longer': ['AWS::SQS::Queue', ['Properties', 'VisibilityTimeout'], 30],
    'a queue that forgets sooner': ['AWS::SQS::Queue', ['Properties', 'MessageRetentionPeriod'], 60],
  },
  'behind every queue there is one for dead letters': {
    'a queue without': ['AWS::SQS::Queue', ['Properties', 'RedrivePolicy']],
  },
  'every route but a few asks for scopes': {
    'no scopes': ['AWS::ApiGatewayV2::Route', ['Properties', 'AuthorizationScopes'], []],
    'no authorizer': ['AWS::ApiGatewayV2::Route', ['Properties', 'AuthorizationType'], 'NONE'],
  },
  'nothing but the edge is open to the world': {
    'a group': [
      'AWS::EC2::SecurityGroup',
      ['Properties', 'SecurityGroupIngress'],
      [{ CidrIp: '0.0.0.0/0', FromPort: 22 }],
    ],
    'a rule': ['AWS::EC2::SecurityGroupIngress', ['Properties', 'CidrIpv6'], '::/0'],
    'a load balancer': ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['Properties', 'Scheme'], 'internet-facing'],
    'a task': [
      'AWS::ECS::Service',
      ['Properties', 'NetworkConfiguration', 'AwsvpcConfiguration', 'AssignPublicIp'],
      'ENABLED',
    ],
  },
  'no policy allows everything, or everywhere': {
    'every action': ['AWS::IAM::Policy', ['Properties', 'PolicyDocument', 'Statement', 0, 'Action'], 'sqs:*'],
    'every resource': ['AWS::IAM::Policy', ['Properties', 'PolicyDocument', 'Statement', 0, 'Resource'], '*'],
  },
  'a service of Amazon is let in for this account alone': {
    'rules of any account': [
      'AWS::SNS::TopicPolicy',
      ['Properties', 'PolicyDocument', 'Statement'],
      [{ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } }],
    ],
    'a function asked by any API': ['AWS::Lambda::Permission', ['Properties', 'SourceArn']],
  },
  'no secret stands in a variable': {
    'of a function': [
      'AWS::Lambda::Function',
      ['Properties', 'Environment'],
      { Variables: { IDENTITY_SECRET: 'abc' } },
    ],
    'of a task': [
      'AWS::ECS::TaskDefinition',
      ['Properties', 'ContainerDefinitions', 0, 'Environment'],
      [{ Name: 'MYSQL_PASSWORD', Value: 'abc' }],
    ],
    'put there by ECS': [
      'AWS::ECS::TaskDefinition',
      ['Properties', 'ContainerDefinitions', 0, 'Secrets'],
      [{ Name: 'MYSQL_PASSWORD', ValueFrom: 'arn' }],
    ],
  },
  'what runs is not root, and changes no file': {
    root: ['AWS::ECS::TaskDefinition', ['Properties', 'ContainerDefinitions', 0, 'User'], '0'],
    'files that change': [
      'AWS::ECS::TaskDefinition',
      ['Properties', 'ContainerDefinitions', 0, 'ReadonlyRootFilesystem'],
      false,
    ],
  },
  'every log ends some day': { 'one that does not': ['AWS::Logs::LogGroup', ['Properties', 'RetentionInDays']] },
  'every function has its limits, and its log': {
    'as many at once as come': ['AWS::Lambda::Function', ['Properties', 'ReservedConcurrentExecutions']],
    'a log made by itself, for ever': ['AWS::Lambda::Function', ['Properties', 'LoggingConfig']],
  },
  'what production keeps outlives its stack': {
    tables: ['AWS::RDS::DBCluster', ['Properties', 'DeletionProtection'], false],
    objects: ['AWS::S3::Bucket', ['DeletionPolicy'], 'Delete'],
    identities: ['AWS::Cognito::UserPool', ['Properties', 'DeletionProtection'], 'INACTIVE'],
  },
};

for (const [regra, osErros] of Object.entries(erros))
  describe(`caught, where "${regra}"`, () => {
    for (const [erro, [tipo, onde, valor]] of Object.entries(osErros))
      test(erro, () => {
        const recursos = structuredClone(todos.prod);
        const alvos = Object.values(recursos).filter(({ Type }) => Type === tipo);
        assert.ok(alvos.length > 0, `there is no ${tipo}`);
        for (const alvo of alvos) escrever(alvo as unknown as Valor, onde, valor);
        assert.notDeepEqual(regras[regra]?.(recursos, ambientes.prod), []);
      });
  });

test('for every rule a mistake was tried', () => assert.deepEqual(Object.keys(erros), Object.keys(regras)));
