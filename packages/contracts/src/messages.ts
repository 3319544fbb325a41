import type { Context } from '@foodious/kernel/context.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

const centavos = z.int().nonnegative();
const id = z.int().positive();

/** Who sends and who hears on each queue, and why. Queues, DLQs, docs/saga.md and the infrastructure come from this table. */
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
  'lgpd-protocolo-delecao-req': { from: 'pedido', to: 'pedido', story: 'S7 archive the receipt of an erasure' },
} as const satisfies Record<string, { from: ServiceName; to: ServiceName; story: string }>;

export type ServiceName = 'produto' | 'pedido' | 'pagamento' | 'cozinha';
export type QueueName = keyof typeof queues;

const message = <D extends z.ZodType>(queue: QueueName, versao: number, dados: D) => ({ queue, versao, dados });

/**
 * Everything that crosses a queue, by `tipo`. Ids only: a message never carries a name, an e-mail or a CPF.
 * A change that an old reader cannot take gets a new `versao`; an unknown one goes to the DLQ.
 */
export const messages = {
  'pagamento-solicitado': message(
    'solicitar-pagamento-req',
    1,
    z.object({ transacaoId: z.uuid(), tentativa: z.int().positive(), totalCentavos: centavos }),
  ),
  'pagamento-confirmado': message('webhook-pagamento-confirmado-res', 1, z.object({ transacaoId: z.uuid() })),
  'pagamento-rejeitado': message(
    'webhook-pagamento-rejeitado-res',
    1,
    z.object({ transacaoId: z.uuid(), motivo: z.enum(['recusado', 'expirado', 'cancelado']) }),
  ),
  'preparacao-solicitada': message(
    'preparacao-pedido-req',
    1,
    z.object({
      senha: z.int().positive(),
      consumo: z.enum(['local', 'viagem']).nullable().default(null),
      itens: z.array(
        z.object({
          produtoId: id,
          nome: z.string(),
          idCategoriaProduto: z.int(),
          quantidade: z.int().positive(),
          observacoes: z.string().nullable().default(null),
        }),
      ),
    }),
  ),
  'preparacao-alterada': message(
    'preparacao-pedido-req',
    1,
    z.object({ estado: z.enum(['EM_PREPARACAO', 'PRONTO', 'FINALIZADO']), movimentos: z.int().positive() }),
  ),
  'preparacao-cancelada': message('preparacao-pedido-req', 1, z.object({})),
  'preparo-mudou': message(
    'preparacao-pedido-res',
    1,
    z.object({ estado: z.enum(['EM_PREPARACAO', 'PRONTO', 'FINALIZADO']), movimentos: z.int().nonnegative() }),
  ),
  'estorno-solicitado': message('estorno-pagamento-req', 1, z.object({ transacaoId: z.uuid() })),
  'pagamento-estornado': message(
    'estorno-pagamento-res',
    1,
    z.object({ transacaoId: z.uuid(), totalCentavos: centavos }),
  ),
  'produto-alterado': message(
    'produto-alterado',
    1,
    z.object({
      id,
      versao: z.int().positive(),
      nome: z.string(),
      idCategoriaProduto: z.int(),
      descricao: z.string(),
      precoCentavos: centavos,
      imagemUrl: z.string().nullable(),
      ativo: z.boolean(),
      disponivel: z.boolean().default(true),
    }),
  ),
  'lgpd-delecao-solicitada': message('lgpd-protocolo-delecao-req', 1, z.object({ protocolo: z.uuid() })),
} as const;

export type MessageType = keyof typeof messages;
export type Data<T extends MessageType> = z.infer<(typeof messages)[T]['dados']>;

/** What travels in the body of an SQS message of one type. */
export type EnvelopeOf<T extends MessageType> = {
  /** UUID v7: FIFO deduplication id and inbox key. */
  id: string;
  tipo: T;
  versao: number;
  /** ISO 8601 instant, UTC. */
  ocorridoEm: string;
  /** The message group; null for what is about no pedido. */
  pedidoId: number | null;
  /** The request that began the story. */
  correlacao: string;
  dados: Data<T>;
};

/** Any message; its `tipo` tells its `dados`. */
export type Envelope = { [T in MessageType]: EnvelopeOf<T> }[MessageType];

/** An envelope, where it goes, the trace it is part of, and the id of what made it. */
export type Outgoing = { queue: QueueName; group: string; envelope: Envelope; traceparent: string; causa: string };

/** Where a message comes from: the order it is about (or another group), the story it belongs to, the instant. */
export type Origin = { pedidoId: number } | { group: string };

/** Makes the envelope of a new message. Throws ZodError when `dados` is not what the contract says: a bug of the sender. */
export function stamp<T extends MessageType>(
  tipo: T,
  origin: Origin,
  dados: Data<T>,
  context: Pick<Context, 'agora' | 'correlacao' | 'traceparent' | 'causa'>,
): Outgoing {
  const { queue, versao, dados: schema } = messages[tipo];
  const pedidoId = 'pedidoId' in origin ? origin.pedidoId : null;
  const envelope = {
    id: uuidv7(),
    tipo,
    versao,
    ocorridoEm: context.agora.toISOString(),
    pedidoId,
    correlacao: context.correlacao,
    dados: schema.parse(dados) as Data<T>,
  };
  const { traceparent, causa } = context;
  const group = 'group' in origin ? origin.group : String(pedidoId);
  return { queue, group, envelope: envelope as Envelope, traceparent, causa };
}

const frame = z.object({
  id: z.uuid(),
  tipo: z.string(),
  versao: z.int(),
  ocorridoEm: z.iso.datetime(),
  pedidoId: id.nullable(),
  correlacao: z.string(),
  dados: z.unknown(),
});

/** What the body of a message says of itself, whether or not it can be handled; undefined when it is no envelope at all. */
export function readFrame(body: string): z.infer<typeof frame> | undefined {
  try {
    return frame.parse(JSON.parse(body));
  } catch {
    return undefined; // whoever looks at dead letters looks at these too
  }
}

/** Reads the body of a received message. Throws when it is not JSON, of an unknown type or version, or breaks its schema. */
export function parseEnvelope(queue: QueueName, body: string): Envelope {
  const envelope = frame.parse(JSON.parse(body));
  const known = messages[envelope.tipo as MessageType] as (typeof messages)[MessageType] | undefined;
  if (known?.queue !== queue) throw new Error(`unknown type ${envelope.tipo} on ${queue}`);
  if (known.versao !== envelope.versao) throw new Error(`unknown version ${envelope.versao} of ${envelope.tipo}`);
  return { ...envelope, dados: known.dados.parse(envelope.dados) } as Envelope;
}
