import type { Party } from '@foodious/contracts/services.ts';
import type { Trails } from '@foodious/contracts/trail.ts';
import type { Sql } from '@foodious/platform/sql.ts';
import type { Logger } from 'pino';
import { createMessaging, type Messaging } from './messaging.ts';
import type { Prune } from './retention.ts';
import { type InTransaction, type MessagingTables, sqlOutbox, sqlPrunes, sqlTransaction } from './sql.ts';
import { sqsBroker, sqsCare, sqsClient } from './sqs.ts';
import { sqlTrail } from './trail.ts';

/**
 * The messaging of a service whose outbox, inbox and trail are tables of its database. Its trail has the entries the contract
 * lists for it: it alone writes them.
 */
export function sqlMessaging<DB extends MessagingTables, S extends Party>({
  service,
  sql: { db, transact },
  settings,
  prunes = [],
  log,
}: {
  service: S;
  sql: Sql<DB>;
  settings: { SQS_ENDPOINT: string; AWS_REGION: string; RETENCAO_DIAS: number };
  /** What else of the service grows for ever. */
  prunes?: readonly Prune[];
  log: Logger;
}): { messaging: Messaging<Trails[S]>; inTransaction: InTransaction<DB, Trails[S]> } {
  const client = sqsClient(settings);
  const messaging = createMessaging({
    service,
    outbox: sqlOutbox(db, transact),
    trail: sqlTrail(db, transact),
    broker: sqsBroker(client),
    care: sqsCare(client),
    prunes: [...sqlPrunes(db, transact), ...prunes],
    retentionDays: settings.RETENCAO_DIAS,
    log,
  });
  return { messaging, inTransaction: sqlTransaction(transact, messaging) };
}
