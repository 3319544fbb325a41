import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parties } from '@foodious/contracts/services.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { type Ambiente, ambientes, casaDoAmbiente } from '../ambientes.ts';
import { Dados } from '../stacks/dados.ts';
import { Rede } from '../stacks/rede.ts';
import { alvoDe, appSemConferir, em, lista, type Recurso, type Recursos, type Valor } from './modelo.ts';

/** The stack, and what stands in its template. */
function dados(ambiente: Ambiente = ambientes.prod): { stack: Dados; recursos: Recursos } {
  const app = appSemConferir();
  const contexto = { ambiente, casa: casaDoAmbiente({ CDK_DEFAULT_ACCOUNT: '123456789012' }) };
  const stack = new Dados(app, contexto, { rede: new Rede(app, contexto) });
  return { stack, recursos: Template.fromStack(stack).toJSON().Resources as Recursos };
}

const doTipo = (recursos: Recursos, ...tipos: string[]): [string, Recurso][] =>
  Object.entries(recursos).filter(([, { Type }]) => tipos.includes(Type));
const daPropriedade = (recursos: Recursos, tipo: string, ...onde: string[]) =>
  doTipo(recursos, tipo).map(([, { Properties: p }]) => em(p, ...onde));
/** What another stack gives, by its name there. */
const importado = (valor: Valor | undefined) => String(em(valor, 'Fn::ImportValue'));
const CLUSTERS = ['AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster'];

test('databases are encrypted, in subnets without a way out, in a group of their own, with no address outside', () => {
  const { recursos } = dados();
  const clusters = doTipo(recursos, ...CLUSTERS);
  assert.equal(clusters.length, 2);
  for (const [id, { Properties: p }] of clusters) {
    assert.equal(em(p, 'StorageEncrypted'), true, id);
    const [grupo, ...outros] = lista(em(p, 'VpcSecurityGroupIds')).map(importado);
    assert.match(String(grupo), id.startsWith('Mysql') ? /mysql/ : /documentos/);
    assert.deepEqual(outros, []);
    const subnets = recursos[String(em(p, 'DBSubnetGroupName', 'Ref'))]?.Properties;
    const quais = lista(em(subnets, 'SubnetIds')).map(importado);
    assert.equal(quais.length, 2);
    assert.ok(quais.every((um) => um.includes('isolada')));
  }
  assert.deepEqual([...new Set(daPropriedade(recursos, 'AWS::RDS::DBInstance', 'PubliclyAccessible'))], [false]);
});

test('databases take no connection without TLS 1.2, and text is what its bytes are', () => {
  const { recursos } = dados();
  const parametros = (tipo: string) => {
    const [[, cluster] = []] = doTipo(recursos, tipo);
    return em(recursos[alvoDe(em(cluster?.Properties, 'DBClusterParameterGroupName'))]?.Properties, 'Parameters');
  };
  const mysql = parametros('AWS::RDS::DBCluster');
  assert.equal(em(mysql, 'require_secure_transport'), 'ON');
  assert.equal(em(mysql, 'character_set_server'), 'utf8mb4');
  assert.equal(em(mysql, 'collation_server'), 'utf8mb4_bin');
  assert.equal(em(parametros('AWS::DocDB::DBCluster'), 'tls'), 'tls1.2+');
});

test('dev may pause, and prod has an instance that takes over', () => {
  const tamanho = (ambiente: Ambiente) => {
    const { recursos } = dados(ambiente);
    return {
      capacidade: daPropriedade(recursos, 'AWS::RDS::DBCluster', 'ServerlessV2ScalingConfiguration'),
      mysql: daPropriedade(recursos, 'AWS::RDS::DBInstance', 'PromotionTier'),
      documentos: daPropriedade(recursos, 'AWS::DocDB::DBInstance', 'DBInstanceClass'),
    };
  };
  assert.deepEqual(tamanho(ambientes.dev), {
    capacidade: [{ MinCapacity: 0, MaxCapacity: 2 }],
    mysql: [0],
    documentos: ['db.t4g.medium'],
  });
  assert.deepEqual(tamanho(ambientes.prod), {
    capacidade: [{ MinCapacity: 0.5, MaxCapacity: 16 }],
    mysql: [0, 1],
    documentos: ['db.t4g.medium', 'db.t4g.medium'],
  });
});

for (const ambiente of Object.values(ambientes))
  test(`in ${ambiente.nome} backups are kept ${ambiente.diasDeBackup} days, and databases ${ambiente.protegido ? 'cannot' : 'can'} be deleted`, () => {
    for (const [id, { Properties: p }] of doTipo(dados(ambiente).recursos, ...CLUSTERS)) {
      assert.equal(em(p, 'BackupRetentionPeriod'), ambiente.diasDeBackup, id);
      assert.equal(em(p, 'DeletionProtection'), ambiente.protegido, id);
    }
  });

test('all that is kept outlives the stack in prod, and goes with it in dev', () => {
  const guardam = [
    ...CLUSTERS,
    'AWS::RDS::DBInstance',
    'AWS::DocDB::DBInstance',
    'AWS::S3::Bucket',
    'AWS::SecretsManager::Secret',
    'AWS::Logs::LogGroup',
  ];
  for (const [ambiente, destino] of [
    [ambientes.prod, 'Retain'],
    [ambientes.dev, 'Delete'],
  ] as const) {
    const outros = doTipo(dados(ambiente).recursos, ...guardam).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== destino,
    );
    assert.deepEqual(outros, []);
  }
});

test('what databases and rotations log has groups that were made before, and that end', () => {
  const { recursos } = dados();
  const grupos = new Map(
    doTipo(recursos, 'AWS::Logs::LogGroup').map(([id, { Properties: p }]) => [
      String(em(p, 'LogGroupName')),
      { id, p },
    ]),
  );
  for (const { p } of grupos.values()) assert.equal(em(p, 'RetentionInDays'), ambientes.prod.diasDeLog);
  const escrevem = [
    ...doTipo(recursos, ...CLUSTERS).flatMap(([id, { Type, Properties: p }]) => {
      const onde = Type === 'AWS::RDS::DBCluster' ? '/aws/rds/cluster' : '/aws/docdb';
      const logs = lista(em(p, 'EnableCloudwatchLogsExports'));
      assert.equal(logs.length, 2);
      return logs.map((log) => ({ id, nome: `${onde}/${em(p, 'DBClusterIdentifier')}/${log}` }));
    }),
    ...doTipo(recursos, 'AWS::Serverless::Application').map(([id, { Properties: p }]) => ({
      id,
      nome: `/aws/lambda/${em(p, 'Parameters', 'functionName')}`,
    })),
  ];
  assert.deepEqual(escrevem.map(({ nome }) => nome).sort(), [...grupos.keys()].sort());
  for (const { id, nome } of escrevem)
    assert.ok(lista(em(recursos[id] as unknown as Valor, 'DependsOn')).includes(grupos.get(nome)?.id ?? ''), nome);
});

/** A secret with a password, as it is made, and what changes it. */
type Segredo = { nome: string; dito: string; gerado: Valor | undefined; rotacao: Valor | undefined; funcao: Recurso };

function segredosDe(recursos: Recursos): Segredo[] {
  const ligacoes = doTipo(recursos, 'AWS::SecretsManager::SecretTargetAttachment');
  const rotacoes = doTipo(recursos, 'AWS::SecretsManager::RotationSchedule');
  return doTipo(recursos, 'AWS::SecretsManager::Secret')
    .filter(([, { Properties: p }]) => em(p, 'Name') !== 'foodious/prod/mercado-pago')
    .map(([id, { Properties: p }]) => {
      const [ligacao] = ligacoes.find(([, um]) => alvoDe(em(um.Properties, 'SecretId')) === id) ?? [];
      const rotacao = rotacoes.find(([, um]) => alvoDe(em(um.Properties, 'SecretId')) === ligacao)?.[1].Properties;
      const funcao = recursos[alvoDe(em(rotacao, 'RotationLambdaARN'))];
      assert.ok(funcao, `${em(p, 'Name')} never changes`);
      const gerado = em(p, 'GenerateSecretString');
      const texto = em(gerado, 'SecretStringTemplate');
      const dito = lista(em(texto, 'Fn::Join', 1) ?? texto).map((um) => (typeof um === 'string' ? um : alvoDe(um)));
      return { nome: String(em(p, 'Name')), dito: dito.join(''), gerado, rotacao, funcao };
    });
}

test('each service has a user of its own where it keeps what it has, and each cluster one that makes users', () => {
  const usuarios = segredosDe(dados().recursos).map(({ nome, dito }) => {
    const { username, ssl } = JSON.parse(dito) as Record<string, unknown>;
    assert.equal(ssl, true, `${nome} may be used without TLS`);
    return [nome, username];
  });
  const noBanco = (banco: string, ...quem: string[]) => quem.map((um) => [`foodious/prod/${banco}/${um}`, um]);
  assert.deepEqual(
    usuarios.sort(),
    [
      ...noBanco('mysql', 'mestre', 'produto', 'pedido', 'cozinha', 'gateway'),
      ...noBanco('documentos', 'mestre', 'pagamento'),
    ].sort(),
  );
});

test('passwords change each month, but not before there are users', () => {
  for (const { nome, rotacao } of segredosDe(dados().recursos)) {
    assert.equal(em(rotacao, 'RotationRules', 'ScheduleExpression'), 'rate(30 days)', nome);
    assert.equal(em(rotacao, 'RotateImmediatelyOnUpdate'), false, nome);
  }
});

test('of a service two users take turns, made by the master: the password of before lasts until the next change', () => {
  const { stack, recursos } = dados();
  const mapas = Template.fromStack(stack).toJSON().Mappings as Valor;
  for (const { nome, dito, funcao } of segredosDe(recursos)) {
    const [mapa] = lista(em(funcao.Properties, 'Location', 'ApplicationId', 'Fn::FindInMap'));
    const aplicacao = String(em(mapas, String(mapa), 'aws', 'applicationId'))
      .split('/')
      .at(-1);
    const banco = nome.includes('/mysql/') ? 'RDSMySQL' : 'MongoDB';
    const mestre = nome.endsWith('/mestre');
    assert.equal(aplicacao, `SecretsManager${banco}Rotation${mestre ? 'Single' : 'Multi'}User`, nome);
    const { masterarn } = JSON.parse(dito) as { masterarn?: string };
    assert.equal(alvoDe(em(funcao.Properties, 'Parameters', 'masterSecretArn')), masterarn ?? '', nome);
    assert.equal(masterarn === undefined, mestre, nome);
  }
});

test('rotations run in the private subnets, in the group that gets to the databases', () => {
  for (const { nome, funcao } of segredosDe(dados().recursos)) {
    const parametros = em(funcao.Properties, 'Parameters');
    assert.match(importado(em(parametros, 'vpcSecurityGroupIds')), /rotacao/, nome);
    assert.match(JSON.stringify(em(parametros, 'vpcSubnetIds')), /privadaSubnet1.*privadaSubnet2/, nome);
  }
});

test('a password, the first and those after, has nothing that means something in a URL', () => {
  for (const { nome, gerado, funcao } of segredosDe(dados().recursos))
    for (const fora of [em(gerado, 'ExcludeCharacters'), em(funcao.Properties, 'Parameters', 'excludeCharacters')]) {
      const visiveis = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n));
      const dentro = visiveis.filter((um) => !String(fora).includes(um)).join('');
      assert.equal(encodeURIComponent(dentro), dentro, nome);
      assert.ok(dentro.length > 62, `${nome} has no sign left`); // one of each kind is asked for
    }
});

test('the masters are in the clusters by reference: no template has a password', () => {
  const { recursos } = dados();
  for (const [id, { Properties: p }] of doTipo(recursos, ...CLUSTERS))
    assert.match(JSON.stringify(em(p, 'MasterUserPassword')), /resolve:secretsmanager:.*:SecretString:password/, id);
});

test('who stands on the stack gets the secret of each service, and of each master', () => {
  const { stack } = dados();
  assert.deepEqual(Object.keys(stack.usuarios).sort(), [...parties].sort());
  assert.deepEqual(Object.keys(stack.mestres), ['mysql', 'documentos']);
});

test('buckets bear the name our processes look for, are encrypted, closed to the public, and keep what is written over', () => {
  const { recursos } = dados();
  const buckets = doTipo(recursos, 'AWS::S3::Bucket').filter(([id]) => !id.startsWith('acessos'));
  assert.deepEqual(
    buckets.map(([, { Properties: p }]) => em(p, 'BucketName')).sort(),
    ['auditoria', 'imagens', 'protocolos'].map((nome) => `foodious-prod-123456789012-${nome}`),
  );
  for (const [id, { Properties: p }] of buckets) {
    const cifra = lista(em(p, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
    assert.equal(em(cifra, 0, 'ServerSideEncryptionByDefault', 'SSEAlgorithm'), 'AES256', id);
    assert.deepEqual(Object.values(em(p, 'PublicAccessBlockConfiguration') ?? {}), [true, true, true, true], id);
    assert.equal(em(p, 'VersioningConfiguration', 'Status'), 'Enabled', id);
    assert.equal(em(p, 'LifecycleConfiguration', 'Rules', 0, 'NoncurrentVersionExpiration', 'NoncurrentDays'), 30, id);
    assert.equal(em(p, 'LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays'), undefined, id);
    assert.match(alvoDe(em(p, 'LoggingConfiguration', 'DestinationBucketName')), /^acessos/, id);
  }
});

const politica = (recursos: Recursos, bucket: string) =>
  doTipo(recursos, 'AWS::S3::BucketPolicy')
    .filter(([, { Properties: p }]) => alvoDe(em(p, 'Bucket')).startsWith(bucket))
    .flatMap(([, { Properties: p }]) => lista(em(p, 'PolicyDocument', 'Statement')));

test('no bucket takes a request without TLS', () => {
  const { recursos } = dados();
  for (const bucket of ['imagens', 'protocolos', 'auditoria', 'acessos']) {
    const recusa = politica(recursos, bucket).find((um) => em(um, 'Effect') === 'Deny');
    assert.deepEqual(em(recusa, 'Condition'), { Bool: { 'aws:SecureTransport': 'false' } }, bucket);
    assert.deepEqual([em(recusa, 'Action'), em(recusa, 'Principal')], ['s3:*', { AWS: '*' }], bucket);
  }
});

test('images are read by the CloudFront of this account; the other buckets by nobody from outside', () => {
  const { recursos } = dados();
  const permitidos = (bucket: string) => politica(recursos, bucket).filter((um) => em(um, 'Effect') === 'Allow');
  const [cloudfront, ...outros] = permitidos('imagens');
  assert.deepEqual(em(cloudfront, 'Principal'), { Service: 'cloudfront.amazonaws.com' });
  assert.equal(em(cloudfront, 'Action'), 's3:GetObject');
  assert.match(
    JSON.stringify(em(cloudfront, 'Condition', 'ArnLike', 'aws:SourceArn')),
    /:cloudfront::123456789012:dist/,
  );
  assert.deepEqual([...outros, ...permitidos('protocolos'), ...permitidos('auditoria')], []);
});

test('where the audit log ended cannot be taken away for a year in prod; dev can be destroyed', () => {
  const trancas = (ambiente: Ambiente) =>
    doTipo(dados(ambiente).recursos, 'AWS::S3::Bucket').flatMap(([id, { Properties: p }]) => {
      const tranca = em(p, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention');
      return tranca ? [[id.replace(/[0-9A-F]{8}$/, ''), em(p, 'ObjectLockEnabled'), tranca]] : [];
    });
  assert.deepEqual(trancas(ambientes.prod), [['auditoria', true, { Days: 365, Mode: 'GOVERNANCE' }]]);
  assert.deepEqual(trancas(ambientes.dev), []);
});

test('the secret of Mercado Pago is where its settings point, and the owner fills it in', () => {
  const { recursos } = dados();
  const [[, segredo] = []] = doTipo(recursos, 'AWS::SecretsManager::Secret').filter(
    ([, { Properties: p }]) => em(p, 'Name') === 'foodious/prod/mercado-pago',
  );
  const gerado = em(segredo?.Properties, 'GenerateSecretString');
  assert.equal(em(gerado, 'GenerateStringKey'), 'webhookSecret');
  assert.deepEqual(JSON.parse(String(em(gerado, 'SecretStringTemplate'))), { accessToken: 'a-preencher' });
});

test('nothing is done by a function CDK would bring along', () => {
  const tipos = Object.values(dados().recursos).map(({ Type }) => Type);
  assert.deepEqual(
    tipos.filter((tipo) => /^(Custom::|AWS::Lambda::|AWS::CloudFormation::)/.test(tipo)),
    [],
  );
});
