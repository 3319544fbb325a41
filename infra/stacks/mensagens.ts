import {
  dlq,
  fifo,
  type QueueName,
  queueAttributes,
  queueNames,
  VISIBILITY_MS,
} from '@foodious/contracts/resources.ts';
import { CfnOutput, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as assinaturas from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';

/** What SES tells of an e-mail that did not simply arrive. */
const eventosDeEmail = [
  ses.EmailSendingEvent.BOUNCE,
  ses.EmailSendingEvent.COMPLAINT,
  ses.EmailSendingEvent.REJECT,
  ses.EmailSendingEvent.DELIVERY_DELAY,
];

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const segundos = (text: string) => Duration.seconds(Number(text));

/** What the catalogue says of every queue of ours, as CDK names it. */
const { queue, deadLetters, maxReceiveCount } = queueAttributes;
const daFila = {
  fifo: true,
  contentBasedDeduplication: queue.ContentBasedDeduplication !== 'false',
  visibilityTimeout: segundos(queue.VisibilityTimeout),
  retentionPeriod: segundos(queue.MessageRetentionPeriod),
  receiveMessageWaitTime: segundos(queue.ReceiveMessageWaitTimeSeconds),
};
const dasMortas = {
  fifo: true,
  contentBasedDeduplication: deadLetters.ContentBasedDeduplication !== 'false',
  retentionPeriod: segundos(deadLetters.MessageRetentionPeriod),
};

/** Queues, their dead-letter queues, and e-mail. */
export class Mensagens extends Camada {
  readonly filas: Readonly<Record<QueueName, sqs.Queue>>;
  readonly mortas: Readonly<Record<QueueName, sqs.Queue>>;
  readonly remetente: ses.EmailIdentity;
  readonly configuracao: ses.ConfigurationSet;
  /** What becomes of e-mails, for pedido: raw messages of SES. */
  readonly emailEventos: sqs.Queue;
  readonly emailMortas: sqs.Queue;
  /** Where alarms go. */
  readonly alarmes: sns.Topic;

  constructor(scope: Construct, contexto: Contexto) {
    super(scope, 'mensagens', contexto);

    // Messages nobody has read are as much as rows.
    const fechada = {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: this.removalPolicy,
    };
    const mortas: Partial<Record<QueueName, sqs.Queue>> = {};
    const filas: Partial<Record<QueueName, sqs.Queue>> = {};
    for (const nome of queueNames) {
      const daqui = new sqs.Queue(this, `${nome}-dlq`, { queueName: dlq(nome), ...dasMortas, ...fechada });
      mortas[nome] = daqui;
      filas[nome] = new sqs.Queue(this, nome, {
        queueName: fifo(nome),
        ...daFila,
        ...fechada,
        deadLetterQueue: { queue: daqui, maxReceiveCount },
      });
    }
    this.mortas = mortas as Record<QueueName, sqs.Queue>;
    this.filas = filas as Record<QueueName, sqs.Queue>;

    // A key of our own, a dollar a month: the one Amazon keeps for SNS lets neither alarms nor SES publish. That both may use
    // it opens nothing: who publishes on a topic is the topic's to say.
    const masterKey = new kms.Key(this, 'Chave', {
      alias: this.nome('avisos'),
      description: 'Messages of the topics for alarms and events of e-mails',
      enableKeyRotation: true,
      removalPolicy: this.removalPolicy,
    });
    for (const quem of [CLOUDWATCH, 'ses.amazonaws.com'])
      masterKey.grant(new iam.ServicePrincipal(quem), 'kms:Decrypt', 'kms:GenerateDataKey*');
    const topico = (nome: string) =>
      new sns.Topic(this, nome, { topicName: this.nome(nome), masterKey, enforceSSL: true });

    this.alarmes = topico('alarmes');
    // A topic with a policy of its own has no longer the one that lets this account's alarms in.
    this.alarmes.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new iam.ServicePrincipal(CLOUDWATCH)],
        resources: [this.alarmes.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.alarmes.addSubscription(new assinaturas.EmailSubscription(this.casa.emailDoDono));

    this.configuracao = new ses.ConfigurationSet(this, 'Configuracao', {
      configurationSetName: this.nome(),
      reputationMetrics: true,
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    const emails = topico('emails');
    this.configuracao.addEventDestination('Eventos', {
      configurationSetEventDestinationName: 'eventos',
      destination: ses.EventDestination.snsTopic(emails),
      events: eventosDeEmail,
    });
    this.emailMortas = new sqs.Queue(this, 'email-eventos-dlq', {
      queueName: this.nome('email-eventos-dlq'),
      retentionPeriod: dasMortas.retentionPeriod,
      ...fechada,
    });
    this.emailEventos = new sqs.Queue(this, 'email-eventos', {
      queueName: this.nome('email-eventos'),
      visibilityTimeout: Duration.millis(VISIBILITY_MS),
      retentionPeriod: daFila.retentionPeriod,
      deadLetterQueue: { queue: this.emailMortas, maxReceiveCount },
      ...fechada,
    });
    emails.addSubscription(new assinaturas.SqsSubscription(this.emailEventos, { rawMessageDelivery: true }));

    this.remetente = new ses.EmailIdentity(this, 'Remetente', {
      identity: ses.Identity.domain(this.casa.dominioDeEmail),
      configurationSet: this.configuracao,
      dkimIdentity: ses.DkimIdentity.easyDkim(ses.EasyDkimSigningKeyLength.RSA_2048_BIT),
      feedbackForwarding: false, // the events say it
    });
    for (const [n, { name, value }] of this.remetente.dkimRecords.entries())
      new CfnOutput(this, `Dkim${n + 1}`, { value: `${name} CNAME ${value}`, description: 'A record of the DNS' });
  }
}
