import { streams as contract, Painel } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { EVENTOS, type Http, problems } from '@foodious/platform/http.ts';
import type { Deps } from '../../deps.ts';

const tags = ['pedido'];

/** The pick-up board, as it stands and live. */
export function painelRoutes(app: Http, { streams, painel }: Deps): void {
  app.get(
    '/v2/painel',
    {
      schema: {
        tags,
        summary: 'O painel: senhas em preparação e prontas, e a espera estimada',
        security: acesso('painel:ler'),
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
        description: 'Server-sent events: `retrato` (o painel), depois `senha` a cada mudança.',
        security: acesso(...contract.painel.anyOf),
        response: { 200: EVENTOS, ...problems(429) },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: painel.topic, snapshot: () => painel.retrato() }),
  );
}
