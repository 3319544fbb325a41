import { type Outgoing, subjectOf } from '@foodious/contracts/messages.ts';
import { dlq, fifo, type QueueName } from '@foodious/contracts/resources.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { type MessagingTrail, soDaCasa } from '@foodious/contracts/trail.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';
import type { DeadLetter } from '@foodious/messaging/broker.ts';
import { type Messaging, queuesFrom, queuesTo } from '@foodious/messaging/messaging.ts';
import { noteOf } from '@foodious/messaging/trail.ts';
import { contextOf, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { deadDto, entryDto, FilasDto, MortaDto, RecusadaDto, refusedDto, TrilhaDto, waitingDto } from './dto.ts';

/** Dead letters listed at most, and sent again by one request. */
const MOST = 1_000;
/** How long those looked at are hidden from others, in milliseconds. */
const HIDDEN_MS = 20_000;

const tags = ['operação'];
const fila = z.string().describe('Nome da fila, sem `.fifo`');
const umaFila = z.object({ fila });
const umaMorta = z.object({ fila, id: z.string().max(100) });
const porque = z.object({
  motivo: z
    .string('Motivo deve ser informado')
    .overwrite(tidy)
    .min(3, 'Motivo deve ser informado')
    .max(255, 'Motivo deve ter até 255 caracteres'),
});

/**
 * What operators ask of a service: its part of a pedido's story, its queues, its dead letters. Every service has these
 * routes; the gateway finds who answers for a queue.
 */
export function operationRoutes(
  app: Http,
  messaging: Pick<Messaging, 'service' | 'trail' | 'outbox' | 'care' | 'relay'>,
) {
  const { service, trail, outbox, care, relay } = messaging;

  app.get(
    `/v2/trilhas/${service}/:pedidoId`,
    {
      schema: {
        tags,
        summary: `O que ${service} registrou de um pedido`,
        security: acesso('operacao:ler'),
        alcance: 'loja',
        params: z.object({ pedidoId: idParam('pedidoId') }),
        response: { 200: TrilhaDto, ...problems() },
      },
    },
    async ({ params: { pedidoId } }) => ({
      servico: service,
      entradas: (await trail.ofSubject(aboutPedido(pedidoId))).map((entry) => entryDto(entry, soDaCasa[service])),
      aguardando: (await outbox.ofGroup(String(pedidoId))).map(waitingDto),
    }),
  );

  app.get(
    `/v2/filas/${service}`,
    {
      schema: {
        tags,
        summary: `As filas em que ${service} escreve, e as de mensagens mortas que ele lê`,
        security: acesso('operacao:ler'),
        alcance: 'loja',
        response: { 200: FilasDto, ...problems() },
      },
    },
    async () => {
      const [filas, mortas, recusadas] = await Promise.all([
        Promise.all(queuesFrom(service).map((queue) => depthOf(queue, fifo(queue), 'mensagem-enviada'))),
        Promise.all(queuesTo(service).map((queue) => depthOf(queue, dlq(queue), 'mensagem-enterrada'))),
        outbox.aside(),
      ]);
      const recusadasDe = (fila: QueueName) => recusadas.filter(({ message }) => message.queue === fila).length;
      return { filas: filas.map((fila) => ({ ...fila, recusadas: recusadasDe(fila.fila) })), mortas };
    },
  );

  /** SQS does not tell the age of its messages: a queue holds about the last ones that were put into it. */
  async function depthOf(queue: QueueName, name: string, tipo: 'mensagem-enviada' | 'mensagem-enterrada') {
    const { waiting: esperando, inFlight: emVoo } = await care.depth(name);
    const em = esperando + emVoo > 0 ? await trail.nthLast(tipo, queue, esperando + emVoo) : undefined;
    return { fila: queue, esperando, emVoo, maisAntigaEm: iso(em ?? null) };
  }

  app.get(
    '/v2/gerencia/filas/:fila/mortas',
    {
      schema: {
        tags,
        summary: 'As mensagens mortas de uma fila',
        description:
          'De cada grupo, as mais antigas: as seguintes aparecem quando estas saem, pois a fila guarda a ordem. Até 1 000.',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        params: umaFila,
        response: { 200: z.object({ mortas: z.array(MortaDto) }), ...problems(404, 503) },
      },
    },
    async ({ params }) => {
      const queue = own(params.fila);
      const { found } = await look(queue, () => false);
      return { mortas: found.map(deadDto) };
    },
  );

  app.get(
    '/v2/gerencia/filas/:fila/mortas/:id',
    {
      schema: {
        tags,
        summary: 'Uma mensagem morta',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        params: umaMorta,
        response: { 200: MortaDto, ...problems(404, 503) },
      },
    },
    async ({ params }) => {
      const queue = own(params.fila);
      const letter = await find(queue, params.id);
      await care.putBack(queue, [letter]);
      return deadDto(letter);
    },
  );

  app.post(
    '/v2/gerencia/filas/:fila/mortas/reenviar',
    {
      schema: {
        tags,
        summary: 'Reenvia as mensagens mortas de uma fila',
        description: 'As que estavam lá quando começou, até 1 000, na ordem de cada grupo.',
        security: acesso('operacao:agir'),
        alcance: 'loja',
        params: umaFila,
        response: { 200: z.object({ reenviadas: z.int() }), ...problems(404, 503) },
      },
    },
    async (request) => {
      const queue = own(request.params.fila);
      const { waiting, inFlight } = await care.depth(dlq(queue));
      const wanted = Math.min(waiting + inFlight, MOST); // what comes back meanwhile is not sent round and round
      let reenviadas = 0;
      for (let empty = 0; reenviadas < wanted && empty < 3; ) {
        const letters = (await care.takeDead(queue, HIDDEN_MS)).slice(0, wanted - reenviadas);
        empty = letters.length === 0 ? empty + 1 : 0; // looked at a moment ago, they are hidden for a second
        if (letters.length === 0) continue;
        await trail.append(letters.map((letter) => actOn(request, queue, letter, 'morta-reenviada', {})));
        await care.redrive(queue, letters);
        reenviadas += letters.length;
      }
      return { reenviadas };
    },
  );

  app.post(
    '/v2/gerencia/filas/:fila/mortas/:id/reenviar',
    {
      schema: {
        tags,
        summary: 'Reenvia uma mensagem morta',
        security: acesso('operacao:agir'),
        alcance: 'loja',
        params: umaMorta,
        response: { 200: z.object({ reenviadas: z.int() }), ...problems(404, 503) },
      },
    },
    async (request) => {
      const queue = own(request.params.fila);
      const letter = await find(queue, request.params.id);
      await trail.append([actOn(request, queue, letter, 'morta-reenviada', {})]);
      await care.redrive(queue, [letter]);
      return { reenviadas: 1 };
    },
  );

  app.post(
    '/v2/gerencia/filas/:fila/mortas/:id/descartar',
    {
      schema: {
        tags,
        summary: 'Descarta uma mensagem morta, com o motivo',
        security: acesso('operacao:agir'),
        alcance: 'loja',
        params: umaMorta,
        body: porque,
        response: { 200: z.literal(true), ...problems(404, 503) },
      },
    },
    async (request) => {
      const queue = own(request.params.fila);
      const letter = await find(queue, request.params.id);
      const { motivo } = request.body;
      await trail.append([actOn(request, queue, letter, 'morta-descartada', { motivo })]);
      await care.discard(queue, letter);
      return true as const;
    },
  );

  app.get(
    '/v2/gerencia/filas/:fila/recusadas',
    {
      schema: {
        tags,
        summary: 'As mensagens que uma fila recusou de vez',
        description: 'Guardadas por quem as escreveu, as mais antigas primeiro. Até 1 000.',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        params: umaFila,
        response: { 200: z.object({ recusadas: z.array(RecusadaDto) }), ...problems(404) },
      },
    },
    async ({ params }) => ({ recusadas: (await refusedBy(params.fila)).map(refusedDto) }),
  );

  app.post(
    '/v2/gerencia/filas/:fila/recusadas/:id/reenviar',
    {
      schema: {
        tags,
        summary: 'Tenta enviar de novo uma mensagem recusada',
        security: acesso('operacao:agir'),
        alcance: 'loja',
        params: umaMorta,
        response: { 200: z.object({ reenviadas: z.int() }), ...problems(404) },
      },
    },
    async (request) => {
      const { message } = await refusedOne(request.params);
      await trail.append([actOnRefused(request, message, 'morta-reenviada', {})]);
      await outbox.settle(message, true);
      relay.wake([message]);
      return { reenviadas: 1 };
    },
  );

  app.post(
    '/v2/gerencia/filas/:fila/recusadas/:id/descartar',
    {
      schema: {
        tags,
        summary: 'Descarta uma mensagem recusada, com o motivo',
        security: acesso('operacao:agir'),
        alcance: 'loja',
        params: umaMorta,
        body: porque,
        response: { 200: z.literal(true), ...problems(404) },
      },
    },
    async (request) => {
      const { message } = await refusedOne(request.params);
      await trail.append([actOnRefused(request, message, 'morta-descartada', request.body)]);
      await outbox.settle(message, false);
      return true as const;
    },
  );

  async function refusedBy(nome: string) {
    const queue = own(nome, queuesFrom(service));
    return (await outbox.aside()).filter(({ message }) => message.queue === queue);
  }

  async function refusedOne(one: z.infer<typeof umaMorta>) {
    const found = (await refusedBy(one.fila)).find(({ message }) => message.envelope.id === one.id);
    if (!found) throw new Refusal('not-found', `Mensagem recusada não encontrada: ${one.id}`, { campo: 'id' });
    return found;
  }

  const actOnRefused = <T extends 'morta-reenviada' | 'morta-descartada'>(
    request: Parameters<typeof contextOf>[0],
    { queue, envelope }: Outgoing,
    tipo: T,
    more: Omit<MessagingTrail[T], 'mensagem' | 'mensagemId'>,
  ) => {
    const { id: mensagemId, tipo: mensagem } = envelope;
    return noteOf(contextOf(request), tipo, subjectOf(envelope), { mensagem, mensagemId, ...more }, queue);
  };

  function own(nome: string, ours = queuesTo(service)): QueueName {
    const queue = ours.find((name) => name === nome);
    if (!queue) throw new Refusal('not-found', `Fila não encontrada: ${nome}`, { campo: 'fila' });
    return queue;
  }

  /** Takes dead letters until one is the wanted one; shows the others again. */
  async function look(queue: QueueName, wanted: (letter: DeadLetter) => boolean) {
    const { waiting, inFlight } = await care.depth(dlq(queue));
    const found: DeadLetter[] = [];
    let match: DeadLetter | undefined;
    // Those somebody has just looked at are hidden for a second; those behind others of their group stay hidden.
    for (let empty = 0; !match && found.length < Math.min(waiting + inFlight, MOST) && empty < 2; ) {
      const letters = await care.takeDead(queue, HIDDEN_MS);
      empty = letters.length === 0 ? empty + 1 : 0;
      found.push(...letters);
      match = letters.find(wanted);
    }
    const others = found.filter((letter) => letter !== match);
    if (others.length > 0) await care.putBack(queue, others);
    return { found, match };
  }

  async function find(queue: QueueName, id: string): Promise<DeadLetter> {
    const { match } = await look(queue, ({ messageId }) => messageId === id);
    if (!match) throw new Refusal('not-found', `Mensagem morta não encontrada: ${id}`, { campo: 'id' });
    return match;
  }

  /** Written before the act: an act that is not on record would be worse than a record of one that failed. */
  function actOn<T extends 'morta-reenviada' | 'morta-descartada'>(
    request: Parameters<typeof contextOf>[0],
    queue: QueueName,
    letter: DeadLetter,
    tipo: T,
    more: Omit<MessagingTrail[T], 'mensagem' | 'mensagemId'>,
  ) {
    const { mensagem, mensagemId, pedidoId } = deadDto(letter);
    return noteOf(contextOf(request), tipo, subjectOf({ pedidoId }), { mensagem, mensagemId, ...more }, queue);
  }
}
