import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Rede } from './rede.ts';

/** The functions, by the names of their files in services/gateway/src/lambda. */
export type Funcao = 'authorizer' | 'create-user' | 'delete-user' | 'pre-signup' | 'pre-token' | 'desafio';

/** The user pool and its functions. */
export class Identidade extends Camada {
  readonly pool!: cognito.UserPool;
  readonly cliente!: cognito.UserPoolClient;
  /** Known to the gateway and the triggers alone (IDENTITY_SECRET). */
  readonly segredo!: secrets.Secret;
  readonly funcoes!: Readonly<Record<Funcao, lambda.Function>>;

  constructor(scope: Construct, contexto: Contexto, _de: { rede: Rede }) {
    super(scope, 'identidade', contexto);
  }
}
