import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { dlq, fifo, queueNames } from '@foodious/contracts/resources.ts';
import { parties } from '@foodious/contracts/services.ts';
import { inProject } from '@foodious/platform/settings.ts';
import { paginas } from '../alarmes.ts';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { restaurante } from '../restaurante.ts';
import { alvoDe, appSemConferir, em, lista, type Valor } from './modelo.ts';
import { nomes } from './nomes.ts';

const casa = casaDoAmbiente({
  DOMINIO: 'foodious.example',
  CERTIFICADO_ARN: 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000',
});
const { modelos, texto } = nomes(restaurante(appSemConferir(), { ambiente: ambientes.prod, casa }));
const doTipo = (tipo: string) =>
  modelos.flatMap((modelo) =>
    Object.values(modelo.Resources ?? {})
      .filter(({ Type }) => Type === tipo)
      .map(({ Properties }) => ({ p: Properties, modelo })),
  );

/** Metrics of a value of an alarm, or of the expression it is about: namespace, name and dimensions, as a text. */
const metricasDe = (p: Valor | undefined, modelo: (typeof modelos)[number]): string[] => {
  const uma = (m: Valor | undefined) =>
    [
      em(m, 'Namespace'),
      em(m, 'MetricName'),
      ...lista(em(m, 'Dimensions')).map((d) => texto(em(d, 'Value'), modelo)),
    ].join(' ');
  return em(p, 'MetricName')
    ? [uma(p)]
    : lista(em(p, 'Metrics')).flatMap((um) => {
        const metrica = em(um, 'MetricStat', 'Metric');
        return metrica ? [uma(metrica)] : [];
      });
};
const alarmes = doTipo('AWS::CloudWatch::Alarm').map(({ p, modelo }) => ({
  nome: String(em(p, 'AlarmName')).replace('foodious-prod-', ''),
  diz: String(em(p, 'AlarmDescription')),
  metricas: metricasDe(p, modelo),
  p,
  modelo,
}));
const comMetrica = (metrica: string) => alarmes.filter(({ metricas }) => metricas.includes(metrica));
const filtros = doTipo('AWS::Logs::MetricFilter').map(({ p, modelo }) => ({
  nome: String(em(p, 'MetricTransformations', 0, 'MetricName')),
  grupo: texto(em(p, 'LogGroupName'), modelo),
  linhas: String(em(p, 'FilterPattern')),
}));
const consultas = doTipo('AWS::Logs::QueryDefinition');
const nossoCodigo = globSync('{packages,services}/*/src/**/*.ts', { cwd: inProject('.') })
  .map((file) => readFileSync(inProject(file), 'utf8'))
  .join('\n');
const runbook = readdirSync(inProject('docs/runbook')).filter((file) => file !== 'README.md');
const doPrometheus = [
  ...readFileSync(inProject('ops/alerts.yml'), 'utf8').matchAll(
    /alert: (\w+)[\s\S]*?runbook: docs\/runbook\/([\w-]+)\.md/g,
  ),
];

describe('every alarm', () => {
  test('names a page of the runbook, and every page is named', () => {
    const existem = runbook.map((file) => file.replace('.md', '')).sort();
    assert.deepEqual(Object.keys(paginas).sort(), existem);
    const nomeadas = new Set(['custo', ...doPrometheus.map(([, , pagina]) => String(pagina))]); // a budget has no description
    for (const { nome, diz } of alarmes) {
      const [, pagina = ''] = /See docs\/runbook\/([\w-]+)\.md$/.exec(diz) ?? [];
      assert.ok(existem.includes(pagina), `${nome}: ${diz}`);
      assert.ok(nome.startsWith(pagina), nome);
      nomeadas.add(pagina);
    }
    assert.deepEqual([...nomeadas].sort(), existem);
  });

  test('of Prometheus names one too', () => {
    const regras = readFileSync(inProject('ops/alerts.yml'), 'utf8').match(/- alert: /g) ?? [];
    assert.equal(doPrometheus.length, regras.length);
  });

  test('is told to the owner, and so is its end', () => {
    for (const { nome, p, modelo } of alarmes)
      for (const quando of ['AlarmActions', 'OKActions'])
        assert.deepEqual(
          lista(em(p, quando)).map((um) => texto(um, modelo)),
          ['foodious-prod-alarmes'],
          nome,
        );
  });

  test('says what silence means', () => {
    for (const { nome, p } of alarmes)
      assert.match(String(em(p, 'TreatMissingData')), /^(notBreaching|breaching|ignore)$/, nome);
  });

  test('of lines of ours is about a metric that some line is counted for', () => {
    const contadas = new Set(filtros.map(({ nome }) => nome));
    for (const { nome, metricas } of alarmes)
      for (const metrica of metricas) {
        const [, qual] = /^foodious\/prod (\w+)/.exec(metrica) ?? [];
        if (qual) assert.ok(contadas.has(qual), `${nome}: ${qual}`);
      }
  });
});

describe('there is an alarm for', () => {
  for (const fila of queueNames)
    test(`${fila}: its dead letters, and messages nobody reads`, () => {
      assert.equal(comMetrica(`AWS/SQS ApproximateNumberOfMessagesVisible ${dlq(fila)}`).length, 1);
      assert.equal(comMetrica(`AWS/SQS ApproximateAgeOfOldestMessage ${fifo(fila)}`).length, 1);
    });
  test('every other queue behind which dead letters lie', () => {
    const mortas = doTipo('AWS::SQS::Queue')
      .map(({ p }) => String(em(p, 'QueueName')))
      .filter((nome) => nome.includes('-dlq'));
    for (const nome of mortas)
      assert.equal(comMetrica(`AWS/SQS ApproximateNumberOfMessagesVisible ${nome}`).length, 1, nome);
  });
  for (const party of parties)
    test(`${party}: fewer tasks than should be, unhealthy ones, silent ones, errors and slow answers`, () => {
      const metricas = alarmes.flatMap((um) => um.metricas);
      for (const esperada of [
        `ECS/ContainerInsights RunningTaskCount foodious-prod ${party}`,
        `foodious/prod medidas ${party}`,
      ])
        assert.ok(metricas.includes(esperada), esperada);
      for (const nome of ['UnHealthyHostCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'])
        assert.ok(
          metricas.some((um) => um.startsWith(`AWS/ApplicationELB ${nome}`) && um.includes(`foodious-prod-${party}`)),
          nome,
        );
    });
  for (const [o_que, metrica] of Object.entries({
    'outboxes that are not emptied': 'foodious/prod outbox_oldest_age_seconds',
    'orders nobody moves on': 'foodious/prod stuck_orders',
    'messages no queue takes': 'foodious/prod refused_messages',
    'money nobody agrees on': 'foodious/prod open_divergences',
    'money nobody compares': 'foodious/prod reconciliation_age_seconds',
    'what the pool refuses': 'AWS/Cognito SignInThrottles',
    'e-mails that come back': 'AWS/SES Reputation.BounceRate',
    'e-mails nobody wants': 'AWS/SES Reputation.ComplaintRate',
    'a certificate that ends': 'AWS/CertificateManager DaysToExpiry',
    'a way out that is full': 'AWS/NATGateway ErrorPortAllocation',
    'Aurora at its limits': 'AWS/RDS ACUUtilization',
    'DocumentDB at its limits': 'AWS/DocDB CPUUtilization',
    'functions that fail': 'AWS/Lambda Errors',
    'the HTTP API': 'AWS/ApiGateway 5xx',
    CloudFront: 'AWS/CloudFront 5xxErrorRate',
  }))
    test(o_que, () =>
      assert.ok(
        alarmes.some(({ metricas }) => metricas.some((um) => um.startsWith(metrica))),
        metrica,
      ),
    );
  test('what it costs: the owner hears at four fifths, at all of it, and when all of it is to be expected', () => {
    const [orcamento] = doTipo('AWS::Budgets::Budget');
    assert.equal(em(orcamento?.p, 'Budget', 'BudgetLimit', 'Amount'), ambientes.prod.orcamento);
    assert.deepEqual(
      lista(em(orcamento?.p, 'NotificationsWithSubscribers')).map((um) => [
        em(um, 'Notification', 'NotificationType'),
        em(um, 'Notification', 'Threshold'),
        em(um, 'Subscribers', 0, 'Address'),
      ]),
      [
        ['ACTUAL', 80, casa.emailDoDono],
        ['ACTUAL', 100, casa.emailDoDono],
        ['FORECASTED', 100, casa.emailDoDono],
      ],
    );
  });
  test('a deployment that was taken back', () => {
    const [regra] = doTipo('AWS::Events::Rule').filter(({ p }) => em(p, 'Name') === 'foodious-prod-deployments');
    assert.deepEqual(em(regra?.p, 'EventPattern', 'detail', 'eventName'), ['SERVICE_DEPLOYMENT_FAILED']);
    assert.equal(lista(em(regra?.p, 'EventPattern', 'resources')).length, parties.length);
    const [alvo] = lista(em(regra?.p, 'Targets'));
    assert.match(JSON.stringify(em(alvo, 'Arn')), /alarmes/);
    const papel = alvoDe(em(alvo, 'RoleArn'));
    const [politica] = doTipo('AWS::IAM::Policy').filter(({ p }) => lista(em(p, 'Roles')).map(alvoDe).includes(papel));
    const pode = lista(em(politica?.p, 'PolicyDocument', 'Statement')).flatMap((um) => lista(em(um, 'Action')));
    assert.deepEqual(pode, ['sns:Publish', 'kms:Decrypt', 'kms:GenerateDataKey']);
  });
});

describe('lines', () => {
  test('of what a process measures are read by names it gives them', () => {
    for (const { nome, linhas } of filtros.filter((um) => um.linhas.includes('medidas') && um.nome !== 'medidas')) {
      assert.match(nossoCodigo, new RegExp(`scraped\\(\\s*'${nome}'`));
      assert.equal(linhas, `{ $.msg = "medidas" && $.${nome} = * }`);
    }
  });

  test('that are counted, or asked for by what they say, are lines our code writes', () => {
    const perguntas = consultas.map(({ p }) => String(em(p, 'QueryString')));
    const ditas = [...filtros.map(({ linhas }) => linhas), ...perguntas].flatMap((um) =>
      [...um.matchAll(/msg = "([^"]+)"|"((?:Cannot|Wrong) [^"]+)"/g)].map(([, msg, inicio]) => msg ?? inicio ?? ''),
    );
    assert.ok(ditas.length > 10);
    for (const dita of new Set(ditas)) assert.ok(new RegExp(`['\`]${dita}`).test(nossoCodigo), dita);
  });

  test('of all services are asked by the saved queries, an order by its number', () => {
    const pedido = consultas.find(({ p }) => em(p, 'Name') === 'foodious/prod/um pedido do início ao fim');
    assert.match(String(em(pedido?.p, 'QueryString')), /filter pedidoId = 0\n/);
    assert.deepEqual(
      lista(em(pedido?.p, 'LogGroupNames')).map((um) => texto(um, pedido?.modelo as (typeof modelos)[number])),
      parties.map((party) => `/foodious/prod/${party}`),
    );
  });

  test('are kept for as long as the environment says', () => {
    for (const processo of [...parties, 'preparar']) {
      const grupo = doTipo('AWS::Logs::LogGroup').find(
        ({ p }) => em(p, 'LogGroupName') === `/foodious/prod/${processo}`,
      );
      assert.equal(em(grupo?.p, 'RetentionInDays'), ambientes.prod.diasDeLog, processo);
    }
  });
});

test('the dashboard shows every alarm, every queue and every service', () => {
  const [painel] = doTipo('AWS::CloudWatch::Dashboard');
  const corpo = texto(em(painel?.p, 'DashboardBody'), painel?.modelo as (typeof modelos)[number]);
  for (const fila of queueNames) assert.ok(corpo.includes(`"${fifo(fila)}"`) && corpo.includes(`"${dlq(fila)}"`), fila);
  for (const party of parties) assert.ok(corpo.includes(`"label":"${party}"`), party);
  const { widgets } = JSON.parse(corpo);
  const mostrados = widgets.flatMap(({ properties }: { properties: { alarms?: string[] } }) => properties.alarms ?? []);
  assert.equal(new Set(mostrados).size, alarmes.length);
  assert.ok(
    widgets.every(({ properties }: { properties: { alarms?: string[] } }) => (properties.alarms ?? []).length <= 100),
  );
});

test('a page says what it means, how to see, what to do and not to do, and what was tried', () => {
  for (const pagina of runbook) {
    const titulos = [...readFileSync(inProject(`docs/runbook/${pagina}`), 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, um]) => um,
    );
    assert.deepEqual(titulos, ['What it means', 'How to see', 'What to do', 'What not to do', 'Tried'], pagina);
  }
});

test('the index of the runbook has each page, and how soon somebody looks', () => {
  const indice = readFileSync(inProject('docs/runbook/README.md'), 'utf8');
  for (const [pagina, severidade] of Object.entries(paginas)) {
    const [linha = ''] = indice.split('\n').filter((um) => um.includes(`](${pagina}.md)`));
    assert.ok(linha.endsWith(`| ${severidade === 'critica' ? 'at once' : 'by day'} |`), `${pagina}: ${linha}`);
  }
});
