import { join } from 'node:path';
import { grupos } from '@foodious/gateway/adapters/identity/cognito.ts';
import { inProject } from '@foodious/platform/settings.ts';
import { ArnFormat, CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { bundleFunctions, type FunctionName, functions } from '../../servers/aws/bundle.ts';
import { Camada, type Contexto } from '../camada.ts';
import { portas, type Rede } from './rede.ts';

const pacotes = inProject('.cache/functions');
// As soon as anybody loads the stack: a synthesis does not wait, and the bundles are always those of the code that is there.
await bundleFunctions(pacotes);

/** The functions, by the names of their files in services/gateway/src/lambda. */
export type Funcao = FunctionName;

const entrar = ['AdminInitiateAuth', 'AdminRespondToAuthChallenge', 'DescribeUserPoolClient'];
const agrupar = ['AdminListGroupsForUser', 'AdminAddUserToGroup', 'AdminRemoveUserFromGroup'];

/**
 * What answers a request reaches pedido, which is in the network, and the pool: what it may do there (who signs up is asked for
 * nothing by IAM, and let in by pre-signup). What the pool calls, within its five seconds, touches nothing.
 * `aoMesmoTempo` is reserved: as many run at once, and always may. Everything here is waited for: nothing runs later, or again.
 */
export const funcoes: Readonly<
  Record<Funcao, { memoria: number; segundos: number; aoMesmoTempo: number; pool?: string[] }>
> = {
  authorizer: { memoria: 512, segundos: 15, aoMesmoTempo: 20, pool: [...entrar, ...agrupar, 'AdminGetUser'] },
  'create-user': { memoria: 512, segundos: 15, aoMesmoTempo: 10, pool: [...entrar, ...agrupar] },
  'delete-user': { memoria: 512, segundos: 15, aoMesmoTempo: 5, pool: ['AdminDeleteUser'] },
  'pre-signup': { memoria: 256, segundos: 5, aoMesmoTempo: 10 },
  'pre-token': { memoria: 256, segundos: 5, aoMesmoTempo: 20 },
  desafio: { memoria: 256, segundos: 5, aoMesmoTempo: 30 }, // three times for each token
};

/** When the pool calls whom. */
const gatilhos: readonly [cognito.UserPoolOperation, Funcao, cognito.LambdaVersion?][] = [
  [cognito.UserPoolOperation.PRE_SIGN_UP, 'pre-signup'],
  [cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, 'pre-token', cognito.LambdaVersion.V2_0],
  [cognito.UserPoolOperation.DEFINE_AUTH_CHALLENGE, 'desafio'],
  [cognito.UserPoolOperation.CREATE_AUTH_CHALLENGE, 'desafio'],
  [cognito.UserPoolOperation.VERIFY_AUTH_CHALLENGE_RESPONSE, 'desafio'],
];

/** What is known of a user, and whether the app client writes it at sign-up, or reads it into what the pool itself tells. */
const atributos: Readonly<Record<string, { escreve?: true; le?: true }>> = {
  prova: { escreve: true },
  lojaId: { escreve: true, le: true },
  segredo: {}, // the hash of a program's secret: AdminGetUser alone shows it
  bases: {},
};

/** What Lambda, not the code of a function, does to stand in the network. */
const NA_REDE = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'DeleteNetworkInterface',
  'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
].map((acao) => `ec2:${acao}`);

/** The user pool and its functions. */
export class Identidade extends Camada {
  readonly pool: cognito.UserPool;
  readonly cliente: cognito.UserPoolClient;
  /** Known to the gateway and the triggers alone (IDENTITY_SECRET). */
  readonly segredo: secrets.Secret;
  readonly funcoes: Readonly<Record<Funcao, lambda.Function>>;
  /** The `iss` of the tokens. */
  readonly emissor: string;

  constructor(scope: Construct, contexto: Contexto, { rede }: { rede: Rede }) {
    super(scope, 'identidade', contexto);
    this.segredo = this.#novoSegredo();

    // The pool names its triggers, and the other functions the pool: triggers, which are made first, know nothing of it.
    const feitas = {} as Record<Funcao, lambda.Function>;
    for (const nome of functions) if (!funcoes[nome].pool) feitas[nome] = this.#funcao(nome, {});
    this.pool = this.#novaPool();
    for (const [operacao, nome, versao] of gatilhos) this.pool.addTrigger(operacao, feitas[nome], versao);
    this.cliente = this.#novoCliente();
    this.emissor = `https://cognito-idp.${this.region}.amazonaws.com/${this.pool.userPoolId}`;
    const sabem = {
      TOKEN_ISSUER: this.emissor,
      TOKEN_AUDIENCE: this.cliente.userPoolClientId,
      PEDIDO_URL: `http://${rede.alb.loadBalancerDnsName}:${portas.pedido}`,
    };
    for (const nome of functions) feitas[nome] ??= this.#funcao(nome, sabem, rede);
    this.funcoes = feitas;

    new CfnOutput(this, 'Emissor', { value: this.emissor, description: 'Who makes the tokens' });
    new CfnOutput(this, 'Cliente', { value: this.cliente.userPoolClientId, description: 'For whom they are' });
  }

  #novoSegredo(): secrets.Secret {
    const segredo = new secrets.Secret(this, 'Segredo', {
      description: 'IDENTITY_SECRET: by it the gateway says whose token it asks the pool for',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: this.removalPolicy,
    });
    Validations.of(segredo).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Gateway and triggers must change it in the same minute: by hand, and both are started anew.',
    });
    return segredo;
  }

  #novaPool(): cognito.UserPool {
    const pool = new cognito.UserPool(this, 'Pool', {
      userPoolName: this.nome(),
      featurePlan: cognito.FeaturePlan.ESSENTIALS, // from here on access tokens are customised
      selfSignUpEnabled: true, // pre-signup lets in whom the gateway makes: AdminCreateUser would send invitations
      signInCaseSensitive: true, // as our own tables are, and not to be changed later
      accountRecovery: cognito.AccountRecovery.NONE, // nobody has a password, or an e-mail, here
      passwordPolicy: {
        minLength: 32,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      customAttributes: Object.fromEntries(
        Object.keys(atributos).map((nome) => [nome, new cognito.StringAttribute({ mutable: true })]),
      ),
      deletionProtection: this.ambiente.protegido,
      removalPolicy: this.removalPolicy,
    });
    for (const grupo of grupos) pool.addGroup(`Grupo-${grupo}`, { groupName: grupo });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'Only the gateway signs in, by an HMAC. The second factor of people is its own matter (SEGUNDO_FATOR).',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Threat protection is of the Plus plan, and rates passwords and browsers: the pool sees neither.',
      },
    );
    return pool;
  }

  #novoCliente(): cognito.UserPoolClient {
    const doCliente = (pode: 'escreve' | 'le') =>
      new cognito.ClientAttributes().withCustomAttributes(
        ...Object.keys(atributos).filter((nome) => atributos[nome]?.[pode]),
      );
    return this.pool.addClient('gateway', {
      userPoolClientName: 'gateway',
      generateSecret: true, // asked of the pool by who may: it stands in no template, and in no environment
      authFlows: { custom: true }, // and refresh, which is always
      preventUserExistenceErrors: false, // LEGACY: the gateway alone calls, and must tell who is not there, to make them
      disableOAuth: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(1), // the least; nobody keeps one
      writeAttributes: doCliente('escreve'),
      readAttributes: doCliente('le'),
    });
  }

  #funcao(nome: Funcao, ambiente: Record<string, string>, rede?: Rede): lambda.Function {
    const { memoria, segundos, aoMesmoTempo, pool } = funcoes[nome];
    const functionName = this.nome(nome);
    const registro = this.registro(`Registro-${nome}`, `/${this.raiz}/funcoes/${nome}`);
    const role = new iam.Role(this, `Papel-${nome}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    registro.grantWrite(role);
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.segredo.secretArn] }),
    );
    if (pool)
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: pool.map((acao) => `cognito-idp:${acao}`),
          resources: [this.pool.userPoolArn],
        }),
      );
    if (rede) this.#naRede(role, functionName);
    return new lambda.Function(this, `Funcao-${nome}`, {
      functionName,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(pacotes, nome)),
      memorySize: memoria,
      timeout: Duration.seconds(segundos),
      reservedConcurrentExecutions: aoMesmoTempo,
      role,
      logGroup: registro,
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: { IDENTITY_SECRET: `secret:${this.segredo.secretArn}`, ...ambiente },
      ...(rede && {
        vpc: rede.vpc,
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [rede.grupos.funcoes],
      }),
    });
  }

  /** Lambda puts a function into the network with the function's own role; its code may not do the same. */
  #naRede(role: iam.Role, functionName: string): void {
    role.addToPolicy(new iam.PolicyStatement({ actions: NA_REDE, resources: ['*'] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        actions: NA_REDE,
        resources: ['*'],
        conditions: {
          ArnEquals: {
            'lambda:SourceFunctionArn': [
              this.formatArn({
                service: 'lambda',
                resource: 'function',
                resourceName: functionName,
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            ],
          },
        },
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Network interfaces have no name before Lambda makes them; the code of the function is denied the same.',
    });
  }
}
