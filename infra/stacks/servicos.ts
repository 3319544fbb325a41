import { type Party, parties } from '@foodious/contracts/services.ts';
import { CfnOutput, Duration, Size, type Stack, Validations } from 'aws-cdk-lib';
import * as aas from 'aws-cdk-lib/aws-applicationautoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Tarefa } from '../ambientes.ts';
import { Camada, type Contexto } from '../camada.ts';
import { filasOuvidasPor, permitir } from '../permissoes.ts';
import type { Cdn } from './cdn.ts';
import type { Dados } from './dados.ts';
import type { Identidade } from './identidade.ts';
import type { Mensagens } from './mensagens.ts';
import { ENTRADA, portas, QUEM_PEDE, type Rede } from './rede.ts';

/** The images, in a stack of its own: the first one is pushed before anything runs it. */
export class Imagens extends Camada {
  readonly repositorio: ecr.Repository;

  constructor(scope: Construct, contexto: Contexto) {
    super(scope, 'imagens', contexto);
    this.repositorio = new ecr.Repository(this, 'Repositorio', {
      repositoryName: this.nome('servicos'),
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      encryption: ecr.RepositoryEncryption.AES_256,
      lifecycleRules: [{ description: 'the last twenty, to roll back to', maxImageCount: 20 }],
      removalPolicy: this.removalPolicy,
      emptyOnDelete: !this.ambiente.protegido,
    });
  }
}

type Variaveis = Record<string, string>;

/** A setting that a process of ours reads from Secrets Manager itself, with its own role: the template holds no more than where. */
const doSegredo = ({ secretArn }: ISecret, campo?: string) => `secret:${secretArn}${campo ? `#${campo}` : ''}`;

/** How the databases are reached: by these addresses, over TLS. Who comes in is said apart. */
const enderecoDoMysql = ({ mysql }: Pick<Dados, 'mysql'>): Variaveis => ({
  MYSQL_URL: `mysql://${mysql.clusterEndpoint.socketAddress}/foodious?tls=rds`,
});
const enderecoDosDocumentos = ({ documentos }: Pick<Dados, 'documentos'>): Variaveis => ({
  MONGO_URL: `mongodb://${documentos.clusterEndpoint.socketAddress}/foodious?tls=rds&replicaSet=rs0&readPreference=primary&retryWrites=false`,
});

/** What every process of ours on Amazon is told. */
const emTodos = ({ region }: Stack): Variaveis => ({
  NODE_ENV: 'production',
  DATA_DIR: ':memory:',
  AWS_ENDPOINT: 'aws',
  AWS_REGION: region,
});

type Conteiner = {
  tarefa: Pick<Tarefa, 'cpu' | 'memoria'>;
  command: string[];
  environment: Variaveis;
  repositorio: ecr.IRepository;
  registro: logs.ILogGroup;
  /** Where it listens; nowhere, what ends by itself. */
  porta?: number;
};

/** A stack that runs processes of ours. */
class ComTarefas extends Camada {
  protected registro(nome: string): logs.LogGroup {
    return new logs.LogGroup(this, `Registro-${nome}`, {
      logGroupName: `/foodious/${this.ambiente.nome}/${nome}`,
      retention: this.ambiente.diasDeLog,
      removalPolicy: this.removalPolicy,
    });
  }

  /** A process as Fargate runs it: as nobody, on a file system it cannot write, and able to do what its role allows. */
  protected definicao(
    nome: string,
    { tarefa, command, environment, repositorio, registro, porta }: Conteiner,
  ): ecs.FargateTaskDefinition {
    const daqui = {
      StringEquals: { 'aws:SourceAccount': this.account },
      ArnLike: { 'aws:SourceArn': this.formatArn({ service: 'ecs', resource: '*' }) },
    };
    const definicao = new ecs.FargateTaskDefinition(this, `Tarefa-${nome}`, {
      family: this.nome(nome),
      cpu: tarefa.cpu,
      memoryLimitMiB: tarefa.memoria,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
      taskRole: new iam.Role(this, `Papel-${nome}`, {
        roleName: this.nome(nome),
        description: `What the process ${nome} itself may do`,
        assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', { conditions: daqui }),
      }),
    });
    const linuxParameters = new ecs.LinuxParameters(this, `Linux-${nome}`, { initProcessEnabled: true });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    definicao.addContainer(nome, {
      containerName: nome,
      image: ecs.ContainerImage.fromEcrRepository(repositorio, this.casa.imagem),
      command,
      environment,
      user: '1000:1000',
      readonlyRootFilesystem: true,
      linuxParameters,
      // A process does not wait for its log: while CloudWatch is away lines are kept in memory, and the oldest let go.
      logging: ecs.LogDrivers.awsLogs({
        logGroup: registro,
        streamPrefix: nome,
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(8),
      }),
      ...(porta
        ? { portMappings: [{ containerPort: porta }], healthCheck: saude(porta), stopTimeout: PARA_PARAR }
        : {}),
    });
    // Named, as the other role is: whoever may start a task has to be allowed to give it both.
    (definicao.obtainExecutionRole().node.defaultChild as iam.CfnRole).roleName = this.nome(nome, 'inicio');
    Validations.of(definicao).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'What is told is no secret: where one is. The process reads it, with its own role.',
    });
    Validations.of(definicao).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken, of who starts the task, knows no resource.',
    });
    return definicao;
  }
}

/** Longer than the longest thing held: a message, or an answer of the provider. */
const PARA_PARAR = Duration.seconds(45);
/** What a load balancer lets go on after it sends no more; live streams are opened again by whoever listens. */
const PARA_SAIR = Duration.seconds(20);

const saude = (porta: number): ecs.HealthCheck => ({
  command: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${porta}/health').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: Duration.seconds(15),
  timeout: Duration.seconds(5),
  retries: 3,
  startPeriod: Duration.seconds(60),
});

/** What a deployment does before the services of it start: the cluster, and the task that makes their databases ready. */
export class Preparo extends ComTarefas {
  readonly cluster: ecs.Cluster;
  readonly tarefa: ecs.FargateTaskDefinition;

  constructor(
    scope: Construct,
    contexto: Contexto,
    { rede, dados, imagens }: { rede: Rede; dados: Dados; imagens: Imagens },
  ) {
    super(scope, 'preparo', contexto);
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      clusterName: this.nome(),
      vpc: rede.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED, // counts tasks, by which the backlog of each is told
    });
    const mestres = { MYSQL_ADMIN: dados.mestres.mysql, MONGO_ADMIN: dados.mestres.documentos };
    const usuarios = Object.fromEntries(
      parties.map((party) => [`${party.toUpperCase()}_DB`, dados.usuarios[party]] as const),
    );
    this.tarefa = this.definicao('preparar', {
      tarefa: { cpu: 256, memoria: 512 },
      command: ['node', 'local/src/preparar-main.ts'],
      environment: {
        ...emTodos(this),
        ...enderecoDoMysql(dados),
        ...enderecoDosDocumentos(dados),
        ...Object.fromEntries(
          Object.entries({ ...mestres, ...usuarios }).flatMap(([nome, segredo]) => [
            [`${nome}_USER`, doSegredo(segredo, 'username')],
            [`${nome}_PASSWORD`, doSegredo(segredo, 'password')],
          ]),
        ),
      },
      repositorio: imagens.repositorio,
      registro: this.registro('preparar'),
    });
    this.tarefa.addToTaskRolePolicy(
      new iam.PolicyStatement({
        sid: 'LeSegredos',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [...Object.values(mestres), ...Object.values(usuarios)].map(({ secretArn }) => secretArn),
      }),
    );

    const subnets = rede.vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnetIds.join(',');
    const grupo = rede.grupos.preparar.securityGroupId;
    for (const [nome, value] of Object.entries({
      NomeDoCluster: this.cluster.clusterName,
      Definicao: this.tarefa.taskDefinitionArn,
      Subnets: subnets,
      Grupo: grupo,
      Comando: [
        `aws ecs run-task --region ${this.region} --cluster ${this.cluster.clusterName} --launch-type FARGATE`,
        `--task-definition ${this.tarefa.taskDefinitionArn}`,
        `--network-configuration 'awsvpcConfiguration={subnets=[${subnets}],securityGroups=[${grupo}],assignPublicIp=DISABLED}'`,
      ].join(' '),
    }))
      new CfnOutput(this, nome, { value });
  }
}

/** What the services stand on. */
type Base = {
  rede: Rede;
  dados: Dados;
  mensagens: Mensagens;
  identidade: Identidade;
  imagens: Imagens;
  preparo: Preparo;
  cdn: Cdn;
};

/** A task more is started when each has more messages waiting than it works off in {@link ATRASO_S}, or this much of its CPU is used. */
const CPU = 60;
/** Seconds a message may wait while others are before it, and how many a task of the smaller size works off in one. */
const ATRASO_S = 2;
const MENSAGENS_POR_S = 50;

/** Our processes on Fargate, behind the internal load balancer. */
export class Servicos extends ComTarefas {
  readonly cluster: ecs.Cluster;
  readonly servicos: Readonly<Record<Party, ecs.FargateService>>;
  readonly alvos: Readonly<Record<Party, elb.ApplicationTargetGroup>>;
  readonly registros: Readonly<Record<Party, logs.LogGroup>>;
  /** Port 80 of the load balancer: the gateway. */
  readonly entrada: elb.ApplicationListener;

  constructor(scope: Construct, contexto: Contexto, base: Base) {
    super(scope, 'servicos', contexto);
    const { rede, mensagens, identidade, imagens, preparo } = base;
    this.cluster = preparo.cluster;
    const cada = <T>(faz: (party: Party) => T) =>
      Object.fromEntries(parties.map((party) => [party, faz(party)])) as Record<Party, T>;

    this.registros = cada((party) => this.registro(party));
    this.alvos = cada((party) => this.#alvo(party, rede));
    const ouvintes = cada((party) => this.#ouvinte(party, rede));
    this.entrada = ouvintes.gateway;

    const { variaveis, segredos } = this.#oQueSabem(base);
    this.servicos = cada((party) => {
      const tarefa = this.definicao(party, {
        tarefa: this.ambiente.tarefas[party],
        command: ['node', `services/${party}/src/main.ts`],
        environment: variaveis[party],
        repositorio: imagens.repositorio,
        registro: this.registros[party],
        porta: portas[party],
      });
      permitir(this, tarefa.taskRole as iam.Role, party, segredos[party], {
        mensagens,
        identidade,
        registros: this.registros,
        buckets: this.#buckets,
        segredosDaCasa: this.#segredosDaCasa,
      });
      const servico = new ecs.FargateService(this, `Servico-${party}`, {
        serviceName: party,
        cluster: this.cluster,
        taskDefinition: tarefa,
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [rede.grupos[party]],
        minHealthyPercent: 100,
        maxHealthyPercent: 200,
        circuitBreaker: { enable: true, rollback: true },
        availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
        healthCheckGracePeriod: Duration.seconds(60),
        enableExecuteCommand: false,
        propagateTags: ecs.PropagatedTagSource.SERVICE,
      });
      servico.attachToApplicationTargetGroup(this.alvos[party]);
      this.#escala(party, servico, mensagens);
      return servico;
    });
  }

  get #buckets(): string {
    return this.nome(this.account); // the names of buckets are the whole world's
  }

  get #segredosDaCasa(): string {
    return `foodious/${this.ambiente.nome}`;
  }

  /** What each process is told, and the secrets it reads by that. */
  #oQueSabem({ rede, dados, mensagens, identidade, cdn }: Base) {
    const { casa, ambiente } = this;
    const alb = `http://${rede.alb.loadBalancerDnsName}`;
    const { usuarios, mercadoPago } = dados;
    const doMysql = (party: Party): Variaveis => ({
      ...enderecoDoMysql(dados),
      MYSQL_USER: doSegredo(usuarios[party], 'username'),
      MYSQL_PASSWORD: doSegredo(usuarios[party], 'password'),
    });
    const correio: Variaveis = {
      SES_ENDPOINT: 'aws',
      EMAIL_REMETENTE: `pedidos@${casa.dominioDeEmail}`,
      SES_CONFIGURATION_SET: mensagens.configuracao.configurationSetName,
    };
    const comum: Variaveis = {
      ...emTodos(this),
      HOST: '0.0.0.0',
      SERVICES_HOST: '0.0.0.0',
      GATEWAY_URL: cdn.endereco,
      GATEWAY_INTERNAL_URL: alb,
      PRODUTO_URL: `${alb}:${portas.produto}`,
      PEDIDO_URL: `${alb}:${portas.pedido}`,
      PAGAMENTO_URL: `${alb}:${portas.pagamento}`,
      COZINHA_URL: `${alb}:${portas.cozinha}`,
      TOKEN_ISSUER: identidade.emissor,
      TOKEN_AUDIENCE: identidade.cliente.userPoolClientId,
      BUCKETS_PREFIX: this.#buckets,
      METRICS_LOG_S: '60',
      FUSO: 'America/Sao_Paulo',
    };
    const proprias: Record<Party, Variaveis> = {
      produto: doMysql('produto'),
      pedido: { ...doMysql('pedido'), ...correio, SES_EVENTS_QUEUE: mensagens.emailEventos.queueName },
      pagamento: {
        ...enderecoDosDocumentos(dados),
        MONGO_USER: doSegredo(usuarios.pagamento, 'username'),
        MONGO_PASSWORD: doSegredo(usuarios.pagamento, 'password'),
        PROVEDOR_PIX: 'mercado-pago',
        MERCADO_PAGO_ACCESS_TOKEN: doSegredo(mercadoPago, 'accessToken'),
        MERCADO_PAGO_WEBHOOK_SECRET: doSegredo(mercadoPago, 'webhookSecret'),
        // Mercado Pago takes payers of tests from tests alone.
        MERCADO_PAGO_EMAIL: ambiente.contaMercadoPago === 'teste' ? 'restaurante@testuser.com' : casa.emailDoDono,
      },
      cozinha: doMysql('cozinha'),
      gateway: {
        ...doMysql('gateway'),
        ...correio,
        IDENTITY: 'cognito',
        COGNITO_ENDPOINT: 'aws',
        IDENTITY_SECRET: doSegredo(identidade.segredo),
        SECRETS_STORE: this.#segredosDaCasa,
        LOG_GROUPS: `/foodious/${ambiente.nome}`,
        TRUSTED_PROXIES: rede.vpc.vpcCidrBlock,
        CLIENT_ADDRESS_HEADER: QUEM_PEDE,
      },
    };
    const segredos: Record<Party, ISecret[]> = {
      produto: [usuarios.produto],
      pedido: [usuarios.pedido],
      pagamento: [usuarios.pagamento, mercadoPago],
      cozinha: [usuarios.cozinha],
      gateway: [usuarios.gateway, identidade.segredo],
    };
    const variaveis = Object.fromEntries(parties.map((party) => [party, { ...comum, ...proprias[party] }])) as Record<
      Party,
      Variaveis
    >;
    return { variaveis, segredos };
  }

  #alvo(party: Party, { vpc }: Rede): elb.ApplicationTargetGroup {
    return new elb.ApplicationTargetGroup(this, `Alvo-${party}`, {
      targetGroupName: this.nome(party),
      vpc,
      targetType: elb.TargetType.IP,
      protocol: elb.ApplicationProtocol.HTTP,
      port: portas[party],
      deregistrationDelay: PARA_SAIR,
      healthCheck: {
        path: '/health',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }

  #ouvinte(party: Party, { alb }: Rede): elb.ApplicationListener {
    return new elb.ApplicationListener(this, `Ouvinte-${party}`, {
      loadBalancer: alb,
      protocol: elb.ApplicationProtocol.HTTP,
      port: party === 'gateway' ? ENTRADA : portas[party],
      open: false, // who gets there says the table of the network
      defaultTargetGroups: [this.alvos[party]],
    });
  }

  /** Tasks come and go with what they have to do: CPU tells of requests, the messages waiting for each of what is behind. */
  #escala(party: Party, servico: ecs.FargateService, { filas }: Mensagens): void {
    const { min, max, cpu } = this.ambiente.tarefas[party];
    const escala = new aas.ScalableTarget(this, `Escala-${party}`, {
      serviceNamespace: aas.ServiceNamespace.ECS,
      resourceId: `service/${this.cluster.clusterName}/${servico.serviceName}`,
      scalableDimension: 'ecs:service:DesiredCount',
      minCapacity: min,
      maxCapacity: max,
      // The role Amazon has for this, instead of one that nobody would use.
      role: iam.Role.fromRoleArn(
        this,
        `PapelDaEscala-${party}`,
        this.formatArn({
          service: 'iam',
          region: '',
          resource: 'role/aws-service-role/ecs.application-autoscaling.amazonaws.com',
          resourceName: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
        }),
      ),
    });
    escala.scaleToTrackMetric('Cpu', {
      policyName: this.nome(party, 'cpu'),
      predefinedMetric: aas.PredefinedMetric.ECS_SERVICE_AVERAGE_CPU_UTILIZATION,
      targetValue: CPU,
      scaleOutCooldown: Duration.seconds(30),
      scaleInCooldown: Duration.minutes(5),
    });
    const ouvidas = filasOuvidasPor(party);
    if (ouvidas.length === 0) return;
    const metrica = (
      id: string,
      namespace: string,
      metricName: string,
      dimensoes: Record<string, string>,
    ): aas.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty => ({
      id,
      returnData: false,
      metricStat: {
        stat: 'Average',
        metric: {
          namespace,
          metricName,
          dimensions: Object.entries(dimensoes).map(([name, value]) => ({ name, value })),
        },
      },
    });
    new aas.CfnScalingPolicy(this, `Fila-${party}`, {
      policyName: this.nome(party, 'fila'),
      policyType: 'TargetTrackingScaling',
      scalingTargetId: escala.scalableTargetId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: ATRASO_S * MENSAGENS_POR_S * (cpu / 256),
        scaleOutCooldown: 30,
        scaleInCooldown: 300,
        customizedMetricSpecification: {
          metrics: [
            ...ouvidas.map((name, index) =>
              metrica(`fila${index}`, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', {
                QueueName: filas[name].queueName,
              }),
            ),
            metrica('tarefas', 'ECS/ContainerInsights', 'RunningTaskCount', {
              ClusterName: this.cluster.clusterName,
              ServiceName: servico.serviceName,
            }),
            {
              id: 'porTarefa',
              label: 'messages waiting for each task',
              expression: `(${ouvidas.map((_, index) => `FILL(fila${index}, 0)`).join(' + ')}) / tarefas`,
              returnData: true,
            },
          ],
        },
      },
    });
  }
}
