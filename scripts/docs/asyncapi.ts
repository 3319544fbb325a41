import { streams } from '@foodious/contracts/events.ts';
import { type MessageType, messages } from '@foodious/contracts/messages.ts';
import {
  dlq,
  fifo,
  type QueueName,
  queueAttributes,
  queueNames,
  queues,
  senderOf,
  sendersOf,
} from '@foodious/contracts/resources.ts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** The event catalogue as AsyncAPI 3: every queue with its messages, every live stream with its events. */
export function asyncapi(): string {
  const schemas: Json = {};
  /** A schema as the document writes it: what has a name of its own stands in `components` once. */
  const schemaOf = (schema: z.ZodType): Json => {
    const { $schema: _, definitions = {}, ...own } = z.toJSONSchema(schema, { target: 'draft-7' }) as Json;
    const moved = (part: unknown): Json =>
      JSON.parse(JSON.stringify(part).replaceAll('#/definitions/', '#/components/schemas/'));
    for (const [name, definition] of Object.entries(definitions as Json)) {
      const { id: _id, ...rest } = moved(definition);
      schemas[name] = rest;
    }
    return moved(own);
  };
  const ref = (path: string) => ({ $ref: `#/${path}` });

  const queueMessages = Object.fromEntries(
    (Object.keys(messages) as MessageType[]).map((tipo) => [
      tipo,
      {
        name: tipo,
        contentType: 'application/json',
        headers: {
          type: 'object',
          properties: { traceparent: { type: 'string', description: 'W3C Trace Context, a message attribute' } },
        },
        payload: schemaOf(envelopeOf(tipo)),
      },
    ]),
  );
  const queueChannels = Object.fromEntries(
    queueNames.map((queue) => [
      queue,
      {
        address: fifo(queue),
        title: queues[queue].story,
        description: `From ${senderOf(queue)} to ${queues[queue].to}. Message group: ${groupOf(queue)}. Deduplication id: the id of the message.`,
        servers: [ref('servers/sqs')],
        messages: Object.fromEntries(messagesOn(queue).map((tipo) => [tipo, ref(`components/messages/${tipo}`)])),
        bindings: { sqs: sqsBinding(queue) },
      },
    ]),
  );

  const streamMessages: Json = {};
  const streamChannels: Json = {};
  for (const [name, { path, anyOf, tells, events }] of Object.entries(streams)) {
    for (const [event, schema] of Object.entries(events))
      streamMessages[`${name}.${event}`] = {
        name: event,
        contentType: 'text/event-stream',
        summary: event === 'retrato' ? 'How things stand, where the stream begins' : `What is new: ${event}`,
        payload: schemaOf(schema),
      };
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => [parameter, {}]);
    streamChannels[`stream-${name}`] = {
      address: path,
      title: `Live: ${name}`,
      description: `Server-sent events: ${tells}. ${anyOf.length ? `A token with any of: ${anyOf.join(', ')}.` : 'No token.'} The id of an event is a position to resume after (Last-Event-ID).`,
      servers: [ref('servers/gateway')],
      ...(parameters.length ? { parameters: Object.fromEntries(parameters) } : {}),
      messages: Object.fromEntries(
        Object.keys(events).map((event) => [event, ref(`components/messages/${name}.${event}`)]),
      ),
    };
  }

  const operations: Json = {};
  for (const queue of queueNames) {
    const { to } = queues[queue];
    const on = { channel: ref(`channels/${queue}`) };
    for (const from of sendersOf(queue))
      operations[`${from}-sends-${queue}`] = { action: 'send', ...on, tags: [{ name: from }] };
    operations[`${to}-hears-${queue}`] = { action: 'receive', ...on, tags: [{ name: to }] };
  }
  for (const [name, { from }] of Object.entries(streams))
    operations[`${from}-tells-${name}`] = {
      action: 'send',
      channel: ref(`channels/stream-${name}`),
      tags: [{ name: from }],
    };

  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Fast & Foodious: messages and live events',
      version: '1.0.0',
      license: { name: 'MIT' },
      description:
        'What the services tell each other over SQS, and what screens hear over server-sent events. Written by `npm run docs` from packages/contracts.',
    },
    defaultContentType: 'application/json',
    servers: {
      sqs: { host: '127.0.0.1:4566', protocol: 'sqs', description: 'The queues; on AWS, Amazon SQS' },
      gateway: { host: '127.0.0.1:8080', protocol: 'http', description: 'The gateway' },
    },
    channels: { ...queueChannels, ...streamChannels },
    operations,
    components: { messages: { ...queueMessages, ...streamMessages }, schemas },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** The types of message that travel on a queue. */
export const messagesOn = (queue: QueueName): MessageType[] =>
  (Object.keys(messages) as MessageType[]).filter((tipo) => messages[tipo].queues.includes(queue));

/** What the messages of a queue stay in order by, as their senders group them: the pedido they are about, or what else it is. */
const groupOf = (queue: QueueName): string => NOT_BY_PEDIDO[queue] ?? 'the pedido';
const NOT_BY_PEDIDO: Partial<Record<QueueName, string>> = {
  'produto-alterado': 'the produto (`produto-<id>`)',
  'lgpd-protocolo-delecao-req': 'the protocolo of the erasure',
  'lgpd-desvincular-pagamento-req': 'the protocolo of the erasure',
  'lgpd-desvincular-cozinha-req': 'the protocolo of the erasure',
  'lgpd-apagar-identidade-req': 'the protocolo of the erasure',
  'lgpd-delecao-res': 'the protocolo of the erasure',
};

const envelopeOf = (tipo: MessageType) =>
  z.object({
    id: z.uuid().describe('UUID v7, one for each receiver: deduplication id and inbox key'),
    tipo: z.literal(tipo),
    versao: z.literal(messages[tipo].versao),
    ocorridoEm: z.iso.datetime().describe('UTC'),
    pedidoId: z.int().positive().nullable().describe('Null for what is about no pedido'),
    correlacao: z.string().describe('The story it belongs to: a trace id, as a UUID'),
    lojaId: z.int().positive().optional().describe('The loja in which it happened; none: the one there was'),
    dados: messages[tipo].dados,
  });

/** https://github.com/asyncapi/bindings/tree/master/sqs: durations in seconds. */
function sqsBinding(queue: QueueName) {
  const { queue: main, deadLetters, maxReceiveCount } = queueAttributes;
  return {
    queue: {
      name: fifo(queue),
      fifoQueue: true,
      visibilityTimeout: Number(main.VisibilityTimeout),
      receiveMessageWaitTime: Number(main.ReceiveMessageWaitTimeSeconds),
      messageRetentionPeriod: Number(main.MessageRetentionPeriod),
      redrivePolicy: { deadLetterQueue: { name: dlq(queue) }, maxReceiveCount },
    },
    deadLetterQueue: {
      name: dlq(queue),
      fifoQueue: true,
      messageRetentionPeriod: Number(deadLetters.MessageRetentionPeriod),
    },
    bindingVersion: '0.2.0',
  };
}
