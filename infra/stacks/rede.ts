import { addresses } from '@foodious/contracts/addresses.ts';
import { type Party, parties, serviceNames } from '@foodious/contracts/services.ts';
import { Duration, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';

/** Who talks on the network: each has a security group of its own. */
export type NaRede =
  | 'link'
  | 'cdn'
  | 'alb'
  | Party
  | 'funcoes'
  | 'rotacao'
  | 'preparar'
  | 'mysql'
  | 'documentos'
  | 'endpoints';

/** What is not ours, and is reached or reaches us all the same. */
export type LaFora = 'cloudfront' | 's3' | 'internet';

/** The port each service listens on, in its task and at the load balancer; the gateway's there is {@link ENTRADA}. */
export const portas: Readonly<Record<Party, number>> = {
  gateway: addresses.gateway.PORT.parse(undefined),
  produto: addresses.produto.PRODUTO_PORT.parse(undefined),
  pedido: addresses.pedido.PEDIDO_PORT.parse(undefined),
  pagamento: addresses.pagamento.PAGAMENTO_PORT.parse(undefined),
  cozinha: addresses.cozinha.COZINHA_PORT.parse(undefined),
};
/** The port of the load balancer behind which the gateway is. */
export const ENTRADA = 80;
/**
 * The header by which CloudFront and the HTTP API tell the gateway who asks. Both write it anew: the balancer itself knows no more
 * than their own addresses, and counted by those half a town would be one.
 */
export const QUEM_PEDE = 'x-viewer-address';
const HTTPS = 443;
const MYSQL = 3306;
const MONGO = 27_017;

/** Some who talk to one, on some ports, and why. */
type Conversa = {
  de: readonly (NaRede | LaFora)[];
  para: NaRede | LaFora;
  portas: readonly number[];
  porque: string;
};

/** Who talks to whom: each is a way out of one group and a way into the other, and there are no others. */
export const conversas: readonly Conversa[] = [
  { de: ['link'], para: 'alb', portas: [ENTRADA], porque: 'the HTTP API' },
  { de: ['cloudfront'], para: 'cdn', portas: [ENTRADA], porque: 'screens, sessions and live streams' },

  { de: ['alb'], para: 'gateway', portas: [portas.gateway], porque: 'requests, health checks' },
  { de: ['alb'], para: 'produto', portas: [portas.produto], porque: 'requests, health checks' },
  { de: ['alb'], para: 'pedido', portas: [portas.pedido], porque: 'requests, health checks' },
  { de: ['alb'], para: 'pagamento', portas: [portas.pagamento], porque: 'requests, health checks' },
  { de: ['alb'], para: 'cozinha', portas: [portas.cozinha], porque: 'requests, health checks' },

  { de: [...serviceNames], para: 'alb', portas: [ENTRADA], porque: 'keys of the issuer' },
  { de: ['gateway'], para: 'alb', portas: serviceNames.map((nome) => portas[nome]), porque: 'requests it passes on' },
  {
    de: ['pedido'],
    para: 'alb',
    portas: [portas.produto, portas.pagamento, portas.cozinha],
    porque: 'what it asks the others',
  },
  { de: ['funcoes'], para: 'alb', portas: [portas.pedido], porque: 'registers and erases a client' },

  { de: ['produto', 'pedido', 'cozinha', 'gateway'], para: 'mysql', portas: [MYSQL], porque: 'tables' },
  { de: ['pagamento'], para: 'documentos', portas: [MONGO], porque: 'documents' },
  { de: ['preparar', 'rotacao'], para: 'mysql', portas: [MYSQL], porque: 'users and schemas' },
  { de: ['preparar', 'rotacao'], para: 'documentos', portas: [MONGO], porque: 'users and schemas' },

  { de: [...parties, 'preparar'], para: 'endpoints', portas: [HTTPS], porque: 'queues, secrets, images, logs' },
  { de: ['funcoes', 'rotacao'], para: 'endpoints', portas: [HTTPS], porque: 'secrets' },
  { de: [...parties, 'preparar'], para: 's3', portas: [HTTPS], porque: 'objects, layers of images' },
  { de: ['gateway', 'funcoes'], para: 'internet', portas: [HTTPS], porque: 'Cognito' },
  { de: ['pedido'], para: 'internet', portas: [HTTPS], porque: 'SES' },
  { de: ['pagamento'], para: 'internet', portas: [HTTPS], porque: 'Mercado Pago' },
];

/** What each group is for, as the console says it. */
const grupos: Readonly<Record<NaRede, string>> = {
  link: 'VPC link of the HTTP API',
  cdn: 'Load balancer, towards CloudFront',
  alb: 'Load balancer',
  gateway: 'Tasks of the gateway',
  produto: 'Tasks of produto',
  pedido: 'Tasks of pedido',
  pagamento: 'Tasks of pagamento',
  cozinha: 'Tasks of cozinha',
  funcoes: 'Lambdas that ask pedido',
  rotacao: 'Lambdas that change passwords of databases',
  preparar: 'The task that makes databases ready',
  mysql: 'Aurora',
  documentos: 'DocumentDB',
  endpoints: 'Interface endpoints',
};

/**
 * The lists of addresses Amazon keeps of its own services; in a region they are the same for all accounts, and a lookup
 * would ask one. CloudFront makes a group of its own for its VPC origins (`CloudFront-VPCOrigins-Service-SG`), which is
 * narrower; but only once there is an origin, and so after this template.
 */
const listas: Readonly<Record<Exclude<LaFora, 'internet'>, string>> = {
  cloudfront: 'pl-3b927c52', // com.amazonaws.global.cloudfront.origin-facing
  s3: 'pl-63a5400a', // com.amazonaws.us-east-1.s3
};

/** A way out to nobody: a group made without any is given one to everywhere, and those of the table come after it is made. */
const NINGUEM = { ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32' };

/** By their ids, for `us-east-1a` is another in each account, and in one may be use1-az3, where there are neither VPC origins nor VPC links. */
const ZONAS = ['use1-az1', 'use1-az2'];

/** Subnets in each zone. Balancer and tasks are in the private ones; nothing of ours but the ways out is in the public ones. */
const sub_redes = [
  { name: 'publica', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
  { name: 'privada', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
  { name: 'isolada', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
];

/** Services of Amazon reached inside the network: $7.30 a month each and zone; S3's is at the gateway, and costs nothing. */
const endpoints = {
  sqs: ec2.InterfaceVpcEndpointAwsService.SQS,
  segredos: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  ecr: ec2.InterfaceVpcEndpointAwsService.ECR,
  imagens: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
};

/** A stream is silent for 15 s at most, and a service ends a connection nobody uses after 72 s: the balancer is to be first. */
const OCIOSO = Duration.seconds(60);

/** The network: subnets, endpoints, who talks to whom, and the internal load balancer all requests come through. */
export class Rede extends Camada {
  readonly vpc: ec2.Vpc;
  /** Immutable: what stands on them adds no rules, for the table has them all. */
  readonly grupos: Readonly<Record<NaRede, ec2.ISecurityGroup>>;
  readonly alb: elb.ApplicationLoadBalancer;

  constructor(scope: Construct, contexto: Contexto) {
    super(scope, 'rede', contexto);
    const { nats, protegido, diasDeLog } = this.ambiente;
    const { removalPolicy } = this;

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      vpcName: this.nome(),
      ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/16'),
      maxAzs: 2,
      natGateways: nats,
      subnetConfiguration: sub_redes,
      // Emptying the group nobody names takes a function of CDK's; nothing of ours is in it.
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    for (const subnet of this.vpc.node.findAll().filter((um) => um instanceof ec2.CfnSubnet)) {
      subnet.availabilityZoneId = ZONAS[this.availabilityZones.indexOf(subnet.availabilityZone ?? '')];
      subnet.availabilityZone = undefined;
    }
    this.vpc.addFlowLog('Fluxos', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, 'RegistroDeFluxos', {
          logGroupName: `/foodious/${this.ambiente.nome}/rede`,
          retention: diasDeLog,
          removalPolicy,
        }),
      ),
    });

    this.grupos = this.#grupos();

    // In dev one zone has them, and the other gets there: half the price, and the same way as in prod, which dev is to try.
    const zonas = this.availabilityZones.slice(0, nats);
    for (const [nome, service] of Object.entries(endpoints))
      this.vpc.addInterfaceEndpoint(nome, {
        service,
        open: false,
        securityGroups: [this.grupos.endpoints],
        subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED, availabilityZones: zonas },
      });

    this.alb = new elb.ApplicationLoadBalancer(this, 'Alb', {
      loadBalancerName: this.nome(),
      vpc: this.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      internetFacing: false,
      securityGroup: this.grupos.alb,
      idleTimeout: OCIOSO,
      dropInvalidHeaderFields: true,
      // What comes by the HTTP API may say there whatever its sender likes, and no mapping may write over it: see QUEM_PEDE.
      xffHeaderProcessingMode: elb.XffHeaderProcessingMode.REMOVE,
      deletionProtection: protegido,
    });
    // A group of its own: the list counts as 55 of the 60 rules a group may have.
    this.alb.addSecurityGroup(this.grupos.cdn);
    Validations.of(this.alb).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ELB2',
      reason:
        'A URL may bear a code that opens a pedido, and logs have ids alone: gateway and services write each request down, by its route',
    });
  }

  #grupos(): Readonly<Record<NaRede, ec2.ISecurityGroup>> {
    const nossos = Object.fromEntries(
      Object.entries(grupos).map(([nome, groupDescription]) => [
        nome,
        new ec2.CfnSecurityGroup(this, nome, {
          vpcId: this.vpc.vpcId,
          groupName: this.nome(nome),
          groupDescription,
          securityGroupEgress: [NINGUEM],
        }),
      ]),
    );
    const linhas = conversas.flatMap(({ de, portas, ...linha }) =>
      de.flatMap((um) => portas.map((porta) => ({ ...linha, de: um, porta }))),
    );
    for (const { de, para, porta, porque } of linhas) {
      const regra = { ipProtocol: 'tcp', fromPort: porta, toPort: porta };
      const dono = nossos[de];
      const outro = nossos[para];
      if (dono)
        new ec2.CfnSecurityGroupEgress(this, `${de}-${para}-${porta}-sai`, {
          ...regra,
          groupId: dono.attrGroupId,
          description: `${para}: ${porque}`,
          ...(outro && { destinationSecurityGroupId: outro.attrGroupId }),
          ...(para in listas && { destinationPrefixListId: listas[para as keyof typeof listas] }),
          ...(para === 'internet' && { cidrIp: '0.0.0.0/0' }),
        });
      if (outro)
        new ec2.CfnSecurityGroupIngress(this, `${de}-${para}-${porta}-entra`, {
          ...regra,
          groupId: outro.attrGroupId,
          description: `${de}: ${porque}`,
          ...(dono && { sourceSecurityGroupId: dono.attrGroupId }),
          ...(de in listas && { sourcePrefixListId: listas[de as keyof typeof listas] }),
        });
    }
    return Object.fromEntries(
      Object.entries(nossos).map(([nome, { attrGroupId }]) => [
        nome,
        ec2.SecurityGroup.fromSecurityGroupId(this, `${nome}-fixo`, attrGroupId, { mutable: false }),
      ]),
    ) as Record<NaRede, ec2.ISecurityGroup>;
  }
}
