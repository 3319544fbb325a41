import { reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import { acesso, EVENTOS, type Http, Problem } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { pedidos } from '../db/repositories.ts';
import { EstadoPedido, type Pedido, somar } from '../domain/pedido.ts';
import type { Painel } from '../painel.ts';
import { codigoParam } from './codigo.ts';
import { doPedido, estados } from './pedido-v2.ts';

const AcompanhamentoDto = z
  .object({
    senha: z.int().nullable(),
    estado: z.enum(estados),
    estadoPedido: z.int(),
    consumo: z.enum(['local', 'viagem']).nullable(),
    desde: z.iso.datetime().describe('Desde quando está neste estado'),
    itens: z.array(z.object({ nome: z.string(), quantidade: z.int() })),
    total: z.number().describe('Reais, duas casas'),
    esperaSegundos: z
      .int()
      .nullable()
      .describe('Quanto espera quem pede agora; nulo enquanto não se sabe, e quando não há mais o que esperar'),
  })
  .meta({ id: 'Acompanhamento' });

const tags = ['pedido'];
const params = z.object({ codigo: codigoParam });

/**
 * A pedido for whoever holds its code, on a phone without a token: nothing of the person, and not the number by which others
 * could ask for it.
 */
export function acompanhamentoRoutes(
  app: Http,
  { db, streams, painel }: { db: Kysely<Database>; streams: Streams; painel: Painel },
) {
  async function achar(request: FastifyRequest, codigo: string): Promise<Pedido> {
    const pedido = await pedidos(db).porCodigo(codigo);
    if (!pedido) throw new Refusal('not-found', 'Pedido não encontrado');
    request.pedidoId = pedido.id;
    return pedido;
  }

  const dto = (pedido: Pedido): z.infer<typeof AcompanhamentoDto> => ({
    senha: pedido.senha,
    estado: pedido.estado,
    estadoPedido: EstadoPedido[pedido.estado],
    consumo: pedido.consumo,
    desde: new Date(pedido.mudouEm).toISOString(),
    itens: pedido.itens.map(({ nome, quantidade }) => ({ nome, quantidade })),
    total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
    esperaSegundos: ESPERAM.has(pedido.estado) ? painel.espera() : null,
  });

  app.get(
    '/v2/acompanhamentos/:codigo',
    {
      schema: {
        tags,
        summary: 'O pedido de quem tem o código, sem token',
        security: acesso(),
        params,
        response: { 200: AcompanhamentoDto, 400: Problem, 404: Problem },
      },
    },
    async (request) => dto(await achar(request, request.params.codigo)),
  );

  app.get(
    '/v2/acompanhamentos/:codigo/eventos',
    {
      schema: {
        tags,
        summary: 'O pedido de quem tem o código, ao vivo',
        description: 'Server-sent events: `retrato` (o acompanhamento), depois `estado` a cada mudança.',
        security: acesso(),
        params,
        response: { 200: EVENTOS, 400: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const { codigo } = request.params;
      const { id: pedidoId } = await achar(request, codigo);
      const snapshot = () => streams.snapshot(async () => dto(await achar(request, codigo)));
      await streams.open(request, reply, { topic: doPedido, pedidoId, snapshot });
    },
  );
}

/** Those whose preparation has not ended. */
const ESPERAM: ReadonlySet<Pedido['estado']> = new Set(['PAGAMENTO_PENDENTE', 'CHECKOUT', 'RECEBIDO', 'EM_PREPARACAO']);
