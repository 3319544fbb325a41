import { streams as contract, Painel } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { contextOf, EVENTOS, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { chamarPedido } from '../../use-cases/pedidos/chamar-pedido.ts';
import { idParams } from '../params.ts';

const tags = ['pedido'];

/** The pick-up board, as it stands and live, and what calls a senha on it once more. */
export function painelRoutes(app: Http, { inTransaction, streams, painel }: Deps): void {
  app.get(
    '/v2/painel',
    {
      schema: {
        tags,
        summary: 'O painel: senhas em preparação e prontas, e a espera estimada',
        security: acesso('painel:ler'),
        alcance: 'loja',
        response: { 200: Painel, ...problems() },
      },
    },
    async () => (await painel.retrato()).data,
  );

  app.get(
    '/v2/painel/eventos',
    {
      schema: {
        tags,
        summary: 'O painel ao vivo',
        description:
          'Server-sent events: `retrato` (o painel), depois `senha` a cada mudança, `chamada` quando o balcão chama de novo a de um pedido pronto (ela volta ao painel, e à frente), e `recolhida` quando a de um pedido pronto há muito sai do painel.',
        security: acesso(...contract.painel.anyOf),
        alcance: 'loja',
        response: { 200: EVENTOS, ...problems(429) },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: painel.topic, snapshot: () => painel.retrato() }),
  );

  app.post(
    '/v2/pedido/:id/chamar',
    {
      schema: {
        tags,
        summary: 'Chama de novo a senha de um pedido pronto',
        description: 'No painel e por voz; nenhum e-mail sai de novo.',
        security: acesso('preparo:mover'),
        alcance: 'dono',
        params: idParams,
        response: { 204: z.null(), ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await inTransaction(contextOf(request), (tx) => chamarPedido(tx, id));
      request.subject = aboutPedido(id);
      return reply.status(204).send(null);
    },
  );
}
