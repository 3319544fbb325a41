import { type QueueName, queueNames } from '@foodious/contracts/resources.ts';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { Duration } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as cw from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Alarme, alarmesDe, type De, doDocumentdb, doEcs, paginas, type Severidade } from '../alarmes.ts';
import { Camada, type Contexto } from '../camada.ts';
import { CINCO, consultas, contadas, medidas, metricaDeLinhas } from '../linhas.ts';
import type { Servicos } from './servicos.ts';

/** What is watched: metrics from logs, alarms that name their page of the runbook, the dashboard, saved queries. */
export class Observacao extends Camada {
  readonly #namespace = `foodious/${this.ambiente.nome}`;
  readonly #linha = metricaDeLinhas(this.#namespace);

  constructor(scope: Construct, contexto: Contexto, de: De) {
    super(scope, 'observacao', contexto);
    this.#medirLinhas(de.servicos);
    const alarmes = alarmesDe(de, contexto, this.#linha).map((um) => ({
      severidade: paginas[um.pagina],
      alarme: this.#alarme(um),
    }));
    const avisa = new SnsAction(de.mensagens.alarmes);
    for (const { alarme } of alarmes) {
      alarme.addAlarmAction(avisa);
      alarme.addOkAction(avisa);
    }
    this.#deployments(de);
    this.#orcamento();
    this.#painel(de, alarmes);
    this.#consultas(de.servicos);
  }

  #medirLinhas({ registros }: Servicos): void {
    for (const [metricName, de] of Object.entries(medidas))
      for (const party of de)
        new logs.MetricFilter(this, `linha-${metricName}-${party}`, {
          logGroup: registros[party],
          filterPattern: logs.FilterPattern.literal(`{ $.msg = "medidas" && $.${metricName} = * }`),
          metricNamespace: this.#namespace,
          metricName,
          metricValue: `$.${metricName}`,
        });
    for (const [metricName, { de, linhas }] of Object.entries(contadas))
      for (const party of de)
        new logs.MetricFilter(this, `linha-${metricName}-${party}`, {
          logGroup: registros[party],
          filterPattern: logs.FilterPattern.literal(linhas),
          metricNamespace: this.#namespace,
          metricName,
          metricValue: '1',
          // A name for each service, where one that is silent must not hide behind the others.
          ...(metricName === 'medidas' ? { dimensions: { service: '$.service' } } : {}),
        });
  }

  #alarme({ pagina, qual, diz, metrica, acimaDe, abaixoDe, em: [pontos, de] = [1, 1], semDados }: Alarme): cw.Alarm {
    const nome = qual ? `${pagina}-${qual}` : pagina;
    return new cw.Alarm(this, nome, {
      alarmName: this.nome(nome),
      alarmDescription: `${paginas[pagina] === 'critica' ? 'CRITICAL: ' : ''}${diz}. See docs/runbook/${pagina}.md`,
      metric: metrica,
      threshold: acimaDe ?? abaixoDe ?? 0,
      comparisonOperator:
        acimaDe === undefined
          ? cw.ComparisonOperator.LESS_THAN_THRESHOLD
          : cw.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: de,
      datapointsToAlarm: pontos,
      treatMissingData: semDados,
    });
  }

  /** A deployment that was rolled back leaves all running, and no alarm: it is told as it happens. */
  #deployments({ mensagens: { alarmes }, servicos }: De): void {
    // By a role of ours: a topic that lets in the service of events lets in the rules of every account.
    const role = new iam.Role(this, 'Papel-deployments', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
    });
    const pode = (actions: string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
    pode(['sns:Publish'], [alarmes.topicArn]);
    if (alarmes.masterKey) pode(['kms:Decrypt', 'kms:GenerateDataKey'], [alarmes.masterKey.keyArn]);
    new events.Rule(this, 'Deployments', {
      ruleName: this.nome('deployments'),
      description: 'A deployment was not taken, and the one before goes on. See docs/runbook/tarefas.md',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Deployment State Change'],
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
        resources: Object.values(servicos.servicos).map(({ serviceArn }) => serviceArn),
      },
      targets: [{ bind: () => ({ arn: alarmes.topicArn, role }) }],
    });
  }

  /** Told by Amazon's budgets, once a day at most, straight to the owner. */
  #orcamento(): void {
    const { orcamento } = this.ambiente;
    const dono = [{ subscriptionType: 'EMAIL', address: this.casa.emailDoDono }];
    const aviso = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, threshold, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: dono,
    });
    new budgets.CfnBudget(this, 'Orcamento', {
      budget: {
        budgetName: this.nome('custo'),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: orcamento, unit: 'USD' },
      },
      notificationsWithSubscribers: [aviso('ACTUAL', 80), aviso('ACTUAL', 100), aviso('FORECASTED', 100)],
    });
  }

  /** The restaurant on one page: what is sold first, what it runs on last. */
  #painel(
    { dados, mensagens, servicos, borda }: De,
    alarmes: readonly { severidade: Severidade; alarme: cw.Alarm }[],
  ): void {
    const { alvos, servicos: processos } = servicos;
    const linha = { width: 12, height: 6 };
    const cadaFila = (faz: (fila: QueueName) => cw.IMetric) => queueNames.map(faz);
    const cadaUm = (faz: (party: Party) => cw.IMetric) => parties.map(faz);
    const enviadas = (fila: QueueName, label: string) =>
      mensagens.filas[fila].metricNumberOfMessagesSent({ label, statistic: 'Sum', period: CINCO });
    const grafico = (title: string, left: cw.IMetric[], right: cw.IMetric[] = []) =>
      new cw.GraphWidget({ ...linha, title, left, right, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
    new cw.Dashboard(this, 'Painel', {
      dashboardName: this.nome(),
      defaultInterval: Duration.hours(6),
      widgets: [
        // A widget shows a hundred alarms at most.
        (['critica', 'aviso'] as const).map(
          (severidade) =>
            new cw.AlarmStatusWidget({
              title: severidade === 'critica' ? 'Somebody looks at once' : 'Somebody looks by day',
              width: 12,
              height: 6,
              alarms: alarmes.filter((um) => um.severidade === severidade).map((um) => um.alarme),
            }),
        ),
        [
          grafico('Pedidos in five minutes', [
            enviadas('solicitar-pagamento-req', 'checkouts'),
            enviadas('webhook-pagamento-confirmado-res', 'paid'),
            enviadas('webhook-pagamento-rejeitado-res', 'refused or expired'),
            enviadas('estorno-pagamento-req', 'money to give back'),
          ]),
          grafico(
            'What nobody moves on',
            [
              this.#linha('stuck_orders', { label: 'pedidos' }),
              this.#linha('refused_messages', { label: 'refused messages' }),
              this.#linha('open_divergences', { label: 'divergências' }),
            ],
            [this.#linha('outbox_oldest_age_seconds', { label: 'oldest of the outboxes (s)' })],
          ),
        ],
        [
          grafico(
            'Messages waiting',
            cadaFila((fila) => mensagens.filas[fila].metricApproximateNumberOfMessagesVisible({ label: fila })),
          ),
          grafico(
            'Oldest message (s), dead letters',
            cadaFila((fila) => mensagens.filas[fila].metricApproximateAgeOfOldestMessage({ label: fila })),
            cadaFila((fila) =>
              mensagens.mortas[fila].metricApproximateNumberOfMessagesVisible({
                label: `${fila}: dead`,
                statistic: 'Maximum',
              }),
            ),
          ),
        ],
        [
          grafico(
            'Answers (s, p95)',
            cadaUm((party) => alvos[party].metrics.targetResponseTime({ label: party, statistic: 'p95' })),
            [borda.api.metricLatency({ label: 'HTTP API (ms)', statistic: 'p95' })],
          ),
          grafico(
            'Errors of ours, requests',
            cadaUm((party) =>
              alvos[party].metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, { label: `${party}: 5xx` }),
            ),
            cadaUm((party) => alvos[party].metrics.requestCount({ label: party })),
          ),
        ],
        [
          grafico(
            'Tasks: CPU (%)',
            cadaUm((party) => processos[party].metricCpuUtilization({ label: party })),
            cadaUm((party) => doEcs('RunningTaskCount', servicos, party).with({ label: `${party}: tasks` })),
          ),
          grafico(
            'What the logs say in five minutes',
            [
              this.#linha('erros', { label: 'errors' }),
              this.#linha('respostas_5xx', { label: 'answers that were errors of ours' }),
              this.#linha('respostas_lentas', { label: 'answers that took more than a second' }),
            ],
            [this.#linha('entradas_recusadas', { label: 'could not come in' })],
          ),
        ],
        [
          grafico(
            'Aurora',
            [
              dados.mysql.metricServerlessDatabaseCapacity({ label: 'capacity units', statistic: 'Maximum' }),
              dados.mysql.metricCPUUtilization({ label: 'CPU (%)', statistic: 'Maximum' }),
            ],
            [dados.mysql.metricDatabaseConnections({ label: 'connections', statistic: 'Maximum' })],
          ),
          grafico(
            'DocumentDB',
            [doDocumentdb('CPUUtilization', 'Maximum', dados).with({ label: 'CPU (%)' })],
            [
              doDocumentdb('DatabaseConnectionsMax', 'Maximum', dados).with({ label: 'connections' }),
              doDocumentdb('DatabaseCursorsMax', 'Maximum', dados).with({ label: 'cursors' }),
            ],
          ),
        ],
        [
          new cw.TextWidget({
            width: 24,
            height: 3,
            markdown: [
              `**Runbook**: \`docs/runbook\`, a page for each alarm. **Cost**: [this month by service](https://console.aws.amazon.com/costmanagement/home#/cost-explorer), [budget ${this.nome('custo')}](https://console.aws.amazon.com/billing/home#/budgets).`,
              `**Logs**: saved queries \`${this.#namespace}/…\` in [Logs Insights](https://${this.region}.console.aws.amazon.com/cloudwatch/home?region=${this.region}#logsV2:logs-insights).`,
            ].join('\n\n'),
          }),
        ],
      ],
    });
  }

  #consultas({ registros }: Servicos): void {
    for (const [nome, { de = parties, linhas }] of Object.entries(consultas))
      new logs.CfnQueryDefinition(this, `Consulta-${nome}`, {
        name: `${this.#namespace}/${nome}`,
        queryString: linhas.join('\n| '),
        logGroupNames: de.map((party) => registros[party].logGroupName),
      });
  }
}
