import { acesso } from '@foodious/contracts/scopes.ts';
import { inicioDe } from '@foodious/kernel/day.ts';
import { type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { pedidosNoBalcao } from '../../db/balcao.ts';
import type { Deps } from '../../deps.ts';
import { obterPedido } from '../../use-cases/pedidos/obter-pedido.ts';
import { reciboDoPedido } from '../../use-cases/pedidos/recibo-do-pedido.ts';
import { doDono } from '../dono.ts';
import { idParams } from '../params.ts';
import { PedidosNoBalcao, pedidoNoBalcaoDto, ReciboDto, reciboDto } from './dto.ts';

const tags = ['balcão'];
/** Pedidos of each kind at most. */
const LIMITE = 100;
const BUSCA = 'busca deve ser uma senha ou o número de um pedido';

/** What who works at the counter looks up: what waits there, and a receipt to print. */
export function balcaoRoutes(app: Http, deps: Deps): void {
  const { db, hoje } = deps;

  app.get(
    '/v2/balcao/pedidos',
    {
      schema: {
        tags,
        summary: 'Os pedidos à espera no balcão, ou os de uma senha ou número',
        description:
          'Sem `busca`, os que se pagam no balcão, depois os prontos, o que espera há mais tempo primeiro. Com ela, os da senha no dia de hoje, e o deste número, de qualquer dia.',
        security: acesso('caixa:operar'),
        alcance: 'loja',
        querystring: z.object({
          busca: z
            .string(BUSCA)
            .trim()
            .regex(/^\d{0,9}$/, BUSCA)
            .optional(),
        }),
        response: { 200: PedidosNoBalcao, ...problems() },
      },
    },
    async ({ query: { busca } }) => {
      const noBalcao = pedidosNoBalcao(db);
      const achados = busca
        ? await noBalcao.listByNumero(Number(busca), inicioDe(hoje(new Date()), hoje))
        : [...(await noBalcao.listAPagar(LIMITE)), ...(await noBalcao.listProntos(LIMITE))];
      return { pedidos: achados.map((pedido) => pedidoNoBalcaoDto(pedido, hoje)) };
    },
  );

  app.get(
    '/v2/pedido/:id/recibo',
    {
      schema: {
        tags,
        summary: 'O recibo de um pedido pago, sem valor fiscal',
        security: acesso('pedido:fazer', 'caixa:operar', 'gerencia:ler'),
        alcance: 'dono',
        params: idParams,
        response: { 200: ReciboDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const pedido = await doDono(request, obterPedido(deps, request.params.id));
      return reciboDto(await reciboDoPedido(deps, pedido), hoje);
    },
  );
}
