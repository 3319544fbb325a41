import { dlq, fifo, queueNames } from '@foodious/contracts/resources.ts';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { Duration } from 'aws-cdk-lib';
import * as cw from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Ambiente } from './ambientes.ts';
import type { Contexto } from './camada.ts';
import { CINCO, MINUTO, type metricaDeLinhas } from './linhas.ts';
import type { Borda } from './stacks/borda.ts';
import type { Dados } from './stacks/dados.ts';
import type { Funcao, Identidade } from './stacks/identidade.ts';
import type { Mensagens } from './stacks/mensagens.ts';
import type { Rede } from './stacks/rede.ts';
import type { Servicos } from './stacks/servicos.ts';

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
export type De = {
  rede: Rede;
  dados: Dados;
  mensagens: Mensagens;
  identidade: Identidade;
  servicos: Servicos;
  borda: Borda;
};

/** What an alarm says when nothing is measured. */
const { NOT_BREACHING: tudoBem, BREACHING: alarma, IGNORE: comoEstava } = cw.TreatMissingData;

/** A row of the table of alarms. */
export type Alarme = {
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

/** Cursors an instance of DocumentDB may have open. */
const CURSORES: Record<Ambiente['documentdb']['classe'], number> = { 't4g.medium': 30, 'r6g.large': 450 };
/** What an Aurora capacity unit has of memory. */
const BYTES_POR_ACU = 2 * 1024 ** 3;

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

/** A metric of Container Insights, which counts tasks. */
export const doEcs = (metricName: string, { cluster, servicos }: Servicos, party: Party): cw.Metric =>
  new cw.Metric({
    namespace: 'ECS/ContainerInsights',
    metricName,
    dimensionsMap: { ClusterName: cluster.clusterName, ServiceName: servicos[party].serviceName },
    statistic: 'Average',
    period: MINUTO,
  });

/** A metric of the cluster of DocumentDB. */
export const doDocumentdb = (metricName: string, statistic: string, { documentos }: Dados): cw.Metric =>
  new cw.Metric({
    namespace: 'AWS/DocDB',
    metricName,
    dimensionsMap: { DBClusterIdentifier: documentos.clusterIdentifier },
    statistic,
    period: CINCO,
  });

/** The table of all alarms. */
export function alarmesDe(
  { rede, dados, mensagens, identidade, servicos, borda }: De,
  { ambiente, casa }: Contexto,
  linha: ReturnType<typeof metricaDeLinhas>,
): Alarme[] {
  const { aurora, documentdb } = ambiente;
  const { alvos } = servicos;
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
  const { dominio } = casa;

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
      metrica: linha('refused_messages'),
      acimaDe: 0,
      semDados: comoEstava,
    },
    {
      pagina: 'outbox-parado',
      diz: 'messages wait in an outbox for more than half a minute',
      metrica: linha('outbox_oldest_age_seconds'),
      acimaDe: 30,
      em: [2, 2],
      semDados: comoEstava,
    },
    {
      pagina: 'pedidos-parados',
      diz: 'pedidos stand where they should not for too long',
      metrica: linha('stuck_orders'),
      acimaDe: 0,
      em: [5, 5],
      semDados: comoEstava,
    },
    {
      pagina: 'divergencias',
      diz: 'ledger and provider of Pix do not agree',
      metrica: linha('open_divergences'),
      acimaDe: 0,
      em: [15, 15],
      semDados: comoEstava,
    },
    {
      pagina: 'conciliacao-atrasada',
      diz: 'ledger and provider of Pix have not been compared for half an hour',
      metrica: linha('reconciliation_age_seconds'),
      acimaDe: 1800,
      em: [5, 5],
      semDados: comoEstava,
    },
    {
      pagina: 'estornos-parados',
      diz: 'a refund has been asked for and not done for an hour',
      metrica: linha('refund_oldest_age_seconds'),
      acimaDe: 3600,
      em: [5, 5],
      semDados: comoEstava,
    },
    {
      pagina: 'notificacoes-pix',
      diz: 'a notification of the provider of Pix has not been handled for five minutes',
      metrica: linha('pix_notification_oldest_age_seconds'),
      acimaDe: 300,
      em: [2, 2],
      semDados: comoEstava,
    },
    {
      pagina: 'eliminacoes-atrasadas',
      diz: 'an erasure takes more than a day',
      metrica: linha('eliminacoes_atrasadas', { period: Duration.hours(1) }),
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
          deviam: doEcs('DesiredTaskCount', servicos, party),
          correm: doEcs('RunningTaskCount', servicos, party),
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
        metrica: linha('medidas', {}, party),
        abaixoDe: 1,
        semDados: alarma,
      }),
    ),
    {
      pagina: 'tarefas',
      qual: 'nao-comecou',
      diz: 'a process ended before it began',
      metrica: linha('nao_comecou'),
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
      metrica: doDocumentdb('CPUUtilization', 'Maximum', dados),
      acimaDe: 80,
      em: [3, 3],
      semDados: alarma,
    },
    {
      pagina: 'documentdb',
      qual: 'memoria',
      diz: 'DocumentDB has less than a quarter of a gigabyte of memory free',
      metrica: doDocumentdb('FreeableMemory', 'Minimum', dados),
      abaixoDe: 256 * 1024 ** 2,
      em: [3, 3],
      semDados: tudoBem,
    },
    {
      pagina: 'documentdb',
      qual: 'disco',
      diz: 'an instance of DocumentDB has less than two gigabytes of its own disk free',
      metrica: doDocumentdb('FreeLocalStorage', 'Minimum', dados),
      abaixoDe: 2 * 1024 ** 3,
      semDados: tudoBem,
    },
    {
      pagina: 'documentdb',
      qual: 'cursores',
      diz: 'DocumentDB has four fifths of the cursors open that it may',
      metrica: doDocumentdb('DatabaseCursorsMax', 'Maximum', dados),
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
      metrica: linha('entradas_recusadas'),
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
      metrica: linha('emails_desistidos'),
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
                new cw.Metric({
                  namespace: 'AWS/NATGateway',
                  metricName,
                  dimensionsMap: { NatGatewayId: nat.attrNatGatewayId },
                  statistic: 'Sum',
                  period: CINCO,
                }),
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
