import type * as api from 'aws-cdk-lib/aws-apigatewayv2';
import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Dados } from './dados.ts';
import type { Identidade } from './identidade.ts';
import type { Rede } from './rede.ts';
import type { Servicos } from './servicos.ts';

/** What the world sees: the HTTP API for programs, CloudFront for people. */
export class Borda extends Camada {
  readonly api!: api.HttpApi;
  readonly cdn!: cloudfront.Distribution;

  constructor(
    scope: Construct,
    contexto: Contexto,
    _de: { rede: Rede; dados: Dados; identidade: Identidade; servicos: Servicos },
  ) {
    super(scope, 'borda', contexto);
  }
}
