import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { EstadoPedido, nomes } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { pedidosNaGerencia } from '../../db/gerencia/pedidos.ts';
import type { Deps } from '../../deps.ts';
import { emPagina, paginaParams, SEGUINTE } from '../pagina.ts';
import { idParams } from '../params.ts';
import { PedidoDto, PedidoInteiroDto, pedidoDto, pedidoInteiroDto } from './dto.ts';

const tags = ['gerência'];

/** The pedidos of all days, for the gerência: without whose they are. */
export function gerenciaPedidosRoutes(app: Http, { db }: Deps): void {
  app.get(
    '/v2/gerencia/pedidos',
    {
      schema: {
        tags,
        summary: 'Os pedidos, o mais novo primeiro',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        querystring: paginaParams.extend({
          estado: z.enum(nomes(EstadoPedido), 'estado deve ser um estado de pedido').optional(),
          dia: z.iso.date('dia deve ser uma data, AAAA-MM-DD').optional(),
          senha: idParam('senha').optional(),
        }),
        response: {
          200: z.object({ pedidos: z.array(PedidoDto), proximo: z.int().nullable().describe(SEGUINTE) }),
          ...problems(),
        },
      },
    },
    async ({ query: { antesDe, limite, ...filtro } }) => {
      const { lista, proximo } = await emPagina({ antesDe, limite }, (pagina) =>
        pedidosNaGerencia(db).list(filtro, pagina),
      );
      return { pedidos: lista.map(pedidoDto), proximo };
    },
  );

  app.get(
    '/v2/gerencia/pedidos/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido inteiro, com os seus instantes',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        params: idParams,
        response: { 200: PedidoInteiroDto, ...problems(404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const pedido = await pedidosNaGerencia(db).get(id);
      if (!pedido) throw new Refusal('not-found', `Pedido não encontrado: ${id}`);
      request.subject = aboutPedido(id);
      return pedidoInteiroDto(pedido);
    },
  );
}
