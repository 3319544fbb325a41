import type { Party } from './services.ts';

/**
 * Who sends and who hears on each queue, and why. One queue has one receiver: what several hear travels on a queue for each
 * (see {@link messages}). Queues, their dead-letter queues, docs/ and the infrastructure come from this table.
 */
export const queues = {
  'solicitar-pagamento-req': { from: 'pedido', to: 'pagamento', story: 'S1 a checkout asks for a pagamento' },
  'webhook-pagamento-confirmado-res': { from: 'pagamento', to: 'pedido', story: 'S2 the provider approved' },
  'webhook-pagamento-rejeitado-res': {
    from: 'pagamento',
    to: 'pedido',
    story: 'S3 the provider refused, or it expired',
  },
  'preparacao-pedido-req': {
    from: 'pedido',
    to: 'cozinha',
    story: 'S4 what the cozinha has to prepare, change or drop',
  },
  'preparacao-pedido-res': { from: 'cozinha', to: 'pedido', story: 'S4 where the comanda stands' },
  'estorno-pagamento-req': { from: 'pedido', to: 'pagamento', story: 'S5 give the money back, or do not take it' },
  'estorno-pagamento-res': { from: 'pagamento', to: 'pedido', story: 'S5 the money went back' },
  'produto-alterado': { from: 'produto', to: 'pedido', story: 'S6 the catalogue changed' },
  'ajustes-alterados': { from: 'pedido', to: 'cozinha', story: 'S4 what the gerência sets for a preparation' },
  'lgpd-protocolo-delecao-req': { from: 'pedido', to: 'pedido', story: 'S7 archive the receipt of an erasure' },
  'auditoria-req': { from: ['produto', 'pedido', 'pagamento'], to: 'gateway', story: 'what the staff did' },
  'lgpd-desvincular-pagamento-req': {
    from: 'pedido',
    to: 'pagamento',
    story: 'S7 whose pagamentos lose their link to a person',
  },
  'lgpd-desvincular-cozinha-req': {
    from: 'pedido',
    to: 'cozinha',
    story: 'S7 which comandas lose what was asked for in words',
  },
  'lgpd-apagar-identidade-req': {
    from: 'pedido',
    to: 'gateway',
    story: 'S7 end the sessions and the identity of a person',
  },
  'lgpd-delecao-res': {
    from: ['pagamento', 'cozinha', 'gateway'],
    to: 'pedido',
    story: 'S7 a part of an erasure is done',
  },
} as const satisfies Record<string, { from: Party | readonly Party[]; to: Party; story: string }>;

export type QueueName = keyof typeof queues;

/** Who sends on a queue: one, or several that tell the same. */
export const sendersOf = (queue: QueueName): readonly Party[] =>
  [queues[queue].from as Party | readonly Party[]].flat();

/** The sender of what comes on a queue, by name; of a queue several send on, a word for all of them. */
export function senderOf(queue: QueueName): string {
  const [sender = '', ...others] = sendersOf(queue);
  return others.length === 0 ? sender : 'serviços';
}
export const queueNames = Object.keys(queues) as QueueName[];

/** How long a delivery stays hidden while it is handled, in milliseconds; who works on it longer extends that. */
export const VISIBILITY_MS = 10_000;
/** Failed tries to handle a message before its reader moves it to the dead-letter queue. */
export const MAX_TRIES = 3;
/**
 * Deliveries before the broker itself moves a message there: the last resort against one that kills whoever holds it. The
 * deaths of readers that have nothing to do with it count too, and so it is far above what those can come to.
 */
export const MAX_RECEIVES = 50;
/** The largest message a queue takes, in bytes. */
export const MAX_MESSAGE_BYTES = 1_048_576;
/** Days a message waits to be read, and days a dead letter is kept. */
const QUEUE_RETENTION_DAYS = 4;
export const DLQ_RETENTION_DAYS = 14;

/** The names queues bear at the broker: `<name>.fifo`, and `<name>-dlq.fifo` behind it. */
export const fifo = (queue: QueueName): string => `${queue}.fifo`;
export const dlq = (queue: QueueName): string => `${queue}-dlq.fifo`;

const days = (count: number) => String(count * 86_400);

/**
 * The attributes of a queue and of its dead-letter queue, as `CreateQueue` and CloudFormation name them (durations in
 * seconds). The redrive policy needs the address of the dead-letter queue, which only whoever creates it knows.
 */
export const queueAttributes = {
  queue: {
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false', // the sender's event id is the deduplication id
    VisibilityTimeout: String(VISIBILITY_MS / 1000),
    MessageRetentionPeriod: days(QUEUE_RETENTION_DAYS),
    ReceiveMessageWaitTimeSeconds: '0', // who receives says how long it waits
  },
  deadLetters: {
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false',
    MessageRetentionPeriod: days(DLQ_RETENTION_DAYS),
  },
  maxReceiveCount: MAX_RECEIVES,
} as const;

/** The buckets of object storage, and who keeps each. */
export const buckets = {
  imagens: { service: 'produto', holds: 'the pictures of the products, by the hash of their bytes' },
  protocolos: { service: 'pedido', holds: 'the receipts of erasures (LGPD)' },
  auditoria: { service: 'gateway', holds: 'where the audit log ended, day by day' },
} as const satisfies Record<string, { service: Party; holds: string }>;
export type BucketName = keyof typeof buckets;
export const bucketNames = Object.keys(buckets) as BucketName[];

/** The name a bucket bears at the store: names there are one for the whole world, and so the prefix is each restaurant's own. */
export const bucketOf = (bucket: BucketName, { BUCKETS_PREFIX }: { BUCKETS_PREFIX: string }): string =>
  `${BUCKETS_PREFIX}-${bucket}`;
