import type { buckets } from '@foodious/contracts/resources.ts';
import type { Party } from '@foodious/contracts/services.ts';
import type * as docdb from 'aws-cdk-lib/aws-docdb';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Rede } from './rede.ts';

/** Who keeps tables in Aurora: pagamento's unit is a document. */
export type ComTabelas = Exclude<Party, 'pagamento'>;

/** What is kept: databases, buckets, and the secrets that open them. */
export class Dados extends Camada {
  readonly mysql!: rds.DatabaseCluster;
  readonly documentos!: docdb.DatabaseCluster;
  /** JSON `{username, password, host, port}` of each service's own user; made, and granted its own database alone, by the task `preparar`. */
  readonly usuarios!: Readonly<Record<Party, secrets.ISecret>>;
  readonly buckets!: Readonly<Record<keyof typeof buckets, s3.Bucket>>;
  /** JSON `{accessToken, webhookSecret}`, filled in by the owner. */
  readonly mercadoPago!: secrets.Secret;

  constructor(scope: Construct, contexto: Contexto, _de: { rede: Rede }) {
    super(scope, 'dados', contexto);
  }
}
