import { buckets, type QueueName, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import type { Party } from '@foodious/contracts/services.ts';
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Dados } from './stacks/dados.ts';
import type { Identidade } from './stacks/identidade.ts';
import type { Mensagens } from './stacks/mensagens.ts';

/** The queues a party reads. */
export const filasOuvidasPor = (party: Party): QueueName[] => queueNames.filter((name) => queues[name].to === party);

/** What may be done with a queue, by what somebody is to it; a call of a batch is allowed as the call of one. */
const nasFilas = {
  /** Whoever sends also tells how many wait. */
  envia: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'sqs:SendMessage'],
  /** Whoever hears also sends a dead letter of its own again. */
  ouve: [
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:SendMessage',
  ],
  /** Dead letters are buried, counted, read, shown again, rewritten and removed by whoever hears their queue. */
  enterra: [
    'sqs:GetQueueUrl',
    'sqs:GetQueueAttributes',
    'sqs:SendMessage',
    'sqs:ReceiveMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
  ],
  /** What happened to our e-mails. */
  acompanha: ['sqs:GetQueueUrl', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
} as const;

/** What the gateway asks of the user pool; users themselves sign up without being allowed to by anybody. */
const noPool = [
  'AdminAddUserToGroup',
  'AdminDeleteUser',
  'AdminDisableUser',
  'AdminEnableUser',
  'AdminGetUser',
  'AdminInitiateAuth',
  'AdminListGroupsForUser',
  'AdminRemoveUserFromGroup',
  'AdminRespondToAuthChallenge',
  'AdminUpdateUserAttributes',
  'DescribeUserPoolClient',
].map((action) => `cognito-idp:${action}`);

const permitir = (sid: string, actions: readonly string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({ sid, actions: [...actions], resources: [...resources] });

/** Reading exactly these secrets. */
export const leSegredos = (segredos: readonly ISecret[]): PolicyStatement =>
  permitir(
    'LeSegredos',
    ['secretsmanager:GetSecretValue'],
    segredos.map(({ secretArn }) => secretArn),
  );

/** What the permissions of a task name. */
export type Recursos = {
  dados: Pick<Dados, 'buckets'>;
  mensagens: Pick<Mensagens, 'filas' | 'mortas' | 'remetente' | 'configuracao'>;
  identidade: Pick<Identidade, 'pool'>;
  registros: Readonly<Record<Party, ILogGroup>>;
  /** Name of the queue that tells what became of our e-mails. */
  eventosDeEmail: string;
  /** Where the house's own secrets are: `foodious/<ambiente>`. */
  segredosDaCasa: string;
};

/** All that a party may do on Amazon, from the contracts: its own queues, bucket and secrets, and nothing else. */
export function permissoes(
  stack: Stack,
  party: Party,
  segredos: readonly ISecret[],
  { dados, mensagens, identidade, registros, eventosDeEmail, segredosDaCasa }: Recursos,
): PolicyStatement[] {
  const enviadas = queueNames.filter((name) => sendersOf(name).includes(party));
  const ouvidas = filasOuvidasPor(party);
  const arns = (filas: Readonly<Record<QueueName, IQueue>>, quais: readonly QueueName[]) =>
    quais.map((name) => filas[name].queueArn);
  const arn = (service: string, resource: string, resourceName?: string) =>
    stack.formatArn({ service, resource, resourceName });
  const baldes = (Object.keys(buckets) as (keyof typeof buckets)[])
    .filter((name) => buckets[name].service === party)
    .map((name) => dados.buckets[name]);
  const enviaEmails = permitir(
    'EnviaEmails',
    ['ses:SendEmail'],
    [
      mensagens.remetente.emailIdentityArn,
      arn('ses', 'configuration-set', mensagens.configuracao.configurationSetName), // a resource of its own to SES
    ],
  );
  const soDele: Partial<Record<Party, PolicyStatement[]>> = {
    pedido: [enviaEmails, permitir('AcompanhaEmails', nasFilas.acompanha, [arn('sqs', eventosDeEmail)])],
    gateway: [
      enviaEmails,
      permitir('Identidades', noPool, [identidade.pool.userPoolArn]),
      permitir(
        'LeRegistros',
        ['logs:FilterLogEvents'],
        Object.values(registros).map(({ logGroupArn }) => logGroupArn),
      ),
      permitir(
        'SegredosDaCasa',
        ['secretsmanager:CreateSecret', 'secretsmanager:GetSecretValue'],
        // Amazon ends the name of a secret with characters of its own.
        ['credenciais', 'chaves', 'convite'].map((nome) =>
          stack.formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName: `${segredosDaCasa}/${nome}*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      ),
    ],
  };
  return [
    leSegredos(segredos),
    permitir('EnviaMensagens', nasFilas.envia, arns(mensagens.filas, enviadas)),
    permitir('OuveMensagens', nasFilas.ouve, arns(mensagens.filas, ouvidas)),
    permitir('CuidaDasMortas', nasFilas.enterra, arns(mensagens.mortas, ouvidas)),
    // Without the list, what is not there would look like what may not be read.
    permitir(
      'ListaObjetos',
      ['s3:ListBucket'],
      baldes.map(({ bucketArn }) => bucketArn),
    ),
    permitir(
      'Objetos',
      ['s3:GetObject', 's3:PutObject'],
      baldes.map((balde) => balde.arnForObjects('*')),
    ),
    ...(soDele[party] ?? []),
  ].filter(({ resources }) => resources.length > 0);
}
