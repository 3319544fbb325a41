import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { callerOf, contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { estornos } from '../../db/estornos.ts';
import type { Deps } from '../../deps.ts';
import { estornarPedido } from '../../use-cases/estornos/pedir-estorno.ts';
import { obterCapa } from '../../use-cases/pedidos/obter-pedido.ts';
import { idParams } from '../params.ts';
import { comChave, lerChave } from '../pedidos/idempotency-key.ts';
import { CorpoEstorno, EstornoDto, EstornosDto, estornoDto, estornosDto, parteDe } from './dto.ts';

const tags = ['gerência'];

/** What of a pedido goes back to who paid. */
export function estornosRoutes(app: Http, deps: Deps): void {
  const { db, inTransaction, umaVez } = deps;

  app.post(
    '/v2/pedido/:id/estornos',
    {
      schema: {
        tags,
        summary: 'Devolve o que foi pago: tudo o que resta, itens ou um valor',
        description:
          'A qualquer tempo depois de pago, também de um pedido entregue ou cancelado; nunca mais do que foi pago, menos o que já voltou ou está a caminho. Repetir com a mesma `Idempotency-Key` e o mesmo corpo, por 24 horas, devolve o mesmo estorno.',
        security: acesso('pagamento:estornar'),
        alcance: 'loja',
        params: idParams,
        headers: comChave,
        body: CorpoEstorno,
        response: { 201: EstornoDto, ...problems(404, 409, 422) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { motivo, ...parte } = request.body;
      const chave = lerChave(request.headers['idempotency-key'], callerOf(request), {
        estornoDe: id,
        motivo,
        ...parte,
      });
      const context = contextOf(request);
      // The answer that is kept for a repeat has no words of anybody: only which refund it was.
      const { estornoId } = await umaVez<{ id: number; estornoId: string }>(
        chave,
        (work) => inTransaction(context, work),
        async (tx) => ({ id, estornoId: (await estornarPedido(tx, id, { parte: parteDe(parte), motivo })).id }),
      );
      request.subject = aboutPedido(id);
      const estorno = await estornos(db).get(estornoId);
      if (!estorno) throw new Error(`refund ${estornoId} of pedido ${id} was kept, and is not there`);
      return reply.status(201).send(estornoDto(estorno));
    },
  );

  app.get(
    '/v2/pedido/:id/estornos',
    {
      schema: {
        tags,
        summary: 'O que se devolveu de um pedido, e o que ainda se pode',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        params: idParams,
        response: { 200: EstornosDto, ...problems(404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const pedido = await obterCapa(deps, id);
      request.subject = aboutPedido(id);
      return estornosDto(pedido, await estornos(db).listByPedido(id));
    },
  );
}
