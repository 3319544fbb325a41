import { acesso, EVENTOS, type Http, problems } from '@foodious/platform/http.ts';
import type { Deps } from '../../deps.ts';
import { PainelDto } from './dto-v2.ts';

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
        response: { 200: PainelDto, ...problems() },
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
        security: acesso('painel:ler'),
        response: { 200: EVENTOS, ...problems() },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: painel.topic, snapshot: () => painel.retrato() }),
  );
}
