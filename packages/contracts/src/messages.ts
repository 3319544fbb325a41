import { type Context, LOJA } from '@foodious/kernel/context.ts';
import {
  CAMINHO_DO_PREPARO,
  CAUSAS_DE_ESTORNO,
  CONSUMOS,
  ESTADOS_DO_PREPARO,
  MEIOS,
  MOTIVOS,
  PARTES_DA_DELECAO,
} from '@foodious/kernel/estados.ts';
import type { Subject } from '@foodious/kernel/subject.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Auditada } from './auditoria.ts';
import type { QueueName } from './resources.ts';
import { aboutPedido } from './subjects.ts';

/** Pedidos one message of an erasure names at most. */
export const PEDIDOS_POR_MORDIDA = 500;

const centavos = z.int().nonnegative();
const id = z.int().positive();
/** A part of an erasure: the protocolo, and which bite of its pedidos. Ids only, and not more than a message can hold. */
const mordida = { protocolo: z.uuid(), mordida: z.int().nonnegative() };
const pedidoIds = z.array(id).max(PEDIDOS_POR_MORDIDA);
const estadoPreparo = z.enum(ESTADOS_DO_PREPARO);

/** A message: its version, the queue of each of its receivers, and what it tells. */
const message = <D extends z.ZodType>(versao: number, to: readonly [QueueName, ...QueueName[]], dados: D) => ({
  versao,
  queues: to,
  dados,
});

/**
 * Everything that crosses a queue, by `tipo`. Ids only: a message never carries a name, an e-mail or a CPF. A fact that
 * several must hear names a queue for each: it leaves as one message a receiver, and the first queue keeps its name.
 * A change that an old reader cannot take gets a new `versao`; an unknown one goes to the DLQ.
 */
export const messages = {
  'pagamento-solicitado': message(
    1,
    ['solicitar-pagamento-req'],
    z.object({
      transacaoId: z.uuid(),
      tentativa: z.int().positive(),
      totalCentavos: centavos,
      dono: z.string().nullable().default(null),
      clienteId: id.nullable().default(null),
      meio: z.enum(MEIOS).default('pix'),
    }),
  ),
  'pagamento-confirmado': message(1, ['webhook-pagamento-confirmado-res'], z.object({ transacaoId: z.uuid() })),
  'pagamento-rejeitado': message(
    1,
    ['webhook-pagamento-rejeitado-res'],
    z.object({ transacaoId: z.uuid(), motivo: z.enum(MOTIVOS) }),
  ),
  'preparacao-solicitada': message(
    1,
    ['preparacao-pedido-req'],
    z.object({
      senha: z.int().positive(),
      consumo: z.enum(CONSUMOS).nullable().default(null),
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
    1,
    ['preparacao-pedido-req'],
    z.object({ estado: estadoPreparo, movimentos: z.int().positive() }),
  ),
  'preparacao-cancelada': message(1, ['preparacao-pedido-req'], z.object({})),
  'preparo-mudou': message(
    1,
    ['preparacao-pedido-res'],
    z.object({ estado: z.enum(CAMINHO_DO_PREPARO), movimentos: z.int().nonnegative() }),
  ),
  // Without an estorno: whatever of it is with us goes back, and what is being paid is not taken.
  'estorno-solicitado': message(
    1,
    ['estorno-pagamento-req'],
    z.object({
      transacaoId: z.uuid(),
      causa: z.enum(CAUSAS_DE_ESTORNO).default('cancelamento'),
      estorno: z.object({ id: z.uuid(), centavos: centavos.positive() }).nullable().default(null),
    }),
  ),
  // One refund is done. `totalCentavos`: of this refund; `inteiro`: with it all that was paid has gone back.
  'pagamento-estornado': message(
    1,
    ['estorno-pagamento-res'],
    z.object({
      transacaoId: z.uuid(),
      totalCentavos: centavos,
      estornoId: z.uuid().nullable().default(null),
      inteiro: z.boolean().default(true),
      causa: z.enum(CAUSAS_DE_ESTORNO).optional(),
    }),
  ),
  // The provider will never give it back (`motivo`: a code, no words), or there is not so much left to give.
  'estorno-recusado': message(
    1,
    ['estorno-pagamento-res'],
    z.object({ transacaoId: z.uuid(), estornoId: z.uuid(), totalCentavos: centavos, motivo: z.string().max(40) }),
  ),
  'produto-alterado': message(
    1,
    ['produto-alterado'],
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
  'ajustes-alterados': message(
    1,
    ['ajustes-alterados'],
    z.object({ versao: z.int().positive(), voltarMin: z.int().positive(), recolherMin: z.int().positive() }),
  ),
  'lgpd-delecao-solicitada': message(1, ['lgpd-protocolo-delecao-req'], z.object({ protocolo: z.uuid() })),
  'acao-auditada': message(1, ['auditoria-req'], Auditada),
  'lgpd-desvincular-pagamento': message(
    1,
    ['lgpd-desvincular-pagamento-req'],
    z.object({
      ...mordida,
      // With the transacao of its latest checkout: a pagamento that has to be there.
      pedidos: z.array(z.object({ id, transacaoId: z.uuid().nullable() })).max(PEDIDOS_POR_MORDIDA),
    }),
  ),
  'lgpd-desvincular-cozinha': message(1, ['lgpd-desvincular-cozinha-req'], z.object({ ...mordida, pedidoIds })),
  'lgpd-apagar-identidade': message(1, ['lgpd-apagar-identidade-req'], z.object({ ...mordida, clienteId: id })),
  'lgpd-parte-apagada': message(
    1,
    ['lgpd-delecao-res'],
    z.object({ ...mordida, parte: z.enum(PARTES_DA_DELECAO), contagem: z.int().nonnegative() }),
  ),
} as const;

export type MessageType = keyof typeof messages;
export type Data<T extends MessageType> = z.infer<(typeof messages)[T]['dados']>;

/** What travels in the body of an SQS message of one type. */
export type EnvelopeOf<T extends MessageType> = {
  /** UUID v7, one for each receiver: FIFO deduplication id and inbox key. */
  id: string;
  tipo: T;
  versao: number;
  /** ISO 8601 instant, UTC. */
  ocorridoEm: string;
  /** The pedido it is about; null for what is about none. */
  pedidoId: number | null;
  /** The request that began the story. */
  correlacao: string;
  /** The loja in which it happened. */
  lojaId: number;
  dados: Data<T>;
};

/** Any message; its `tipo` tells its `dados`. */
export type Envelope = { [T in MessageType]: EnvelopeOf<T> }[MessageType];

/** An envelope, where it goes, the trace it is part of, and the id of what made it. */
export type Outgoing = { queue: QueueName; group: string; envelope: Envelope; traceparent: string; causa: string };

/** What a message is grouped by: the pedido it is about, or another group. */
export type Origin = { pedidoId: number } | { group: string };

/**
 * Makes the envelopes of a new message, one for each of its receivers. Throws ZodError when `dados` is not what the contract
 * says: a bug of the sender.
 */
export function stamp<T extends MessageType>(
  tipo: T,
  origin: Origin,
  dados: Data<T>,
  context: Pick<Context, 'agora' | 'correlacao' | 'traceparent' | 'causa' | 'lojaId'>,
): Outgoing[] {
  const { queues: receivers, versao, dados: schema } = messages[tipo];
  const pedidoId = 'pedidoId' in origin ? origin.pedidoId : null;
  const group = 'group' in origin ? origin.group : String(pedidoId);
  const { agora, correlacao, traceparent, causa, lojaId } = context;
  const told = schema.parse(dados) as Data<T>;
  return receivers.map((queue) => {
    const envelope = {
      id: uuidv7(),
      tipo,
      versao,
      ocorridoEm: agora.toISOString(),
      pedidoId,
      correlacao,
      lojaId,
      dados: told,
    };
    return { queue, group, envelope: envelope as Envelope, traceparent, causa };
  });
}

const frame = z.object({
  id: z.uuid(),
  tipo: z.string(),
  versao: z.int(),
  ocorridoEm: z.iso.datetime(),
  pedidoId: id.nullable(),
  correlacao: z.string(),
  lojaId: id.default(LOJA), // a message from before it was told is of the one loja there was
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

/** What a message is about: its pedido, if it is about one. */
export const subjectOf = ({ pedidoId }: Pick<Envelope, 'pedidoId'>): Subject | null =>
  pedidoId === null ? null : aboutPedido(pedidoId);

/** What the messages of a group are about, as far as the name of the group tells. */
export const subjectOfGroup = (group: string): Subject | null =>
  /^[1-9]\d{0,14}$/.test(group) ? aboutPedido(Number(group)) : null;

/** Reads the body of a received message. Throws when it is not JSON, of an unknown type or version, or breaks its schema. */
export function parseEnvelope(queue: QueueName, body: string): Envelope {
  const envelope = frame.parse(JSON.parse(body));
  const known = messages[envelope.tipo as MessageType] as (typeof messages)[MessageType] | undefined;
  if (!known?.queues.includes(queue)) throw new Error(`unknown type ${envelope.tipo} on ${queue}`);
  if (known.versao !== envelope.versao) throw new Error(`unknown version ${envelope.versao} of ${envelope.tipo}`);
  return { ...envelope, dados: known.dados.parse(envelope.dados) } as Envelope;
}
