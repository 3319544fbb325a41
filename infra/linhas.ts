import { type Party, parties } from '@foodious/contracts/services.ts';
import { Duration } from 'aws-cdk-lib';
import * as cw from 'aws-cdk-lib/aws-cloudwatch';

/** What a process tells of itself each minute, in a line `medidas`: by whom, and whether the largest or the sum counts. */
export const medidas = {
  outbox_oldest_age_seconds: parties,
  refused_messages: parties,
  stuck_orders: ['pedido'],
  open_divergences: ['pagamento'],
  reconciliation_age_seconds: ['pagamento'],
  refund_oldest_age_seconds: ['pagamento'],
  pix_notification_oldest_age_seconds: ['pagamento'],
} as const satisfies Record<string, readonly Party[]>;

/** Lines that are counted: whose, and which. */
export const contadas = {
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

/** How often what is measured is looked at. */
export const MINUTO = Duration.minutes(1);
export const CINCO = Duration.minutes(5);

/** A metric of the lines of an environment: of all services together, or of one. */
export const metricaDeLinhas =
  (namespace: string) =>
  (
    metricName: keyof typeof medidas | keyof typeof contadas,
    props: cw.MetricOptions = {},
    servico?: Party,
  ): cw.Metric =>
    new cw.Metric({
      namespace,
      metricName,
      ...(servico ? { dimensionsMap: { service: servico } } : {}),
      ...(metricName in medidas ? { statistic: 'Maximum', period: MINUTO } : { statistic: 'Sum', period: CINCO }),
      ...props,
    });

/** Questions somebody asks of the logs; a number that is 0 is put in before. Lines of all services, unless named. */
export const consultas: Readonly<Record<string, { de?: readonly Party[]; linhas: readonly string[] }>> = {
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
