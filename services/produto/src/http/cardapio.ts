import { Cardapio, streams as contract, type EventsOf } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { reais } from '@foodious/kernel/money.ts';
import type { Topic } from '@foodious/messaging/streams.ts';
import { EVENTOS, type Http, problems } from '@foodious/platform/http.ts';
import type { Deps } from '../deps.ts';

/** What changed on the menu: the product as it is now, and whether it is still there. */
const mudancas: Topic<TrailOf<'produto'>, EventsOf<'cardapio'>> = {
  name: 'cardapio',
  project({ tipo, dados }) {
    if (tipo !== 'produto') return undefined;
    const { versao: _, precoCentavos, ...produto } = dados;
    return { event: 'produto', data: { ...produto, preco: reais(precoCentavos) } };
  },
};

/** The menu as the screens need it: whole, and live. */
export function cardapioRoutes(app: Http, { cardapio, streams }: Deps): void {
  app.get(
    '/v2/cardapio',
    {
      schema: {
        tags: ['produto'],
        summary: 'O cardápio inteiro, por categoria',
        description: 'Com ETag forte: repita-a em `If-None-Match` e, sem novidade, a resposta é 304.',
        security: acesso('cardapio:ler'),
        alcance: 'loja',
        response: { 200: Cardapio, ...problems() },
      },
    },
    async (request, reply) => {
      const { status, headers, body } = await cardapio.answer(request.headers);
      return reply
        .status(status as 200)
        .headers(headers)
        .send(body as never);
    },
  );

  app.get(
    '/v2/cardapio/eventos',
    {
      schema: {
        tags: ['produto'],
        summary: 'O cardápio ao vivo',
        description: 'Server-sent events: `retrato` (o cardápio), depois `produto` a cada mudança.',
        security: acesso(...contract.cardapio.anyOf),
        alcance: 'loja',
        response: { 200: EVENTOS, ...problems(429) },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: mudancas, snapshot: () => cardapio.retrato() }),
  );
}
