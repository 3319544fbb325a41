import type { Party } from '@foodious/contracts/services.ts';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Cdn } from './cdn.ts';
import type { Dados } from './dados.ts';
import type { Identidade } from './identidade.ts';
import type { Mensagens } from './mensagens.ts';
import type { Rede } from './rede.ts';

/** The images, in a stack of its own: the first one is pushed before anything runs it. */
export class Imagens extends Camada {
  readonly repositorio!: ecr.Repository;

  constructor(scope: Construct, contexto: Contexto) {
    super(scope, 'imagens', contexto);
  }
}

/** Our processes on Fargate, behind the internal load balancer. */
export class Servicos extends Camada {
  readonly cluster!: ecs.Cluster;
  readonly servicos!: Readonly<Record<Party, ecs.FargateService>>;
  readonly alvos!: Readonly<Record<Party, elb.ApplicationTargetGroup>>;
  readonly registros!: Readonly<Record<Party, logs.LogGroup>>;
  /** Port 80 of the load balancer: the gateway. */
  readonly entrada!: elb.ApplicationListener;

  constructor(
    scope: Construct,
    contexto: Contexto,
    _de: { rede: Rede; dados: Dados; mensagens: Mensagens; identidade: Identidade; imagens: Imagens; cdn: Cdn },
  ) {
    super(scope, 'servicos', contexto);
  }
}
