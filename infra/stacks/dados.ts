import type { buckets as catalogo } from '@foodious/contracts/resources.ts';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { Duration, Names, Validations } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Rede } from './rede.ts';

/** Who keeps tables in Aurora: pagamento's unit is a document. */
export type ComTabelas = Exclude<Party, 'pagamento'>;

type Banco = 'mysql' | 'documentos';

/** Where each keeps what is its own: a database and a user for each, in a cluster they share. */
const bancos: Readonly<Record<ComTabelas, 'mysql'> & Record<'pagamento', 'documentos'>> = {
  produto: 'mysql',
  pedido: 'mysql',
  cozinha: 'mysql',
  gateway: 'mysql',
  pagamento: 'documentos',
};

/**
 * Aurora MySQL, one cluster. One for each service would cost four times its least: in prod 0.5 ACU × 2 instances × $0.12 ×
 * 730 h = $88 a month, so $350 for what a restaurant asks of it, and four to restore to one moment instead of one.
 */
const mysql = {
  engine: rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_12_0 }),
  parameters: {
    require_secure_transport: 'ON',
    character_set_server: 'utf8mb4',
    collation_server: 'utf8mb4_bin',
    slow_query_log: '1',
    log_output: 'FILE',
    long_query_time: '1', // seconds
  },
  logs: ['error', 'slowquery'],
};

/** DocumentDB 5.0: retryable writes are for 8.0, and our driver's are off. */
const documentos = {
  engineVersion: '5.0.0',
  family: 'docdb5.0',
  parameters: { tls: 'tls1.2+', audit_logs: 'enabled', profiler: 'enabled', profiler_threshold_ms: '100' },
  logs: ['audit', 'profiler'],
};

/** The buckets; locked is what nobody takes away before its days are over, unless a right to do so is given that no role here has. */
const buckets: Readonly<Record<keyof typeof catalogo, { trancadoPorDias?: number }>> = {
  imagens: {},
  protocolos: {},
  auditoria: { trancadoPorDias: 365 },
};

/** A bucket nobody outside reads, and nobody reads in the clear. */
export const FECHADO = {
  encryption: s3.BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
};

/** A password is at home in a URL, a shell and a JSON: of all signs it has `-._~` alone. */
const SEM = ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}';
const OUTRA_PORTA = 'Another port hides from nobody; who gets to this one is a line in the table of the network';
const DESTRUIVEL = 'Made to be destroyed, and made anew';
const ROTACAO = Duration.days(30);
/** Who may make users. */
const MESTRE = 'mestre';
const { SecretRotationApplication: aplicacao } = secrets;
/** Amazon's own applications that change a password: of one user, or of two in turn. */
const rotacoes = {
  mysql: { um: aplicacao.MYSQL_ROTATION_SINGLE_USER, dois: aplicacao.MYSQL_ROTATION_MULTI_USER },
  documentos: { um: aplicacao.MONGODB_ROTATION_SINGLE_USER, dois: aplicacao.MONGODB_ROTATION_MULTI_USER },
};

/** What is kept: databases, buckets, and the secrets that open them. */
export class Dados extends Camada {
  readonly mysql: rds.DatabaseCluster;
  readonly documentos: docdb.DatabaseCluster;
  /** JSON `{username, password, host, port}` of each service's own user; made, and granted its own database alone, by the task `preparar`. */
  readonly usuarios: Readonly<Record<Party, secrets.ISecret>>;
  /** JSON `{username, password, host, port}` of who may make users, in each cluster. */
  readonly mestres: Readonly<Record<Banco, secrets.ISecret>>;
  readonly buckets: Readonly<Record<keyof typeof catalogo, s3.Bucket>>;
  /** JSON `{accessToken, webhookSecret}`, filled in by the owner. */
  readonly mercadoPago: secrets.Secret;

  constructor(scope: Construct, contexto: Contexto, { rede }: { rede: Rede }) {
    super(scope, 'dados', contexto);
    const mestres = { mysql: this.#segredo('mysql', MESTRE), documentos: this.#segredo('documentos', MESTRE) };
    this.mysql = this.#aurora(rede, mestres.mysql);
    this.documentos = this.#documentdb(rede, mestres.documentos);
    this.mestres = {
      mysql: mestres.mysql.attach(this.mysql),
      documentos: mestres.documentos.attach(this.documentos),
    };
    const { mysql, documentos } = this.mestres;
    this.#rotacao('mysql', rede, { secret: mysql, target: this.mysql, application: rotacoes.mysql.um });
    this.#rotacao('documentos', rede, {
      secret: documentos,
      target: this.documentos,
      application: rotacoes.documentos.um,
    });

    // Two users take turns, so that who still has the password of before goes on working with it until the next change.
    const usuarios: Partial<Record<Party, secrets.ISecret>> = {};
    for (const servico of parties) {
      const banco = bancos[servico];
      const masterSecret = this.mestres[banco];
      const target = this[banco];
      const secret = this.#segredo(banco, servico, masterSecret).attach(target);
      this.#rotacao(servico, rede, { secret, masterSecret, target, application: rotacoes[banco].dois });
      usuarios[servico] = secret;
    }
    this.usuarios = usuarios as Record<Party, secrets.ISecret>;

    const acessos = new s3.Bucket(this, 'acessos', {
      ...FECHADO,
      bucketName: this.nome(this.account, 'acessos'),
      lifecycleRules: [{ expiration: Duration.days(this.ambiente.diasDeLog) }],
      removalPolicy: this.removalPolicy,
    });
    Validations.of(acessos).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason: 'It is the log' });
    this.buckets = Object.fromEntries(
      Object.entries(buckets).map(([nome, { trancadoPorDias }]) => [
        nome,
        new s3.Bucket(this, nome, {
          ...FECHADO,
          bucketName: this.nome(this.account, nome),
          versioned: true,
          lifecycleRules: [
            { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(7) },
          ],
          // What is locked cannot be destroyed, and dev is made to be.
          ...(trancadoPorDias && this.ambiente.protegido
            ? { objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(trancadoPorDias)) }
            : {}),
          serverAccessLogsBucket: acessos,
          serverAccessLogsPrefix: `${nome}/`,
          removalPolicy: this.removalPolicy,
        }),
      ]),
    ) as Record<keyof typeof catalogo, s3.Bucket>;
    // Said here, for any distribution of this account: the one there is stands on this stack, and is made after it.
    this.buckets.imagens.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
        resources: [this.buckets.imagens.arnForObjects('*')],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${this.partition}:cloudfront::${this.account}:distribution/*` },
        },
      }),
    );

    this.mercadoPago = new secrets.Secret(this, 'mercado-pago', {
      secretName: `${this.raiz}/mercado-pago`,
      description: 'Access token and secret of notifications of Mercado Pago: the owner fills them in',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ accessToken: 'a-preencher' }),
        generateStringKey: 'webhookSecret',
      },
      removalPolicy: this.removalPolicy,
    });
    Validations.of(this.mercadoPago).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: 'Mercado Pago makes it, and the owner puts it here',
    });
  }

  #aurora(rede: Rede, mestre: secrets.Secret): rds.DatabaseCluster {
    const { ambiente, removalPolicy } = this;
    const { min, max, leitores } = ambiente.aurora;
    const nome = this.nome('mysql');
    const registros = this.#registros(`/aws/rds/cluster/${nome}`, mysql.logs);
    const cluster = new rds.DatabaseCluster(this, 'Mysql', {
      clusterIdentifier: nome,
      engine: mysql.engine,
      parameterGroup: new rds.ParameterGroup(this, 'ParametrosDoMysql', {
        engine: mysql.engine,
        parameters: mysql.parameters,
      }),
      vpc: rede.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [rede.grupos.mysql],
      credentials: rds.Credentials.fromPassword(MESTRE, mestre.secretValueFromJson('password')),
      serverlessV2MinCapacity: min,
      serverlessV2MaxCapacity: max,
      writer: rds.ClusterInstance.serverlessV2('escreve', { publiclyAccessible: false }),
      readers: Array.from({ length: leitores }, (_, n) =>
        rds.ClusterInstance.serverlessV2(`le${n + 1}`, { publiclyAccessible: false, scaleWithWriter: true }),
      ),
      storageEncrypted: true,
      backup: { retention: Duration.days(ambiente.diasDeBackup) },
      copyTagsToSnapshot: true,
      cloudwatchLogsExports: mysql.logs,
      deletionProtection: ambiente.protegido,
      removalPolicy,
    });
    cluster.node.addDependency(...registros);
    Validations.of(cluster).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-RDS6',
        reason: 'Tokens of IAM last 15 minutes, and a pool keeps its connections: passwords that rotate, over TLS',
      },
      { id: 'AwsSolutions::AwsSolutions-RDS11', reason: OUTRA_PORTA },
      {
        id: 'AwsSolutions::AwsSolutions-RDS14',
        reason:
          'A restore to any second, in a cluster beside it, is what is practised; going back loses what came since',
      },
      ...(ambiente.protegido ? [] : [{ id: 'AwsSolutions::AwsSolutions-RDS10', reason: DESTRUIVEL }]),
    );
    return cluster;
  }

  #documentdb(rede: Rede, mestre: secrets.Secret): docdb.DatabaseCluster {
    const { ambiente, removalPolicy } = this;
    const nome = this.nome('documentos');
    const registros = this.#registros(`/aws/docdb/${nome}`, documentos.logs);
    const cluster = new docdb.DatabaseCluster(this, 'Documentos', {
      dbClusterName: nome,
      engineVersion: documentos.engineVersion,
      parameterGroup: new docdb.ClusterParameterGroup(this, 'ParametrosDosDocumentos', {
        family: documentos.family,
        parameters: documentos.parameters,
      }),
      vpc: rede.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroup: rede.grupos.documentos,
      masterUser: { username: MESTRE, password: mestre.secretValueFromJson('password') },
      instances: ambiente.documentdb.instancias,
      instanceType: new ec2.InstanceType(ambiente.documentdb.classe),
      storageEncrypted: true,
      backup: { retention: Duration.days(ambiente.diasDeBackup) },
      copyTagsToSnapshot: true,
      exportAuditLogsToCloudWatch: true,
      exportProfilerLogsToCloudWatch: true,
      deletionProtection: ambiente.protegido,
      removalPolicy,
    });
    cluster.node.addDependency(...registros);
    Validations.of(cluster).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-DOC2', reason: OUTRA_PORTA },
      {
        id: 'AwsSolutions::AwsSolutions-DOC3',
        reason: 'The password is in Secrets Manager, and changes every month; the name is no secret',
      },
      ...['authenticate', 'createIndex', 'dropCollection'].map((evento) => ({
        id: `AwsSolutions::AwsSolutions-DOC5[LogExport::${evento}]`,
        reason: 'Events, not logs: the log exported is audit, which has all of them',
      })),
      ...(ambiente.protegido ? [] : [{ id: 'AwsSolutions::AwsSolutions-DOC4', reason: DESTRUIVEL }]),
    );
    return cluster;
  }

  /** Made before the cluster that writes there, which would make them itself, to be kept for ever. */
  #registros(prefixo: string, nomes: readonly string[]): logs.LogGroup[] {
    return nomes
      .map((nome) => `${prefixo}/${nome}`)
      .map((logGroupName) => this.registro(logGroupName.replaceAll('/', '-'), logGroupName));
  }

  /** The name and password of a user, which an application of Amazon's changes; `ssl`: over TLS, or not at all. */
  #segredo(banco: Banco, username: string, mestre?: secrets.ISecret): secrets.Secret {
    return new secrets.Secret(this, `${banco}-${username}`, {
      secretName: `${this.raiz}/${banco}/${username}`,
      description: `User ${username} of ${banco}`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username, ssl: true, masterarn: mestre?.secretArn }),
        generateStringKey: 'password',
        excludeCharacters: SEM,
        passwordLength: 40,
      },
      removalPolicy: this.removalPolicy,
    });
  }

  #rotacao(
    de: string,
    rede: Rede,
    o: Pick<secrets.SecretRotationProps, 'secret' | 'masterSecret' | 'target' | 'application'>,
  ): void {
    const rotacao = new secrets.SecretRotation(this, `rotacao-${de}`, {
      ...o,
      automaticallyAfter: ROTACAO,
      // Not at once: the users are made by `preparar`, after this stack.
      rotateImmediatelyOnUpdate: false,
      excludeCharacters: SEM,
      vpc: rede.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroup: rede.grupos.rotacao,
    });
    rotacao.node.addDependency(...this.#registros('/aws/lambda', [Names.uniqueId(rotacao)]));
  }
}
