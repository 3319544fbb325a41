import { acesso } from '@foodious/contracts/scopes.ts';
import { PassoDto } from '@foodious/contracts/timeline.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { understood } from '@foodious/platform/dependency.ts';
import { type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { historiaDoPedido } from '../use-cases/linha-do-tempo.ts';
import { semIds } from '../use-cases/sem-ids.ts';
import { naMaquina } from './maquina.ts';

const Pedidos = z.object({ pedidos: z.array(z.object({ id: z.int() })) });

/** What the front door shows of the inside, to the staff and to who sits at the machine itself. */
export function inicioRoutes(
  app: Http,
  { identity, verify, bearer, upstreams, url }: Pick<Deps, 'identity' | 'verify' | 'bearer' | 'upstreams' | 'url'>,
): void {
  /** Anybody may ask: so nobody has looked at who it is before. */
  async function daEquipe({ raw, headers: { authorization } }: FastifyRequest): Promise<boolean> {
    const token = (await bearer(raw)) ?? authorization?.replace(/^bearer /i, '');
    if (!token) return false;
    const { scopes } = await verify(token);
    return scopes.has('operacao:ler') || scopes.has('preparo:mover');
  }

  app.get(
    '/inicio/historia',
    {
      schema: {
        hide: true,
        security: acesso(),
        alcance: 'maquina',
        response: { 200: z.object({ passos: z.array(PassoDto) }), ...problems(404, 503) },
      },
    },
    async (request) => {
      if (!naMaquina(request, url) && !(await daEquipe(request)))
        throw new Refusal('forbidden', 'A história do último pedido é da equipe');
      const authorization = `Bearer ${await identity.ownToken('gerencia:ler operacao:ler')}`;
      const answer = await upstreams.pedido.ask('GET', '/v2/gerencia/pedidos?limite=1', authorization);
      const id = understood('pedido', answer, Pedidos, 'ours')?.pedidos[0]?.id;
      if (id === undefined) throw new Refusal('not-found', 'Ainda não há pedidos');
      const { passos } = await historiaDoPedido(upstreams, id, authorization);
      return { passos: semIds(passos) };
    },
  );
}
