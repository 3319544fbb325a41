import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buckets, dlq, fifo, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { type FunctionName, functions } from '../../servers/aws/bundle.ts';
import { elements, query, region } from '../../servers/aws/ministack.ts';
import { umaNuvem } from './nuvem.ts';

/** Who has a role of its own: the five processes, the task before a deployment, and the functions. */
type Quem = Party | 'preparar' | FunctionName;
const todos: readonly Quem[] = [...parties, 'preparar', ...functions];

type Clientes = ReturnType<typeof clientesDe>;
/** Something somebody may try, and who must be let. */
type Acao = {
  nome: string;
  de: readonly Quem[];
  /** What the emulator asks a policy about instead of the resource: here it lets nobody, and infra/test says who may. */
  emVezDoRecurso?: string;
  tentar: (com: Clientes) => Promise<unknown>;
};

function clientesDe(
  endpoint: string,
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string },
) {
  const config = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    sqs: new SQSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    ses: new SESv2Client(config),
    segredos: new SecretsManagerClient(config),
    pool: new CognitoIdentityProviderClient(config),
    logs: new CloudWatchLogsClient(config),
  };
}

/** Everything there is to be tried. Whoever hears a queue also sends a dead letter of its own again. */
function acoes(endpoint: string, UserPoolId: string, segredoDosGatilhos: string): Acao[] {
  const url = (nome: string) => `${endpoint}/000000000000/${nome}`;
  const enviar = (nome: string, de: readonly Quem[]): Acao => ({
    nome: `send to ${nome}`,
    de,
    tentar: ({ sqs }) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: url(nome),
          MessageBody: '{}',
          MessageGroupId: '1',
          MessageDeduplicationId: crypto.randomUUID(),
        }),
      ),
  });
  const receber = (nome: string, de: readonly Quem[]): Acao => ({
    nome: `receive from ${nome}`,
    de,
    tentar: ({ sqs }) => sqs.send(new ReceiveMessageCommand({ QueueUrl: url(nome), VisibilityTimeout: 0 })),
  });
  const ler = (SecretId: string, de: readonly Quem[]): Acao => ({
    nome: `read the secret ${SecretId}`,
    de,
    tentar: ({ segredos }) => segredos.send(new GetSecretValueCommand({ SecretId })),
  });
  const ninguem = { UserPoolId, Username: 'ninguem' };
  const noPool = (nome: string, de: readonly Quem[], tentar: Acao['tentar']): Acao => ({
    nome: `${nome} in the pool`,
    de,
    tentar,
  });
  return [
    ...queueNames.flatMap((nome) => {
      const ouve = [queues[nome].to];
      return [
        enviar(fifo(nome), [...sendersOf(nome), ...ouve]),
        receber(fifo(nome), ouve),
        enviar(dlq(nome), ouve),
        receber(dlq(nome), ouve),
      ];
    }),
    receber('foodious-dev-email-eventos', ['pedido']),
    ...Object.entries(buckets).flatMap(([balde, { service }]): Acao[] => {
      const Bucket = `foodious-dev-000000000000-${balde}`;
      return [
        {
          nome: `write into ${Bucket}`,
          de: [service],
          tentar: ({ s3 }) => s3.send(new PutObjectCommand({ Bucket, Key: 'prova', Body: 'x' })),
        },
        {
          nome: `read from ${Bucket}`,
          de: [service],
          tentar: ({ s3 }) => s3.send(new GetObjectCommand({ Bucket, Key: 'prova' })),
        },
      ];
    }),
    {
      nome: 'send an e-mail',
      de: ['pedido', 'gateway'],
      emVezDoRecurso: '*',
      tentar: ({ ses }) =>
        ses.send(
          new SendEmailCommand({
            FromEmailAddress: 'pedidos@fastefoodious.example',
            Destination: { ToAddresses: ['alguem@exemplo.com'] },
            Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
          }),
        ),
    },
    ler('foodious/dev/mysql/mestre', ['preparar']),
    ler('foodious/dev/documentos/mestre', ['preparar']),
    ler('foodious/dev/mercado-pago', ['pagamento']),
    ...parties.map((party) =>
      ler(`foodious/dev/${party === 'pagamento' ? 'documentos' : 'mysql'}/${party}`, [party, 'preparar']),
    ),
    ler(segredoDosGatilhos, ['gateway', ...functions]),
    {
      nome: 'keep a secret of the house',
      de: ['gateway'],
      tentar: ({ segredos }) =>
        segredos.send(new CreateSecretCommand({ Name: 'foodious/dev/chaves', SecretString: '{}' })),
    },
    {
      nome: 'keep a secret of another name',
      de: [],
      tentar: ({ segredos }) =>
        segredos.send(new CreateSecretCommand({ Name: 'foodious/dev/outro', SecretString: '{}' })),
    },
    noPool('AdminGetUser', ['gateway', 'authorizer'], ({ pool }) => pool.send(new AdminGetUserCommand(ninguem))),
    noPool('AdminDeleteUser', ['gateway', 'delete-user'], ({ pool }) => pool.send(new AdminDeleteUserCommand(ninguem))),
    noPool('AdminDisableUser', ['gateway'], ({ pool }) => pool.send(new AdminDisableUserCommand(ninguem))),
    noPool('AdminListGroupsForUser', ['gateway', 'authorizer', 'create-user'], ({ pool }) =>
      pool.send(new AdminListGroupsForUserCommand(ninguem)),
    ),
    ...parties.map(
      (party): Acao => ({
        nome: `read the log of ${party}`,
        de: ['gateway'],
        emVezDoRecurso: 'the ARN of the group without its `:*`',
        tentar: ({ logs }) => logs.send(new FilterLogEventsCommand({ logGroupName: `/foodious/dev/${party}` })),
      }),
    ),
  ];
}

/** Whether somebody was let: what is wrong with the question itself is told only to who may ask it. */
async function deixaram(tentativa: Promise<unknown>): Promise<boolean> {
  try {
    await tentativa;
    return true;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    if (/AccessDenied|NotAuthorized/.test(name)) return false;
    if ($metadata?.httpStatusCode === undefined) throw error;
    return true;
  }
}

describe('a matriz dos papéis, com TLS e IAM', () => {
  let nuvem: Awaited<ReturnType<typeof umaNuvem>>;
  const clientes = new Map<Quem, Clientes>();

  before(async () => {
    nuvem = await umaNuvem(undefined, { AWS_TLS: '1' });
    const { endpoint, resources } = nuvem.ambiente;
    const papelDe = (quem: Quem): string => {
      const id = `Papel${quem.replaceAll('-', '')}`;
      const achado = resources.find((one) => one.type === 'AWS::IAM::Role' && one.id.startsWith(id));
      return achado?.name ?? assert.fail(`no role of ${quem}`);
    };
    // Only ECS and Lambda may take these roles, which is the emulator's to say and not to us: here the root does.
    const Statement = [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    for (const quem of todos) {
      const RoleName = papelDe(quem);
      await query(nuvem.ambiente, 'iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
      const xml = await query(nuvem.ambiente, 'sts', 'AssumeRole', {
        RoleArn: `arn:aws:iam::000000000000:role/${RoleName}`,
        RoleSessionName: quem,
      });
      const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = [
        'AccessKeyId',
        'SecretAccessKey',
        'SessionToken',
      ].map((name) => elements(xml, name)[0]);
      clientes.set(quem, clientesDe(endpoint, { accessKeyId, secretAccessKey, sessionToken }));
    }
  });
  after(() => nuvem?.fechar());

  test('cada papel faz o seu trabalho, e o de outro não', async (t) => {
    const { endpoint, resources } = nuvem.ambiente;
    const segredo = resources.find(
      ({ stack, type }) => stack === 'identidade' && type === 'AWS::SecretsManager::Secret',
    );
    const tentadas = acoes(endpoint, nuvem.userPoolId, segredo?.name ?? '');
    const conta = { deixadas: 0, negadas: 0 };
    const erradas: string[] = [];
    for (const quem of todos)
      for (const { nome, de, emVezDoRecurso, tentar } of tentadas) {
        const foi = await deixaram(tentar(clientes.get(quem) ?? assert.fail(quem)));
        conta[foi ? 'deixadas' : 'negadas'] += 1;
        if (foi !== (de.includes(quem) && !emVezDoRecurso)) erradas.push(`${quem} may ${foi ? '' : 'not '}${nome}`);
      }
    t.diagnostic(`${todos.length} roles, ${tentadas.length} actions: ${conta.deixadas} let, ${conta.negadas} denied`);
    for (const { nome, emVezDoRecurso } of tentadas)
      if (emVezDoRecurso)
        t.diagnostic(`not evaluated for those who may, as its resource is ${emVezDoRecurso}: ${nome}`);
    assert.deepEqual(erradas, []);
  });

  test('o CLI do CDK publica e implanta com os papéis do seu bootstrap', async () => {
    const manifesto = (await import(`${nuvem.dir}/cdk.out/manifest.json`, { with: { type: 'json' } })).default;
    const { properties } = manifesto.artifacts['foodious-dev-mensagens'];
    assert.match(properties.assumeRoleArn, /cdk-hnb659fds-deploy-role/);
    const xml = await query(nuvem.ambiente, 'cloudformation', 'DescribeStacks', {
      StackName: 'foodious-dev-mensagens',
    });
    assert.match(xml, /CREATE_COMPLETE/);
  });
});
