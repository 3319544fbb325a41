import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { buckets, dlq, fifo, type QueueName, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import { type Party, parties } from '@foodious/contracts/services.ts';
import type { Received } from '@foodious/messaging/broker.ts';
import { sqsBroker, sqsCare } from '@foodious/messaging/sqs.ts';
import { inProject } from '@foodious/platform/settings.ts';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { restaurante } from '../restaurante.ts';
import { appSemConferir, em, lista, type Recurso } from './modelo.ts';
import { nomes } from './nomes.ts';

const ambiente = ambientes.prod;
const { modelos, texto } = nomes(
  restaurante(appSemConferir(), { ambiente, casa: casaDoAmbiente({ IMAGEM: 'abc123' }) }),
);

type Achado = { propriedades: Recurso['Properties']; modelo: (typeof modelos)[number] };
const doTipo = (tipo: string): Achado[] =>
  modelos.flatMap((modelo) =>
    Object.values(modelo.Resources ?? {})
      .filter(({ Type }) => Type === tipo)
      .map(({ Properties }) => ({ propriedades: Properties, modelo })),
  );

/** What the role of a process may do: `<action> <resource>`, sorted. */
function podeFazer(processo: string): string[] {
  const papel = `foodious-prod-${processo}`;
  const pode = doTipo('AWS::IAM::Policy')
    .filter(({ propriedades: p, modelo }) => lista(em(p, 'Roles')).some((role) => texto(role, modelo) === papel))
    .flatMap(({ propriedades: p, modelo }) =>
      lista(em(p, 'PolicyDocument', 'Statement')).flatMap((statement) =>
        lista(em(statement, 'Action')).flatMap((acao) =>
          lista(em(statement, 'Resource')).map((recurso) => `${acao} ${texto(recurso, modelo)}`),
        ),
      ),
    );
  return [...new Set(pode)].sort();
}
const daSqs = (processo: string) => podeFazer(processo).filter((um) => um.startsWith('sqs:'));
const tarefa = (processo: string): Achado => {
  const achada = doTipo('AWS::ECS::TaskDefinition').find(
    ({ propriedades: p }) => em(p, 'Family') === `foodious-prod-${processo}`,
  );
  assert.ok(achada, `no task ${processo}`);
  return achada;
};
const container = (processo: string) => em(tarefa(processo).propriedades, 'ContainerDefinitions', 0);
const variaveis = (processo: string): Record<string, string> =>
  Object.fromEntries(
    lista(em(container(processo), 'Environment')).map((um) => [
      String(em(um, 'Name')),
      texto(em(um, 'Value'), tarefa(processo).modelo),
    ]),
  );
const servico = (party: Party) =>
  doTipo('AWS::ECS::Service').find(({ propriedades: p }) => em(p, 'ServiceName') === party)?.propriedades;

/** What our own code asks of queues, as `<action> <queue>`, for all that it may come to do with them. */
async function oQueOCodigoFaz(party: Party): Promise<string[]> {
  const feito = new Set<string>();
  const letra = { group: 'g', id: 'i', body: '{}', receipt: 'r', sentAt: 0, receives: 1, messageId: 'm' };
  const client = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, string> }) {
      const fila = input.QueueName ?? input.QueueUrl;
      feito.add(`sqs:${name.replace(/(Batch)?Command$/, '')} ${fila}`);
      return { QueueUrl: fila, Messages: [{ MessageId: 'm', ReceiptHandle: 'r' }], Attributes: {}, Failed: [] };
    },
  } as unknown as SQSClient;
  const broker = sqsBroker(client);
  const care = sqsCare(client);
  const { signal } = new AbortController();
  for (const fila of queueNames) {
    if (sendersOf(fila).includes(party)) {
      await broker.send(fila, [{ envelope: { id: 'i' }, group: 'g' } as never]);
      await care.depth(fifo(fila));
    }
    if (queues[fila].to !== party) continue;
    const [recebida] = await broker.receive(fila, 1, signal);
    await broker.postpone(fila, [recebida as Received], 1000);
    await broker.bury(fila, recebida as Received);
    await care.depth(dlq(fila));
    await care.takeDead(fila, 1000);
    await care.putBack(fila, [letra as never]);
    await care.rewrite(fila, letra as never, '{}');
    await care.redrive(fila, [letra as never]);
    await care.discard(fila, letra as never);
  }
  return [...feito].sort();
}

describe('the role of a process lets it do its work, and nothing else', () => {
  for (const party of parties)
    test(`${party}: with the queues it sends on and hears, what our code asks of them`, async () => {
      const emails = (acao: string) => `sqs:${acao} foodious-prod-email-eventos`;
      const tambem = party === 'pedido' ? ['DeleteMessage', 'GetQueueUrl', 'ReceiveMessage'].map(emails) : [];
      assert.deepEqual(daSqs(party), [...(await oQueOCodigoFaz(party)), ...tambem].sort());
    });

  const casa = (nome: string) =>
    ['CreateSecret', 'GetSecretValue'].map(
      (acao) => `secretsmanager:${acao} arn:aws:secretsmanager:us-east-1:000000000000:secret:foodious/prod/${nome}*`,
    );
  const email = [
    'ses:SendEmail arn:aws:ses:us-east-1:000000000000:identity/fastefoodious.example',
    'ses:SendEmail arn:aws:ses:us-east-1:000000000000:configuration-set/foodious-prod',
  ];
  const doBalde = (nome: keyof typeof buckets) => {
    const arn = `arn:aws:s3:::foodious-prod-000000000000-${nome}`;
    return [`s3:ListBucket ${arn}`, `s3:GetObject ${arn}/*`, `s3:PutObject ${arn}/*`];
  };
  const segredo = (nome: string) => `secretsmanager:GetSecretValue ${nome}`;
  const cognito = [
    ...readFileSync(inProject('services/gateway/src/adapters/identity/cognito.ts'), 'utf8').matchAll(
      /^ {2}(Admin\w+|Describe\w+)Command,$/gm,
    ),
  ].map(([, acao]) => `cognito-idp:${acao} foodious-prod`);
  /** All else, in words. */
  const mais: Record<Party, string[]> = {
    produto: [segredo('foodious/prod/mysql/produto'), ...doBalde('imagens')],
    pedido: [segredo('foodious/prod/mysql/pedido'), ...doBalde('protocolos'), ...email],
    pagamento: [segredo('foodious/prod/documentos/pagamento'), segredo('foodious/prod/mercado-pago')],
    cozinha: [segredo('foodious/prod/mysql/cozinha')],
    gateway: [
      segredo('foodious/prod/mysql/gateway'),
      segredo('Segredo'),
      ...['credenciais', 'chaves', 'convite'].flatMap(casa),
      'secretsmanager:PutSecretValue arn:aws:secretsmanager:us-east-1:000000000000:secret:foodious/prod/convite*',
      ...doBalde('auditoria'),
      ...email,
      ...cognito,
      ...parties.map((party) => `logs:FilterLogEvents /foodious/prod/${party}`),
    ],
  };
  for (const party of parties)
    test(`${party}: with its own bucket and secrets, and what only it does`, () => {
      const outras = podeFazer(party).filter((um) => !um.startsWith('sqs:'));
      assert.deepEqual(
        outras.map((um) => um.replace(/ Segredo[0-9A-F]{8}$/, ' Segredo')).sort(),
        [...mais[party]].sort(),
      );
      assert.ok(cognito.length > 8, 'the code of the gateway names what it asks of the pool');
    });

  test('preparar: reads the secrets of who may make users, and of the users it makes', () => {
    assert.deepEqual(
      podeFazer('preparar'),
      [
        ...['mestre', 'produto', 'pedido', 'cozinha', 'gateway'].map((um) => segredo(`foodious/prod/mysql/${um}`)),
        ...['mestre', 'pagamento'].map((um) => segredo(`foodious/prod/documentos/${um}`)),
      ].sort(),
    );
  });

  test('who starts a task pulls its image and writes its log', () => {
    const deQuemInicia = doTipo('AWS::IAM::Policy')
      .filter(({ propriedades: p }) => JSON.stringify(em(p, 'Roles')).includes('ExecutionRole'))
      .map(({ propriedades: p, modelo }) =>
        lista(em(p, 'PolicyDocument', 'Statement')).flatMap((statement) =>
          lista(em(statement, 'Resource')).map((um) => `${lista(em(statement, 'Action'))} ${texto(um, modelo)}`),
        ),
      );
    assert.equal(deQuemInicia.length, parties.length + 1);
    for (const [imagem, entrar, log, ...outras] of deQuemInicia) {
      assert.match(
        `${imagem}`,
        /^ecr:BatchCheckLayerAvailability,ecr:GetDownloadUrlForLayer,ecr:BatchGetImage Repositorio/,
      );
      assert.equal(entrar, 'ecr:GetAuthorizationToken *');
      assert.match(`${log}`, /^logs:CreateLogStream,logs:PutLogEvents \/foodious\/prod\/\w+$/);
      assert.deepEqual(outras, []);
    }
  });

  test('a role is taken by tasks of this account alone', () => {
    for (const processo of [...parties, 'preparar']) {
      const papel = doTipo('AWS::IAM::Role').find(
        ({ propriedades: p }) => em(p, 'RoleName') === `foodious-prod-${processo}`,
      );
      const [statement, ...outros] = lista(em(papel?.propriedades, 'AssumeRolePolicyDocument', 'Statement'));
      assert.deepEqual(outros, []);
      assert.equal(em(statement, 'Principal', 'Service'), 'ecs-tasks.amazonaws.com');
      assert.equal(em(statement, 'Condition', 'StringEquals', 'aws:SourceAccount'), '000000000000');
    }
  });
});

describe('a process', () => {
  for (const processo of [...parties, 'preparar'])
    test(`${processo} runs as nobody, on files it cannot write, with a process that buries others`, () => {
      const um = container(processo);
      assert.equal(em(um, 'User'), '1000:1000');
      assert.equal(em(um, 'ReadonlyRootFilesystem'), true);
      assert.deepEqual(em(um, 'LinuxParameters'), { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true });
      assert.match(texto(em(um, 'Image'), tarefa(processo).modelo), /:abc123$/);
      assert.equal(em(um, 'LogConfiguration', 'Options', 'awslogs-stream-prefix'), processo);
      assert.equal(em(um, 'LogConfiguration', 'Options', 'mode'), 'non-blocking');
    });

  for (const party of parties)
    test(`${party} is asked how it is by its own container, and by the load balancer; it has time to end`, () => {
      const um = container(party);
      assert.deepEqual(em(um, 'Command'), ['node', `services/${party}/src/main.ts`]);
      assert.ok(Number(em(um, 'StopTimeout')) >= 30);
      const porta = em(um, 'PortMappings', 0, 'ContainerPort');
      assert.match(String(em(um, 'HealthCheck', 'Command', 3)), new RegExp(`http://127.0.0.1:${porta}/health`));
      const alvo = doTipo('AWS::ElasticLoadBalancingV2::TargetGroup').find(
        ({ propriedades: p }) => em(p, 'Name') === `foodious-prod-${party}`,
      )?.propriedades;
      assert.equal(em(alvo, 'HealthCheckPath'), '/health');
      assert.equal(em(alvo, 'Port'), porta);
      assert.equal(em(servico(party), 'LoadBalancers', 0, 'ContainerPort'), porta);
    });

  test('the load balancer listens where others ask: 80 for the gateway, and the own ports of the services', () => {
    const ouvintes = doTipo('AWS::ElasticLoadBalancingV2::Listener').map(({ propriedades: p, modelo }) => [
      em(p, 'Port'),
      texto(em(p, 'DefaultActions', 0, 'TargetGroupArn'), modelo),
    ]);
    assert.deepEqual(ouvintes.sort(), [
      [3000, 'foodious-prod-produto'],
      [3001, 'foodious-prod-pedido'],
      [3002, 'foodious-prod-pagamento'],
      [3003, 'foodious-prod-cozinha'],
      [80, 'foodious-prod-gateway'],
    ]);
  });

  for (const party of parties)
    test(`${party}: a deployment takes no task away before there is another, and goes back by itself`, () => {
      const um = servico(party);
      assert.equal(em(um, 'DeploymentConfiguration', 'MinimumHealthyPercent'), 100);
      assert.equal(em(um, 'DeploymentConfiguration', 'MaximumPercent'), 200);
      assert.deepEqual(em(um, 'DeploymentConfiguration', 'DeploymentCircuitBreaker'), { Enable: true, Rollback: true });
      assert.equal(em(um, 'EnableExecuteCommand'), false);
      assert.equal(em(um, 'AvailabilityZoneRebalancing'), 'ENABLED');
      assert.equal(em(um, 'DesiredCount'), undefined, 'a deployment would undo what scaling did');
    });
});

describe('a setting', () => {
  for (const processo of [...parties, 'preparar'])
    test(`of ${processo} that is a secret is only the place of one`, () => {
      const todas = variaveis(processo);
      for (const [nome, valor] of Object.entries(todas))
        assert.equal(
          /_(USER|PASSWORD|SECRET|ACCESS_TOKEN)$/.test(nome),
          valor.startsWith('secret:'),
          `${nome}=${valor}`,
        );
      assert.equal(em(container(processo), 'Secrets'), undefined);
      assert.doesNotMatch(JSON.stringify(todas), /\/\/[^/]*@/, 'no address has a password in it');
    });

  test('that names a bucket names the one there is', () => {
    const nomeados = doTipo('AWS::S3::Bucket').map(({ propriedades: p }) => em(p, 'BucketName'));
    for (const nome of Object.keys(buckets))
      assert.ok(nomeados.includes(`${variaveis('gateway').BUCKETS_PREFIX}-${nome}`), nome);
  });

  test('that names a database demands TLS', () => {
    for (const party of parties)
      assert.match(variaveis(party).MYSQL_URL ?? variaveis(party).MONGO_URL ?? '', /[?&]tls=rds(&|$)/);
    assert.equal(variaveis('pagamento').MYSQL_URL, undefined);
  });

  test('is one that some process of ours knows', async () => {
    const conhecidas = new Set(['NODE_ENV']);
    for (const party of parties)
      for (const nome of Object.keys(
        (await import(inProject(`services/${party}/src/settings.ts`)))[`${party}Settings`],
      ))
        conhecidas.add(nome);
    for (const party of parties)
      for (const nome of Object.keys(variaveis(party))) assert.ok(conhecidas.has(nome), `${party}: ${nome}`);
  });
});

describe('tasks come and go', () => {
  const politicas = doTipo('AWS::ApplicationAutoScaling::ScalingPolicy');
  const politica = (party: Party, qual: string) =>
    em(
      politicas.find(({ propriedades: p }) => em(p, 'PolicyName') === `foodious-prod-${party}-${qual}`)?.propriedades,
      'TargetTrackingScalingPolicyConfiguration',
    );

  for (const party of parties)
    test(`of ${party}, between those the environment says, by their CPU`, () => {
      const alvo = doTipo('AWS::ApplicationAutoScaling::ScalableTarget').find(
        ({ propriedades: p, modelo }) => texto(em(p, 'ResourceId'), modelo) === `service/foodious-prod/${party}`,
      )?.propriedades;
      assert.deepEqual(
        [em(alvo, 'MinCapacity'), em(alvo, 'MaxCapacity')],
        [ambiente.tarefas[party].min, ambiente.tarefas[party].max],
      );
      assert.equal(
        em(politica(party, 'cpu'), 'PredefinedMetricSpecification', 'PredefinedMetricType'),
        'ECSServiceAverageCPUUtilization',
      );
    });

  for (const party of parties)
    test(`of ${party}, by the messages that wait for each in the queues it hears`, () => {
      const ouvidas = queueNames.filter((fila: QueueName) => queues[fila].to === party);
      const conta = politica(party, 'fila');
      if (ouvidas.length === 0) return assert.equal(conta, undefined);
      const metricas = lista(em(conta, 'CustomizedMetricSpecification', 'Metrics'));
      const { modelo } = politicas[0] as Achado;
      const filas = metricas
        .filter((um) => em(um, 'MetricStat', 'Metric', 'Namespace') === 'AWS/SQS')
        .map((um) => texto(em(um, 'MetricStat', 'Metric', 'Dimensions', 0, 'Value'), modelo));
      assert.deepEqual(filas.sort(), ouvidas.map(fifo).sort());
      assert.ok(metricas.length <= 10, 'more than an alarm takes');
      assert.match(String(em(metricas.at(-1), 'Expression')), /\/ tarefas$/);
    });
});

describe('images', () => {
  test('are looked at when pushed, are never another under the same name, and twenty are kept', () => {
    const [repositorio] = doTipo('AWS::ECR::Repository');
    const p = repositorio?.propriedades;
    assert.equal(em(p, 'ImageScanningConfiguration', 'ScanOnPush'), true);
    assert.equal(em(p, 'ImageTagMutability'), 'IMMUTABLE');
    const [regra] = JSON.parse(String(em(p, 'LifecyclePolicy', 'LifecyclePolicyText'))).rules;
    assert.deepEqual(regra.selection, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 20 });
  });
});
