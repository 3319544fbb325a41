import type { QueueName } from '@foodious/contracts/resources.ts';
import type * as ses from 'aws-cdk-lib/aws-ses';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';

/** Queues, their dead-letter queues, and e-mail. */
export class Mensagens extends Camada {
  readonly filas!: Readonly<Record<QueueName, sqs.Queue>>;
  readonly mortas!: Readonly<Record<QueueName, sqs.Queue>>;
  readonly remetente!: ses.EmailIdentity;
  readonly configuracao!: ses.ConfigurationSet;
  /** Where alarms go. */
  readonly alarmes!: sns.Topic;

  constructor(scope: Construct, contexto: Contexto) {
    super(scope, 'mensagens', contexto);
  }
}
