import { dlq, fifo, MAX_RECEIVES, queueAttributes, queueNames } from '@foodious/contracts/resources.ts';
import { alvoDe, em, lista, type Recurso, type Recursos, type Valor } from './modelo.ts';

/** What is wrong, each finding naming its resource; nothing, where all is well. */
type Regra = (recursos: Recursos, ambiente: { protegido: boolean }) => string[];

const doTipo = (recursos: Recursos, ...tipos: string[]): [string, Recurso][] =>
  Object.entries(recursos).filter(([, { Type }]) => tipos.includes(Type));
const idLogico = (id: string) => id.split('/')[1] ?? '';

/** Those of some types that are not as they must be. */
const errados =
  (tipos: readonly string[], certo: (propriedades: Valor | undefined, recurso: Recurso) => boolean): Regra =>
  (recursos) =>
    doTipo(recursos, ...tipos).flatMap(([id, recurso]) => (certo(recurso.Properties, recurso) ? [] : [id]));
const todas =
  (...regras: Regra[]): Regra =>
  (...de) =>
    regras.flatMap((regra) => regra(...de));

/** Routes of the HTTP API that ask for no scopes: which, and why, the edge says; here, how many there may be. */
const SEM_ESCOPOS = 8;
/** Actions that know no resource: `*` is all a policy can say. */
const SEM_RECURSO =
  /^(ec[rs]:(GetAuthorizationToken|DescribeTaskDefinition)|ec2:((Create|Delete)NetworkInterface|Describe\w+|(Una|A)ssignPrivateIpAddresses)|xray:Put\w+)$/;
const DATABASES = ['AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster'];

/** The statements of every policy of a role. */
const statements = (recursos: Recursos): { id: string; statement: Valor }[] =>
  Object.entries(recursos).flatMap(([id, { Type, Properties: p }]) => {
    const documentos =
      Type === 'AWS::IAM::Role'
        ? lista(em(p, 'Policies')).map((policy) => em(policy, 'PolicyDocument'))
        : /^AWS::IAM::(Managed)?Policy$/.test(Type)
          ? [em(p, 'PolicyDocument')]
          : [];
    return documentos.flatMap((um) => lista(em(um, 'Statement')).map((statement) => ({ id, statement })));
  });

const containers = (recurso: Recurso) => lista(em(recurso.Properties, 'ContainerDefinitions'));

/** The variables of everything that runs. */
const variaveis = (recursos: Recursos): { id: string; nome: string; valor: Valor | undefined }[] => [
  ...doTipo(recursos, 'AWS::ECS::TaskDefinition').flatMap(([id, recurso]) =>
    containers(recurso)
      .flatMap((um) => lista(em(um, 'Environment')))
      .map((um) => ({ id, nome: String(em(um, 'Name')), valor: em(um, 'Value') })),
  ),
  ...doTipo(recursos, 'AWS::Lambda::Function').flatMap(([id, { Properties: p }]) =>
    Object.entries(em(p, 'Environment', 'Variables') ?? {}).map(([nome, valor]) => ({ id, nome, valor })),
  ),
];
/** How a value begins, also one that is only put together at deployment. */
const inicio = (valor: Valor | undefined): string =>
  typeof valor === 'string' ? valor : String(em(valor, 'Fn::Join', 1, 0) ?? '');

/** Those of a type that no policy closes to requests without TLS. */
const soComTls =
  (tipo: string, politica: string, alvo: string): Regra =>
  (recursos) => {
    const recusam = doTipo(recursos, politica).filter(([, { Properties: p }]) =>
      lista(em(p, 'PolicyDocument', 'Statement')).some(
        (um) => em(um, 'Effect') === 'Deny' && String(em(um, 'Condition', 'Bool', 'aws:SecureTransport')) === 'false',
      ),
    );
    const fechados = new Set(recusam.flatMap(([, { Properties: p }]) => lista(em(p, alvo)).map(alvoDe)));
    return doTipo(recursos, tipo).flatMap(([id]) => (fechados.has(idLogico(id)) ? [] : [id]));
  };

/** What is not as the catalogue of queues says. A template leaves out what is the default. */
function filasDiferentes(recursos: Recursos): string[] {
  const filas = new Map(
    doTipo(recursos, 'AWS::SQS::Queue').map(([id, { Properties: p }]) => [em(p, 'QueueName'), { id: idLogico(id), p }]),
  );
  const padrao: Record<string, Valor> = { ContentBasedDeduplication: false, ReceiveMessageWaitTimeSeconds: 0 };
  const difere = (nome: string, atributos: Record<string, string>) => {
    const fila = filas.get(nome);
    return !fila || Object.entries(atributos).some(([um, valor]) => String(em(fila.p, um) ?? padrao[um]) !== valor);
  };
  return queueNames.flatMap((nome) => {
    const redrive = em(filas.get(fifo(nome))?.p, 'RedrivePolicy');
    const morre =
      em(redrive, 'maxReceiveCount') === MAX_RECEIVES &&
      alvoDe(em(redrive, 'deadLetterTargetArn')) === filas.get(dlq(nome))?.id;
    return [
      ...(difere(fifo(nome), queueAttributes.queue) || !morre ? [fifo(nome)] : []),
      ...(difere(dlq(nome), queueAttributes.deadLetters) ? [dlq(nome)] : []),
    ];
  });
}

/** Queues from which a message that cannot be handled goes nowhere. */
function semMortas(recursos: Recursos): string[] {
  const filas = doTipo(recursos, 'AWS::SQS::Queue').map(([id, { Properties: p }]) => ({
    id,
    destino: em(p, 'RedrivePolicy', 'deadLetterTargetArn'),
  }));
  const mortas = new Set(filas.map(({ destino }) => alvoDe(destino)));
  return filas.flatMap(({ id, destino }) => (destino || mortas.has(idLogico(id)) ? [] : [id]));
}

function rotasAbertas(recursos: Recursos): string[] {
  const abertas = errados(
    ['AWS::ApiGatewayV2::Route'],
    (p) =>
      em(p, 'AuthorizationType') === 'JWT' &&
      em(p, 'AuthorizerId') !== undefined &&
      lista(em(p, 'AuthorizationScopes')).length > 0,
  )(recursos, { protegido: false });
  return abertas.length > SEM_ESCOPOS ? abertas : [];
}

const paraTodos = (regra: Valor | undefined) =>
  [em(regra, 'CidrIp'), em(regra, 'CidrIpv6')].some((um) => um === '0.0.0.0/0' || um === '::/0');

/** What holds of the templates, whoever writes a stack. */
export const regras: Record<string, Regra> = {
  'no database can be reached from outside': todas(
    errados(['AWS::RDS::DBInstance'], (p) => em(p, 'PubliclyAccessible') === false),
    errados(
      ['AWS::EC2::SecurityGroupIngress'],
      (p) => ![3306, 27_017].includes(Number(em(p, 'FromPort'))) || em(p, 'SourceSecurityGroupId') !== undefined,
    ),
  ),
  'what is kept is encrypted': todas(
    errados(DATABASES, (p) => em(p, 'StorageEncrypted') === true),
    errados(['AWS::S3::Bucket'], (p) => em(p, 'BucketEncryption') !== undefined),
    errados(
      ['AWS::SQS::Queue'],
      (p) => em(p, 'SqsManagedSseEnabled') === true || em(p, 'KmsMasterKeyId') !== undefined,
    ),
  ),
  'buckets and queues take no request without TLS': todas(
    soComTls('AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'),
    soComTls('AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'),
  ),
  'databases take no connection without TLS': todas(
    errados(['AWS::RDS::DBClusterParameterGroup'], (p) => em(p, 'Parameters', 'require_secure_transport') === 'ON'),
    errados(['AWS::DocDB::DBClusterParameterGroup'], (p) => em(p, 'Parameters', 'tls') === 'tls1.2+'),
    errados(DATABASES, (p) => em(p, 'DBClusterParameterGroupName') !== undefined),
  ),
  'no bucket can be public': errados(['AWS::S3::Bucket'], (p) =>
    ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
      (um) => em(p, 'PublicAccessBlockConfiguration', um) === true,
    ),
  ),
  'every queue of the catalogue is there, as the catalogue says': filasDiferentes,
  'behind every queue there is one for dead letters': semMortas,
  'every route but a few asks for scopes': rotasAbertas,
  'nothing but the edge is open to the world': todas(
    errados(['AWS::EC2::SecurityGroup'], (p) => !lista(em(p, 'SecurityGroupIngress')).some(paraTodos)),
    errados(['AWS::EC2::SecurityGroupIngress'], (p) => !paraTodos(p)),
    errados(['AWS::ElasticLoadBalancingV2::LoadBalancer'], (p) => em(p, 'Scheme') === 'internal'),
    errados(
      ['AWS::ECS::Service'],
      (p) => em(p, 'NetworkConfiguration', 'AwsvpcConfiguration', 'AssignPublicIp') === 'DISABLED',
    ),
  ),
  'no policy allows everything, or everywhere': (recursos) =>
    statements(recursos).flatMap(({ id, statement }) => {
      if (em(statement, 'Effect') !== 'Allow') return [];
      const acoes = lista(em(statement, 'Action')).map(String);
      const larga = em(statement, 'NotAction') !== undefined || acoes.some((acao) => acao.includes('*'));
      const emTudo = lista(em(statement, 'Resource')).includes('*') && !acoes.every((acao) => SEM_RECURSO.test(acao));
      return larga || emTudo ? [`${id}: ${acoes}`] : [];
    }),
  'a service of Amazon is let in for this account alone': todas(
    errados(['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy'], (p) =>
      lista(em(p, 'PolicyDocument', 'Statement')).every(
        (um) =>
          em(um, 'Effect') !== 'Allow' ||
          em(um, 'Principal', 'Service') === undefined ||
          /"aws:Source(Account|Arn)"/i.test(JSON.stringify(em(um, 'Condition') ?? '')),
      ),
    ),
    errados(['AWS::Lambda::Permission'], (p) => (em(p, 'SourceArn') ?? em(p, 'SourceAccount')) !== undefined),
  ),
  'no secret stands in a variable': todas(
    (recursos) =>
      variaveis(recursos).flatMap(({ id, nome, valor }) => {
        const dito = JSON.stringify(valor);
        const segredo = /(SECRET|PASSWORD|_TOKEN|_USER|API_KEY)$/.test(nome) && !inicio(valor).startsWith('secret:');
        return segredo || /\{\{resolve:|ClientSecret/.test(dito) ? [`${id} ${nome}`] : [];
      }),
    errados(['AWS::ECS::TaskDefinition'], (_, recurso) =>
      containers(recurso).every((um) => lista(em(um, 'Secrets')).length === 0),
    ),
  ),
  'what runs is not root, and changes no file': errados(['AWS::ECS::TaskDefinition'], (_, recurso) =>
    containers(recurso).every(
      (um) =>
        em(um, 'ReadonlyRootFilesystem') === true &&
        /^[1-9]\d*(:[1-9]\d*)?$/.test(String(em(um, 'User'))) &&
        em(um, 'Privileged') !== true,
    ),
  ),
  'every log ends some day': errados(['AWS::Logs::LogGroup'], (p) => Number(em(p, 'RetentionInDays')) > 0),
  'every function has its limits, and its log': errados(
    ['AWS::Lambda::Function'],
    (p) =>
      Number(em(p, 'ReservedConcurrentExecutions')) > 0 &&
      Number(em(p, 'Timeout')) > 0 &&
      em(p, 'LoggingConfig', 'LogGroup') !== undefined,
  ),
  'what production keeps outlives its stack': (recursos, ambiente) =>
    ambiente.protegido
      ? todas(
          errados(
            DATABASES,
            (p, { DeletionPolicy = '' }) =>
              em(p, 'DeletionProtection') === true && ['Retain', 'Snapshot'].includes(DeletionPolicy),
          ),
          errados(['AWS::S3::Bucket'], (_, { DeletionPolicy }) => DeletionPolicy === 'Retain'),
          errados(['AWS::Cognito::UserPool'], (p) => em(p, 'DeletionProtection') === 'ACTIVE'),
        )(recursos, ambiente)
      : [],
};
