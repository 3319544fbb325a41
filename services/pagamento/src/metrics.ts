import { scraped } from '@foodious/platform/metrics.ts';
import { Counter } from 'prom-client';

/** Notifications of the Pix provider, by what came of them. */
export const notificacoesTratadas = new Counter({
  name: 'pix_notifications_total',
  help: 'Notifications of the Pix provider by what came of them',
  labelNames: ['resultado'],
});

export const idadeDaNotificacao = scraped(
  'pix_notification_oldest_age_seconds',
  'Age of the oldest notification of the Pix provider that is not handled yet',
  [],
);

export const divergenciasAbertas = scraped(
  'open_divergences',
  'Things ledger and provider do not agree on, and nobody resolved',
  ['tipo'],
);
export const idadeDaConciliacao = scraped(
  'reconciliation_age_seconds',
  'Age of the last comparison of the ledger with the providers; where there was none, time since the start',
  ['service'],
);
export const estornosACaminho = scraped(
  'refunds_waiting',
  'Refunds asked for and not done, by what the provider said of them last (none: it was not asked yet)',
  ['erro'],
);
export const idadeDoEstorno = scraped(
  'refund_oldest_age_seconds',
  'Age of the oldest refund that is asked for and not done',
  [],
);
