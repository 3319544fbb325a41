import { streams as contract, PedidoSeguido } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { EVENTOS, type Http, Problem } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pedidos } from '../../db/pedidos.ts';
import type { Deps } from '../../deps.ts';
import { esperaPreparo, type Pedido } from '../../domain/pedido.ts';
import { codigoParam } from '../codigo.ts';
import { seguirDto } from './dto-v2.ts';
import { eventosDoPedido } from './eventos.ts';

const tags = ['pedido'];
const params = z.object({ codigo: codigoParam });

/** A pedido for whoever holds its code, on a phone without a token. */
export function seguirRoutes(app: Http, { db, streams, painel }: Deps): void {
  async function achar(request: FastifyRequest, codigo: string): Promise<Pedido> {
    const pedido = await pedidos(db).getByCodigo(codigo);
    if (!pedido) throw new Refusal('not-found', 'Pedido não encontrado', { codigo: 'pedido-desconhecido' });
    request.subject = aboutPedido(pedido.id);
    return pedido;
  }

  const dto = (pedido: Pedido) => seguirDto(pedido, esperaPreparo(pedido.estado) ? painel.espera() : null);

  app.get(
    '/v2/acompanhamentos/:codigo',
    {
      schema: {
        tags,
        summary: 'O pedido de quem tem o código, sem token',
        security: acesso(),
        alcance: 'segredo',
        params,
        response: { 200: PedidoSeguido, 400: Problem, 404: Problem },
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
        security: acesso(...contract.seguir.anyOf),
        alcance: 'segredo',
        params,
        response: { 200: EVENTOS, 400: Problem, 404: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { codigo } = request.params;
      const { id } = await achar(request, codigo);
      const snapshot = () => streams.snapshot(async () => dto(await achar(request, codigo)));
      await streams.open(request, reply, { topic: eventosDoPedido, subject: aboutPedido(id), snapshot });
    },
  );
}
