import { reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Streams, Topic } from '@foodious/messaging/streams.ts';
import { confere } from '@foodious/pix/assinatura.ts';
import { qrPng } from '@foodious/pix/qr.ts';
import { ASSINATURA, acesso, contextOf, EVENTOS, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { EstadoPagamento, type Pagamento } from '../domain/pagamento.ts';
import { notificar, type World } from '../use-cases.ts';

const PagamentoDto = z
  .object({
    id: z.string(),
    pedidoId: z.int(),
    transacaoId: z.string(),
    estadoPagamento: z.int().describe(
      Object.entries(EstadoPagamento)
        .map(([nome, n]) => `${n} ${nome}`)
        .join(' · '),
    ),
    total: z.number().describe('Reais, duas casas'),
    dataHoraPagamento: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Pagamento' });

const ComCodigoDto = z.object({
  pagamento: PagamentoDto,
  qrCode: z.string().nullable().describe('PNG como data URL'),
  pixCopiaECola: z.string().nullable(),
  expiraEm: z.iso.datetime().nullable(),
});

const tags = ['pagamento'];
const umaTentativa = z.object({ transacaoId: z.uuid('transacaoId deve ser um UUID').optional() });

export function pagamentoRoutes(app: Http, world: World & { webhookSecret: string; streams: Streams }) {
  /** A payment under way, for who waits before the QR code; a code that can no longer be paid is not drawn again. */
  const doPagamento: Topic = {
    name: 'pagamento',
    async project({ tipo, pedidoId }) {
      if (tipo !== 'estado' || pedidoId === null) return undefined;
      const read = await world.store.latest(pedidoId);
      return read && { event: 'pagamento', data: aoVivo(read.pagamento) };
    },
  };

  app.get(
    '/v1/pagamento/estado',
    {
      schema: {
        tags,
        summary: 'O estado do pagamento de um pedido',
        security: acesso('pagamento:ler'),
        querystring: umaTentativa.extend({ pedidoId: idParam('pedidoId') }),
        response: { 200: z.object({ estadoPagamento: z.int() }), ...problems(404) },
      },
    },
    async (request) => {
      const { pedidoId, transacaoId } = request.query;
      return { estadoPagamento: EstadoPagamento[(await tentativa(request, pedidoId, transacaoId)).estado] };
    },
  );

  app.get(
    '/v1/pagamento/:pedidoId',
    {
      schema: {
        tags,
        summary: 'O pagamento de um pedido, com o QR Code Pix',
        description: 'A última tentativa, ou a de `transacaoId`.',
        security: acesso('pagamento:ler'),
        params: z.object({ pedidoId: idParam('pedidoId') }),
        querystring: umaTentativa,
        response: {
          200: ComCodigoDto,
          ...problems(404),
        },
      },
    },
    async (request) => {
      return comCodigo(await tentativa(request, request.params.pedidoId, request.query.transacaoId));
    },
  );

  app.get(
    '/v2/pagamento/:pedidoId/eventos',
    {
      schema: {
        tags,
        summary: 'O pagamento de um pedido ao vivo',
        description:
          'Server-sent events: `retrato` (a última tentativa, nulo enquanto o provedor não a criou), depois `pagamento` a cada mudança.',
        security: acesso('pagamento:ler'),
        params: z.object({ pedidoId: idParam('pedidoId') }),
        response: { 200: EVENTOS, ...problems() },
      },
    },
    (request, reply) => {
      const { pedidoId } = request.params;
      return world.streams.open(request, reply, {
        topic: doPagamento,
        pedidoId,
        snapshot: () =>
          world.streams.snapshot(async () => {
            const read = await world.store.latest(pedidoId);
            return read ? aoVivo(read.pagamento) : null;
          }),
      });
    },
  );

  app.post(
    '/v1/pagamento/:transacaoId/:estadoPagamento',
    {
      schema: {
        tags,
        summary: 'A notificação do provedor: 1 confirma, 2 rejeita',
        security: [ASSINATURA, ...acesso('pagamento:notificar')],
        params: z.object({
          transacaoId: z.string(),
          estadoPagamento: z.enum(['1', '2'], 'estadoPagamento deve ser 1 ou 2'),
        }),
        body: z.object({ motivo: z.enum(['recusado', 'expirado', 'cancelado']).optional() }),
        response: { 201: z.literal(true), ...problems(404) },
      },
    },
    async (request, reply) => {
      const { transacaoId, estadoPagamento } = request.params;
      const { motivo } = request.body;
      const confirma = estadoPagamento === '1';
      if (!request.principal) conferirAssinatura(request.headers, { transacaoId, estado: confirma ? 1 : 2, motivo });
      const { pedidoId } = confirma
        ? await notificar(world, contextOf(request), transacaoId, 'confirmar')
        : await notificar(world, contextOf(request), transacaoId, 'rejeitar', motivo ?? 'recusado');
      request.pedidoId = pedidoId;
      return reply.status(201).send(true);
    },
  );

  async function tentativa(
    request: { pedidoId: number | null },
    pedidoId: number,
    transacaoId: string | undefined,
  ): Promise<Pagamento> {
    const read = transacaoId ? await world.store.get(transacaoId) : await world.store.latest(pedidoId);
    if (read?.pagamento.pedidoId !== pedidoId)
      throw new Refusal('not-found', `Pagamento não encontrado para o pedido ${pedidoId}`);
    request.pedidoId = pedidoId; // only now: who calls may have written anything in its place
    return read.pagamento;
  }

  function conferirAssinatura(
    headers: Record<string, string | string[] | undefined>,
    aviso: { transacaoId: string; estado: 1 | 2; motivo: string | undefined },
  ) {
    const [signature, requestId] = [headers['x-signature'], headers['x-request-id']].map(String);
    if (!confere(world.webhookSecret, signature ?? '', { ...aviso, requestId: requestId ?? '' }, Date.now()))
      throw new Refusal('unauthorized', 'Assinatura inválida');
  }
}

function comCodigo(pagamento: Pagamento): z.infer<typeof ComCodigoDto> {
  const { pixCopiaECola = null, expiraEm = null } = pagamento.cobranca ?? {};
  const qrCode = pixCopiaECola && `data:image/png;base64,${qrPng(pixCopiaECola).toString('base64')}`;
  return { pagamento: dto(pagamento), qrCode, pixCopiaECola, expiraEm };
}

const aoVivo = (pagamento: Pagamento): z.infer<typeof ComCodigoDto> =>
  pagamento.estado === 'PENDENTE'
    ? comCodigo(pagamento)
    : { pagamento: dto(pagamento), qrCode: null, pixCopiaECola: null, expiraEm: null };

const dto = (pagamento: Pagamento): z.infer<typeof PagamentoDto> => ({
  id: pagamento.transacaoId,
  pedidoId: pagamento.pedidoId,
  transacaoId: pagamento.transacaoId,
  estadoPagamento: EstadoPagamento[pagamento.estado],
  total: reais(pagamento.totalCentavos),
  dataHoraPagamento: pagamento.pagoEm,
});
