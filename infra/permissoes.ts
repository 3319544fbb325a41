import { buckets, type QueueName, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import type { Party } from '@foodious/contracts/services.ts';
import { ArnFormat, type Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Identidade } from './stacks/identidade.ts';
import type { Mensagens } from './stacks/mensagens.ts';

/** The queues a party reads. */
export const filasOuvidasPor = (party: Party): QueueName[] => queueNames.filter((name) => queues[name].to === party);
const filasEscritasPor = (party: Party): QueueName[] => queueNames.filter((name) => sendersOf(name).includes(party));

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

/** What the permissions of a task name. */
export type Recursos = {
  mensagens: Pick<Mensagens, 'filas' | 'mortas' | 'remetente' | 'configuracao' | 'emailEventos'>;
  identidade: Pick<Identidade, 'pool'>;
  registros: Readonly<Record<Party, ILogGroup>>;
  /** What the names of our buckets begin with. */
  buckets: string;
  /** Where the house's own secrets are: `foodious/<ambiente>`. */
  segredosDaCasa: string;
};

/** Lets a party do its work on Amazon, as the contracts say: with its own queues, bucket and secrets, and nothing else. */
export function permitir(
  stack: Stack,
  papel: Role,
  party: Party,
  segredos: readonly ISecret[],
  { mensagens, identidade, registros, buckets: prefixo, segredosDaCasa }: Recursos,
): void {
  const pode = (sid: string, actions: readonly string[], resources: readonly string[]) => {
    if (resources.length > 0)
      papel.addToPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [...resources] }));
  };
  const arns = (filas: Readonly<Record<QueueName, IQueue>>, quais: readonly QueueName[]) =>
    quais.map((name) => filas[name].queueArn);
  const ouvidas = filasOuvidasPor(party);
  pode(
    'LeSegredos',
    ['secretsmanager:GetSecretValue'],
    segredos.map(({ secretArn }) => secretArn),
  );
  pode('EnviaMensagens', nasFilas.envia, arns(mensagens.filas, filasEscritasPor(party)));
  pode('OuveMensagens', nasFilas.ouve, arns(mensagens.filas, ouvidas));
  pode('CuidaDasMortas', nasFilas.enterra, arns(mensagens.mortas, ouvidas));

  // Everything in a bucket of its own. Without the list, what is not there would look like what may not be read.
  const baldes = Object.entries(buckets)
    .filter(([, { service }]) => service === party)
    .map(([nome]) => stack.formatArn({ service: 's3', region: '', account: '', resource: `${prefixo}-${nome}` }));
  const objetos = baldes.map((balde) => `${balde}/*`);
  pode('ListaObjetos', ['s3:ListBucket'], baldes);
  pode('Objetos', ['s3:GetObject', 's3:PutObject'], objetos);

  if (party === 'pedido' || party === 'gateway')
    pode(
      'EnviaEmails',
      ['ses:SendEmail'],
      [
        mensagens.remetente.emailIdentityArn,
        // To SES the set is a resource of its own.
        stack.formatArn({
          service: 'ses',
          resource: 'configuration-set',
          resourceName: mensagens.configuracao.configurationSetName,
        }),
      ],
    );
  if (party === 'pedido') pode('AcompanhaEmails', nasFilas.acompanha, [mensagens.emailEventos.queueArn]);

  const daCasa = ['credenciais', 'chaves', 'convite'].map((nome) =>
    stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${segredosDaCasa}/${nome}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  if (party === 'gateway') {
    pode('SegredosDaCasa', ['secretsmanager:CreateSecret', 'secretsmanager:GetSecretValue'], daCasa);
    // Of those only the convite is ever another: it is used up, and made anew for who has lost all ways in.
    pode('TrocaConvite', ['secretsmanager:PutSecretValue'], daCasa.slice(-1));
    pode('Identidades', noPool, [identidade.pool.userPoolArn]);
    pode(
      'LeRegistros',
      ['logs:FilterLogEvents'],
      Object.values(registros).map(({ logGroupArn }) => logGroupArn),
    );
    aceitar(stack, papel, daCasa, 'A secret made by ourselves: Amazon ends its name with six characters of its own.');
  }
  aceitar(stack, papel, objetos, 'The objects of a bucket of its own, whose keys are hashes and dates.');
}

/** Says why a resource that ends in `*` may be named. */
function aceitar(stack: Stack, em: Construct, resources: readonly string[], reason: string): void {
  for (const arn of resources)
    Validations.of(em).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${arn.replace(stack.partition, '<AWS::Partition>')}]`,
      reason,
    });
}
