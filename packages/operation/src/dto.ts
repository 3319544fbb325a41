import { type Outgoing, readFrame } from '@foodious/contracts/messages.ts';
import { iso } from '@foodious/kernel/instant.ts';
import type { DeadLetter } from '@foodious/messaging/broker.ts';
import type { Aside } from '@foodious/messaging/relay.ts';
import type { Entry } from '@foodious/messaging/trail.ts';
import { z } from 'zod';

const EntryDto = z
  .object({
    seq: z.int(),
    em: z.iso.datetime(),
    tipo: z.string(),
    correlacao: z.string(),
    causa: z.string().describe('A requisição ou mensagem que fez acontecer'),
    por: z.string(),
    instancia: z.string(),
    fila: z.string().nullable(),
    dados: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EntradaDaTrilha' });

export const TrilhaDto = z
  .object({
    servico: z.string(),
    entradas: z.array(EntryDto),
    aguardando: z
      .array(
        z.object({
          mensagemId: z.string(),
          mensagem: z.string(),
          fila: z.string(),
          em: z.iso.datetime(),
          causa: z.string(),
          correlacao: z.string(),
        }),
      )
      .describe('Mensagens gravadas que a fila ainda não recebeu'),
  })
  .meta({ id: 'Trilha' });

const FilaDto = z
  .object({
    fila: z.string(),
    esperando: z.int(),
    emVoo: z.int().describe('Entregues e ainda não concluídas'),
    maisAntigaEm: z.iso
      .datetime()
      .nullable()
      .describe('Quando entrou a mais antiga; nulo quando não há, ou não se sabe'),
  })
  .meta({ id: 'Fila' });

/** The queues a service writes to, with what each refused for good, and the dead letters behind those it reads. */
export const FilasDto = z.object({
  filas: z.array(FilaDto.extend({ recusadas: z.int() })),
  mortas: z.array(FilaDto),
});

export const MortaDto = z
  .object({
    id: z.string(),
    grupo: z.string(),
    enterradaEm: z.iso.datetime(),
    mensagem: z.string().nullable().describe('Nulo quando o corpo não é um envelope'),
    mensagemId: z.string(),
    pedidoId: z.int().nullable(),
    correlacao: z.string().nullable(),
    corpo: z.unknown().describe('O envelope, ou o texto como veio'),
  })
  .meta({ id: 'MensagemMorta' });

export const RecusadaDto = z
  .object({
    id: z.string(),
    recusadaEm: z.iso.datetime(),
    motivo: z.string().describe('O código com que a fila a recusou'),
    mensagem: z.string(),
    pedidoId: z.int().nullable(),
    correlacao: z.string(),
    corpo: z.unknown().describe('O envelope'),
  })
  .meta({ id: 'MensagemRecusada' });

/** An entry as operators read it, without the parts that are hidden. */
export const entryDto = ({ subject: _, em, ...entry }: Entry, hidden: readonly string[]) => ({
  ...entry,
  em: iso(em),
  dados: Object.fromEntries(Object.entries(entry.dados).filter(([name]) => !hidden.includes(name))),
});

/** A message that was committed and is not yet handed to its queue. */
export const waitingDto = ({ queue, causa, envelope }: Outgoing) => ({
  mensagemId: envelope.id,
  mensagem: envelope.tipo,
  fila: queue,
  em: envelope.ocorridoEm,
  causa,
  correlacao: envelope.correlacao,
});

/** A message its queue refused for good. */
export const refusedDto = ({ message: { envelope }, motivo, em }: Aside): z.infer<typeof RecusadaDto> => ({
  id: envelope.id,
  recusadaEm: iso(em),
  motivo,
  mensagem: envelope.tipo,
  pedidoId: envelope.pedidoId,
  correlacao: envelope.correlacao,
  corpo: envelope,
});

/** A dead letter: what it says of itself, as far as it can be read. */
export function deadDto({ messageId, id, group, sentAt, body }: DeadLetter): z.infer<typeof MortaDto> {
  const frame = readFrame(body);
  return {
    id: messageId,
    grupo: group,
    enterradaEm: iso(sentAt),
    mensagem: frame?.tipo ?? null,
    mensagemId: frame?.id ?? id,
    pedidoId: frame?.pedidoId ?? null,
    correlacao: frame?.correlacao ?? null,
    corpo: frame ?? body.slice(0, 4_000),
  };
}
