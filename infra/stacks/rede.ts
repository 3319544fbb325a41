import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';

/** Who talks on the network: each has a security group of its own. */
export type NaRede =
  | 'link'
  | 'alb'
  | 'gateway'
  | 'produto'
  | 'pedido'
  | 'pagamento'
  | 'cozinha'
  | 'funcoes'
  | 'preparar'
  | 'mysql'
  | 'documentos'
  | 'endpoints';

/** The network: subnets, endpoints, who talks to whom, and the internal load balancer all requests come through. */
export class Rede extends Camada {
  readonly vpc!: ec2.Vpc;
  readonly grupos!: Readonly<Record<NaRede, ec2.SecurityGroup>>;
  readonly alb!: elb.ApplicationLoadBalancer;

  constructor(scope: Construct, contexto: Contexto) {
    super(scope, 'rede', contexto);
  }
}
