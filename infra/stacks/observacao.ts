import { dlq, fifo, type QueueName, queueNames } from '@foodious/contracts/resources.ts';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { Duration } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as cw from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as destinos from 'aws-cdk-lib/aws-events-targets';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Ambiente } from '../ambientes.ts';
import { Camada, type Contexto } from '../camada.ts';
import type { Borda } from './borda.ts';
import type { Dados } from './dados.ts';
import type { Funcao, Identidade } from './identidade.ts';
import type { Mensagens } from './mensagens.ts';
import type { Rede } from './rede.ts';
import type { Servicos } from './servicos.ts';

/** How soon somebody looks: at once, at any hour; or by day. */
export type Severidade = 'critica' | 'aviso';

/** A page of `docs/runbook`: what an alarm means, and what to do. */
export const paginas = {
  'mensagens-mortas': 'critica',
  'mensagens-paradas': 'aviso',
  'mensagens-recusadas': 'critica',
  'outbox-parado': 'critica',
  'pedidos-parados': 'critica',
  divergencias: 'critica',
  'conciliacao-atrasada': 'aviso',
  'estornos-parados': 'aviso',
  'notificacoes-pix': 'aviso',
  'eliminacoes-atrasadas': 'aviso',
  erros: 'critica',
  lentidao: 'aviso',
  tarefas: 'critica',
  recursos: 'aviso',
  aurora: 'aviso',
  documentdb: 'aviso',
  funcoes: 'critica',
  identidade: 'critica',
  emails: 'aviso',
  certificado: 'aviso',
  nat: 'aviso',
  custo: 'aviso',
} as const satisfies Record<string, Severidade>;
export type Pagina = keyof typeof paginas;

/** What is watched. */
type De = {
  rede: Rede;
  dados: Dados;
  mensagens: Mensagens;
  identidade: Identidade;
  servicos: Servicos;
  borda: Borda;
};

/** What an alarm says when nothing is measured. */
const { NOT_BREACHING: tudoBem, BREACHING: alarma, IGNORE: comoEstava } = cw.TreatMissingData;

type Alarme = {
  pagina: Pagina;
  /** Which of those of a page, where there are several. */
  qual?: string;
  diz: string;
  metrica: cw.IMetric;
  acimaDe?: number;
  abaixoDe?: number;
  /** Of so many periods of the metric, in how many. */
  em?: [pontos: number, de: number];
  semDados: cw.TreatMissingData;
};

/** What a process tells of itself each minute, in a line `medidas`: by whom, and whether the largest or the sum counts. */
const medidas = {
  outbox_oldest_age_seconds: parties,
  refused_messages: parties,
  stuck_orders: ['pedido'],
  open_divergences: ['pagamento'],
  reconciliation_age_seconds: ['pagamento'],
  refund_oldest_age_seconds: ['pagamento'],
  pix_notification_oldest_age_seconds: ['pagamento'],
} as const satisfies Record<string, readonly Party[]>;

/** Lines that are counted: whose, and which. */
const contadas = {
  medidas: { de: parties, linhas: '{ $.msg = "medidas" }' },
  erros: { de: parties, linhas: '{ $.level = "error" || $.level = "fatal" }' },
  respostas_5xx: { de: parties, linhas: '{ $.msg = "request" && $.status >= 500 }' },
  respostas_lentas: { de: parties, linhas: '{ $.msg = "request" && $.ms > 1000 }' },
  entradas_recusadas: {
    de: ['gateway'],
    linhas: '{ $.msg = "request" && $.method = "POST" && ($.status = 401 || $.status = 429) }',
  },
  nao_comecou: { de: parties, linhas: '?"Cannot start:" ?"Wrong option:"' },
  eliminacoes_atrasadas: { de: ['pedido'], linhas: '{ $.msg = "an erasure takes more than a day" }' },
  emails_desistidos: { de: ['pedido'], linhas: '{ $.msg = "e-mail given up" }' },
} as const satisfies Record<string, { de: readonly Party[]; linhas: string }>;

/** Cursors an instance of DocumentDB may have open. */
const CURSORES: Record<Ambiente['documentdb']['classe'], number> = { 't4g.medium': 30, 'r6g.large': 450 };
/** What an Aurora capacity unit has of memory. */
const BYTES_POR_ACU = 2 * 1024 ** 3;

/** Questions somebody asks of the logs; a number that is 0 is put in before. Lines of all services, unless named. */
const consultas: Readonly<Record<string, { de?: readonly Party[]; linhas: readonly string[] }>> = {
  'um pedido do início ao fim': {
    linhas: [
      'fields @timestamp, service, level, msg, queue, tipo, method, route, status, ms, tries, correlacao',
      'filter pedidoId = 0',
      'sort @timestamp asc',
      'limit 10000',
    ],
  },
  'uma história do início ao fim': {
    linhas: [
      'fields @timestamp, service, level, msg, queue, tipo, method, route, status, ms, pedidoId',
      'filter correlacao = "00000000-0000-0000-0000-000000000000"',
      'sort @timestamp asc',
      'limit 10000',
    ],
  },
  'erros por tipo': {
    linhas: [
      'filter level in ["error", "fatal"]',
      'stats count(*) as vezes, max(@timestamp) as ultima, latest(correlacao) as uma by service, msg, err.type, err.code, err.message',
      'sort vezes desc',
    ],
  },
  'respostas mais lentas': {
    linhas: [
      'filter msg = "request"',
      'stats count(*) as vezes, pct(ms, 95) as p95, max(ms) as pior by service, method, route',
      'sort p95 desc',
      'limit 50',
    ],
  },
  'o que um aparelho fez': {
    linhas: [
      'fields @timestamp, service, method, route, status, ms, pedidoId, correlacao',
      'filter por = "aparelho-0"',
      'sort @timestamp desc',
      'limit 1000',
    ],
  },
  'por que mensagens morrem': {
    linhas: [
      'filter msg like /to the DLQ/ or msg = "message refused for good: set aside"',
      'stats count(*) as vezes, max(@timestamp) as ultima, latest(pedidoId) as um by service, queue, tipo, msg, motivo, err.type, err.code, err.message',
      'sort vezes desc',
    ],
  },
  'entradas recusadas': {
    de: ['gateway'],
    linhas: [
      'filter msg = "request" and method = "POST" and status in [401, 429]',
      'stats count(*) as vezes by route, status, bin(5m)',
      'sort vezes desc',
    ],
  },
};

const MINUTO = Duration.minutes(1);
const CINCO = Duration.minutes(5);

/** What is watched: metrics from logs, alarms that name their page of the runbook, the dashboard, saved queries. */
export class Observacao extends Camada {
  constructor(scope: Construct, contexto: Contexto, de: De) {
    super(scope, 'observacao', contexto);
    this.#medirLinhas(de.servicos);
    const alarmes = this.#alarmes(de).map((um) => ({ severidade: paginas[um.pagina], alarme: this.#alarme(um) }));
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

  get #namespace(): string {
    return `foodious/${this.ambiente.nome}`;
  }

  /** A metric of the lines of logs: of all services together, or of one. */
  #linha(
    metricName: keyof typeof medidas | keyof typeof contadas,
    props: cw.MetricOptions = {},
    servico?: Party,
  ): cw.Metric {
    return new cw.Metric({
      namespace: this.#namespace,
      metricName,
      ...(servico ? { dimensionsMap: { service: servico } } : {}),
      ...(metricName in medidas ? { statistic: 'Maximum', period: MINUTO } : { statistic: 'Sum', period: CINCO }),
      ...props,
    });
  }

  /** A metric of Container Insights, which counts tasks. */
  #doEcs(metricName: string, { cluster, servicos }: Servicos, party: Party): cw.Metric {
    return new cw.Metric({
      namespace: 'ECS/ContainerInsights',
      metricName,
      dimensionsMap: { ClusterName: cluster.clusterName, ServiceName: servicos[party].serviceName },
      statistic: 'Average',
      period: MINUTO,
    });
  }

  #doDocumentdb(metricName: string, statistic: string, { documentos }: Dados): cw.Metric {
    return new cw.Metric({
      namespace: 'AWS/DocDB',
      metricName,
      dimensionsMap: { DBClusterIdentifier: documentos.clusterIdentifier },
      statistic,
      period: CINCO,
    });
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

  /** The table of all alarms. */
  #alarmes({ rede, dados, mensagens, identidade, servicos, borda }: De): Alarme[] {
    const { aurora, documentdb } = this.ambiente;
    const { alvos } = servicos;
    const total = (metrica: cw.Metric) => metrica.with({ statistic: 'Sum' });
    const cada = <K extends string>(quais: readonly K[], um: (qual: K) => Omit<Alarme, 'qual'>): Alarme[] =>
      quais.map((qual) => ({ qual, ...um(qual) }));
    /** Percent of answers; nothing where so few were asked for that one would count for much. */
    const porCento = (parte: cw.IMetric, todas: cw.IMetric, period: Duration) =>
      new cw.MathExpression({
        expression: 'IF(todas > 20, 100 * FILL(parte, 0) / todas, 0)',
        usingMetrics: { parte, todas },
        period,
      });
    const doPool = (metricName: string) =>
      new cw.Metric({
        namespace: 'AWS/Cognito',
        metricName,
        dimensionsMap: {
          UserPool: identidade.pool.userPoolId,
          UserPoolClient: identidade.cliente.userPoolClientId,
        },
        statistic: 'Sum',
        period: CINCO,
      });
    const doSes = (metricName: string) =>
      new cw.Metric({ namespace: 'AWS/SES', metricName, statistic: 'Maximum', period: Duration.hours(1) });
    const nats = rede.vpc.node.findAll().filter((um) => um instanceof ec2.CfnNatGateway);
    const { dominio } = this.casa;

    return [
      ...cada(queueNames, (fila) => ({
        pagina: 'mensagens-mortas',
        diz: `dead letters in ${dlq(fila)}`,
        metrica: mensagens.mortas[fila].metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: MINUTO,
        }),
        acimaDe: 0,
        semDados: tudoBem,
      })),
      ...cada(queueNames, (fila) => ({
        pagina: 'mensagens-paradas',
        diz: `the oldest message of ${fifo(fila)} waits for more than two minutes`,
        metrica: mensagens.filas[fila].metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: MINUTO }),
        acimaDe: 120,
        em: [3, 3],
        semDados: tudoBem,
      })),
      {
        pagina: 'mensagens-mortas',
        qual: 'email-eventos',
        diz: 'what became of e-mails is not understood',
        metrica: mensagens.emailMortas.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: MINUTO,
        }),
        acimaDe: 0,
        semDados: tudoBem,
      },
      {
        pagina: 'mensagens-paradas',
        qual: 'email-eventos',
        diz: 'nobody has asked for a quarter of an hour what became of e-mails',
        metrica: mensagens.emailEventos.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: MINUTO }),
        acimaDe: 900,
        em: [3, 3],
        semDados: tudoBem,
      },
      {
        pagina: 'mensagens-recusadas',
        diz: 'messages that no queue takes are set aside, and their pedidos wait',
        metrica: this.#linha('refused_messages'),
        acimaDe: 0,
        semDados: comoEstava,
      },
      {
        pagina: 'outbox-parado',
        diz: 'messages wait in an outbox for more than half a minute',
        metrica: this.#linha('outbox_oldest_age_seconds'),
        acimaDe: 30,
        em: [2, 2],
        semDados: comoEstava,
      },
      {
        pagina: 'pedidos-parados',
        diz: 'pedidos stand where they should not for too long',
        metrica: this.#linha('stuck_orders'),
        acimaDe: 0,
        em: [5, 5],
        semDados: comoEstava,
      },
      {
        pagina: 'divergencias',
        diz: 'ledger and provider of Pix do not agree',
        metrica: this.#linha('open_divergences'),
        acimaDe: 0,
        em: [15, 15],
        semDados: comoEstava,
      },
      {
        pagina: 'conciliacao-atrasada',
        diz: 'ledger and provider of Pix have not been compared for half an hour',
        metrica: this.#linha('reconciliation_age_seconds'),
        acimaDe: 1800,
        em: [5, 5],
        semDados: comoEstava,
      },
      {
        pagina: 'estornos-parados',
        diz: 'a refund has been asked for and not done for an hour',
        metrica: this.#linha('refund_oldest_age_seconds'),
        acimaDe: 3600,
        em: [5, 5],
        semDados: comoEstava,
      },
      {
        pagina: 'notificacoes-pix',
        diz: 'a notification of the provider of Pix has not been handled for five minutes',
        metrica: this.#linha('pix_notification_oldest_age_seconds'),
        acimaDe: 300,
        em: [2, 2],
        semDados: comoEstava,
      },
      {
        pagina: 'eliminacoes-atrasadas',
        diz: 'an erasure takes more than a day',
        metrica: this.#linha('eliminacoes_atrasadas', { period: Duration.hours(1) }),
        acimaDe: 0,
        semDados: tudoBem,
      },
      ...cada(parties, (party) => ({
        pagina: 'erros',
        diz: `more than one in a hundred answers of ${party} are errors of ours`,
        metrica: porCento(
          alvos[party].metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, { period: CINCO }),
          alvos[party].metrics.requestCount({ period: CINCO }),
          CINCO,
        ),
        acimaDe: 1,
        semDados: tudoBem,
      })),
      {
        pagina: 'erros',
        qual: 'api',
        diz: 'more than one in a hundred answers of the HTTP API are errors of ours',
        metrica: porCento(
          borda.api.metricServerError({ statistic: 'Sum', period: CINCO }),
          borda.api.metricCount({ statistic: 'Sum', period: CINCO }),
          CINCO,
        ),
        acimaDe: 1,
        semDados: tudoBem,
      },
      {
        pagina: 'erros',
        qual: 'cdn',
        diz: 'more than one in a hundred answers of CloudFront are errors of ours',
        metrica: borda.cdn.metric5xxErrorRate({ statistic: 'Average', period: CINCO, region: 'us-east-1' }),
        acimaDe: 1,
        em: [2, 2],
        semDados: tudoBem,
      },
      ...cada(parties, (party) => ({
        pagina: 'lentidao',
        diz: `${party} answers in more than a second (p95)`,
        metrica: alvos[party].metrics.targetResponseTime({ statistic: 'p95', period: CINCO }),
        acimaDe: 1,
        em: [2, 3],
        semDados: tudoBem,
      })),
      {
        pagina: 'lentidao',
        qual: 'api',
        diz: 'the HTTP API answers in more than three seconds (p95)',
        metrica: borda.api.metricLatency({ statistic: 'p95', period: CINCO }),
        acimaDe: 3000,
        em: [2, 3],
        semDados: tudoBem,
      },
      ...cada(parties, (party) => ({
        pagina: 'tarefas',
        diz: `fewer tasks of ${party} run than should`,
        metrica: new cw.MathExpression({
          expression: 'deviam - correm',
          usingMetrics: {
            deviam: this.#doEcs('DesiredTaskCount', servicos, party),
            correm: this.#doEcs('RunningTaskCount', servicos, party),
          },
          period: MINUTO,
        }),
        acimaDe: 0,
        em: [5, 15],
        semDados: alarma,
      })),
      ...parties.map(
        (party): Alarme => ({
          pagina: 'tarefas',
          qual: `${party}-doente`,
          diz: `the load balancer finds a task of ${party} unhealthy`,
          metrica: alvos[party].metrics.unhealthyHostCount({ statistic: 'Maximum', period: MINUTO }),
          acimaDe: 0,
          em: [3, 5],
          semDados: tudoBem,
        }),
      ),
      ...parties.map(
        (party): Alarme => ({
          pagina: 'tarefas',
          qual: `${party}-calado`,
          diz: `no process of ${party} has said for five minutes how it is`,
          metrica: this.#linha('medidas', {}, party),
          abaixoDe: 1,
          semDados: alarma,
        }),
      ),
      {
        pagina: 'tarefas',
        qual: 'nao-comecou',
        diz: 'a process ended before it began',
        metrica: this.#linha('nao_comecou'),
        acimaDe: 0,
        semDados: tudoBem,
      },
      ...cada(parties, (party) => ({
        pagina: 'recursos',
        diz: `the tasks of ${party} use more than nine tenths of their CPU, however many there are`,
        metrica: servicos.servicos[party].metricCpuUtilization({ statistic: 'Average', period: CINCO }),
        acimaDe: 90,
        em: [3, 3],
        semDados: tudoBem,
      })),
      ...parties.map(
        (party): Alarme => ({
          pagina: 'recursos',
          qual: `${party}-memoria`,
          diz: `a task of ${party} uses more than nine tenths of its memory`,
          metrica: servicos.servicos[party].metricMemoryUtilization({ statistic: 'Maximum', period: CINCO }),
          acimaDe: 90,
          em: [3, 3],
          semDados: tudoBem,
        }),
      ),
      {
        pagina: 'aurora',
        qual: 'capacidade',
        diz: 'Aurora uses more than nine tenths of the capacity it may have',
        metrica: dados.mysql.metricACUUtilization({ statistic: 'Maximum', period: CINCO }),
        acimaDe: 90,
        em: [3, 3],
        semDados: tudoBem, // paused, it says nothing
      },
      {
        pagina: 'aurora',
        qual: 'cpu',
        diz: 'Aurora uses more than nine tenths of its CPU',
        metrica: dados.mysql.metricCPUUtilization({ statistic: 'Maximum', period: CINCO }),
        acimaDe: 90,
        em: [3, 3],
        semDados: tudoBem,
      },
      {
        pagina: 'aurora',
        qual: 'memoria',
        diz: 'Aurora, grown as far as it may, would have less than a tenth of its memory free',
        metrica: dados.mysql.metricFreeableMemory({ statistic: 'Minimum', period: CINCO }),
        abaixoDe: (aurora.max * BYTES_POR_ACU) / 10,
        em: [3, 3],
        semDados: tudoBem,
      },
      {
        pagina: 'aurora',
        qual: 'conexoes',
        diz: 'Aurora has four fifths of the connections it takes',
        metrica: dados.mysql.metricDatabaseConnections({ statistic: 'Maximum', period: CINCO }),
        acimaDe: 0.8 * conexoes(aurora.max),
        em: [2, 2],
        semDados: tudoBem,
      },
      ...(aurora.leitores > 0
        ? [
            {
              pagina: 'aurora',
              qual: 'replica',
              diz: 'who would take over is more than a second behind',
              metrica: dados.mysql.metric('AuroraReplicaLagMaximum', { statistic: 'Maximum', period: CINCO }),
              acimaDe: 1000,
              em: [2, 2],
              semDados: tudoBem,
            } satisfies Alarme,
          ]
        : []),
      {
        pagina: 'documentdb',
        qual: 'cpu',
        diz: 'DocumentDB uses more than four fifths of its CPU',
        metrica: this.#doDocumentdb('CPUUtilization', 'Maximum', dados),
        acimaDe: 80,
        em: [3, 3],
        semDados: alarma,
      },
      {
        pagina: 'documentdb',
        qual: 'memoria',
        diz: 'DocumentDB has less than a quarter of a gigabyte of memory free',
        metrica: this.#doDocumentdb('FreeableMemory', 'Minimum', dados),
        abaixoDe: 256 * 1024 ** 2,
        em: [3, 3],
        semDados: tudoBem,
      },
      {
        pagina: 'documentdb',
        qual: 'disco',
        diz: 'an instance of DocumentDB has less than two gigabytes of its own disk free',
        metrica: this.#doDocumentdb('FreeLocalStorage', 'Minimum', dados),
        abaixoDe: 2 * 1024 ** 3,
        semDados: tudoBem,
      },
      {
        pagina: 'documentdb',
        qual: 'cursores',
        diz: 'DocumentDB has four fifths of the cursors open that it may',
        metrica: this.#doDocumentdb('DatabaseCursorsMax', 'Maximum', dados),
        acimaDe: 0.8 * CURSORES[documentdb.classe],
        semDados: tudoBem,
      },
      ...cada(Object.keys(identidade.funcoes) as Funcao[], (funcao) => ({
        pagina: 'funcoes',
        diz: `${funcao} fails, or may not run as often as it is called`,
        metrica: new cw.MathExpression({
          expression: 'FILL(erros, 0) + FILL(recusas, 0)',
          usingMetrics: {
            erros: identidade.funcoes[funcao].metricErrors({ period: CINCO }),
            recusas: identidade.funcoes[funcao].metricThrottles({ period: CINCO }),
          },
          period: CINCO,
        }),
        acimaDe: 0,
        semDados: tudoBem,
      })),
      ...(Object.keys(identidade.funcoes) as Funcao[]).map(
        (funcao): Alarme => ({
          pagina: 'funcoes',
          qual: `${funcao}-lenta`,
          diz: `${funcao} takes more than four fifths of the time it has`,
          metrica: identidade.funcoes[funcao].metricDuration({ statistic: 'Maximum', period: CINCO }),
          acimaDe: 0.8 * (identidade.funcoes[funcao].timeout?.toMilliseconds() ?? 3000),
          em: [2, 2],
          semDados: tudoBem,
        }),
      ),
      {
        pagina: 'identidade',
        qual: 'limites',
        diz: 'the user pool refuses what is asked too often',
        metrica: new cw.MathExpression({
          expression: 'FILL(entradas, 0) + FILL(cadastros, 0) + FILL(renovacoes, 0)',
          usingMetrics: {
            entradas: doPool('SignInThrottles'),
            cadastros: doPool('SignUpThrottles'),
            renovacoes: doPool('TokenRefreshThrottles'),
          },
          period: CINCO,
        }),
        acimaDe: 0,
        semDados: tudoBem,
      },
      {
        pagina: 'identidade',
        qual: 'entradas-recusadas',
        diz: 'more than a hundred times in five minutes somebody could not come in',
        metrica: this.#linha('entradas_recusadas'),
        acimaDe: 100,
        semDados: tudoBem,
      },
      {
        pagina: 'emails',
        qual: 'devolvidos',
        diz: 'one in thirty of our e-mails comes back; at one in twenty Amazon looks at the account',
        metrica: doSes('Reputation.BounceRate'),
        acimaDe: 0.03,
        semDados: tudoBem,
      },
      {
        pagina: 'emails',
        qual: 'reclamacoes',
        diz: 'one in two thousand of our e-mails is called unwanted; at one in a thousand Amazon looks at the account',
        metrica: doSes('Reputation.ComplaintRate'),
        acimaDe: 0.0005,
        semDados: tudoBem,
      },
      {
        pagina: 'emails',
        qual: 'desistidos',
        diz: 'e-mails were given up',
        metrica: this.#linha('emails_desistidos'),
        acimaDe: 0,
        semDados: tudoBem,
      },
      ...(dominio
        ? [
            {
              pagina: 'certificado',
              diz: `the certificate of ${dominio.nome} ends in less than a month`,
              metrica: new cw.Metric({
                namespace: 'AWS/CertificateManager',
                metricName: 'DaysToExpiry',
                dimensionsMap: { CertificateArn: dominio.certificadoArn },
                statistic: 'Minimum',
                period: Duration.days(1),
              }),
              abaixoDe: 30,
              semDados: comoEstava,
            } satisfies Alarme,
          ]
        : []),
      ...nats.map(
        (nat, indice): Alarme => ({
          pagina: 'nat',
          qual: String(indice + 1),
          diz: 'a NAT gateway has no ports left, or loses packets: nobody reaches the provider of Pix by it',
          metrica: new cw.MathExpression({
            expression: 'FILL(portas, 0) + FILL(perdidos, 0)',
            usingMetrics: Object.fromEntries(
              Object.entries({ portas: 'ErrorPortAllocation', perdidos: 'PacketsDropCount' }).map(
                ([nome, metricName]) => [
                  nome,
                  total(
                    new cw.Metric({
                      namespace: 'AWS/NATGateway',
                      metricName,
                      dimensionsMap: { NatGatewayId: nat.attrNatGatewayId },
                      period: CINCO,
                    }),
                  ),
                ],
              ),
            ),
            period: CINCO,
          }),
          acimaDe: 0,
          em: [2, 2],
          semDados: tudoBem,
        }),
      ),
    ];
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
  #deployments({ mensagens, servicos }: De): void {
    new events.Rule(this, 'Deployments', {
      ruleName: this.nome('deployments'),
      description: 'A deployment was not taken, and the one before goes on. See docs/runbook/tarefas.md',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Deployment State Change'],
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
        resources: Object.values(servicos.servicos).map(({ serviceArn }) => serviceArn),
      },
      targets: [new destinos.SnsTopic(mensagens.alarmes)],
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
            cadaUm((party) => this.#doEcs('RunningTaskCount', servicos, party).with({ label: `${party}: tasks` })),
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
            [this.#doDocumentdb('CPUUtilization', 'Maximum', dados).with({ label: 'CPU (%)' })],
            [
              this.#doDocumentdb('DatabaseConnectionsMax', 'Maximum', dados).with({ label: 'connections' }),
              this.#doDocumentdb('DatabaseCursorsMax', 'Maximum', dados).with({ label: 'cursors' }),
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

/**
 * The connections an Aurora of at most so many units takes, by Amazon's own formula (its `max_connections` is never given):
 * each process of ours opens 16 at most.
 */
const conexoes = (acu: number): number =>
  Math.min(
    2000,
    Math.max(
      Math.log2((acu * BYTES_POR_ACU) / 805_306_368) * 45,
      Math.log2((acu * BYTES_POR_ACU) / 8_187_281_408) * 1000,
    ),
  );
