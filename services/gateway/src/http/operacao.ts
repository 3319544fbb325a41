import { sobre } from '@foodious/contracts/auditoria.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { PassoDto } from '@foodious/contracts/timeline.ts';
import { contextOf, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { registrar } from '../use-cases/auditoria/registrar.ts';
import { contarFilas } from '../use-cases/contar-filas.ts';
import { historiaDoPedido } from '../use-cases/linha-do-tempo.ts';
import { FilaDto, faltam } from './dto.ts';

const tags = ['operação'];

/** What operators ask: the logs of a pedido; of all services at once, its story and the queues, but for who is away. */
export function operacaoRoutes(
  app: Http,
  { upstreams, logsDoPedido, inTransaction }: Pick<Deps, 'upstreams' | 'logsDoPedido' | 'inTransaction'>,
): void {
  app.get(
    '/v2/gerencia/pedidos/:id/logs',
    {
      schema: {
        tags: ['gateway'],
        summary: 'As linhas de log de um pedido, da primeira à última',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        params: z.object({ id: idParam('id') }),
        response: { 200: z.array(z.record(z.string(), z.unknown())), ...problems() },
      },
    },
    async (request) => {
      const { id } = request.params;
      const linhas = await logsDoPedido(id);
      await inTransaction(contextOf(request), (tx) =>
        registrar(tx, {
          acao: 'pedido-logs-lidos',
          sobre: sobre('pedido', id),
          depois: { linhas: linhas.length },
        }),
      );
      return linhas;
    },
  );

  app.get(
    '/v2/pedido/:id/linha-do-tempo',
    {
      schema: {
        tags,
        summary: 'A história de um pedido em todos os serviços, em ordem de causa e efeito',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        params: z.object({ id: idParam('id') }),
        response: { 200: z.object({ pedidoId: z.int(), passos: z.array(PassoDto), faltam }), ...problems(404) },
      },
    },
    async (request) => {
      const { id: pedidoId } = request.params;
      const { passos, faltam } = await historiaDoPedido(upstreams, pedidoId, request.headers.authorization);
      if (passos.length > 0) request.subject = aboutPedido(pedidoId);
      return { pedidoId, passos, faltam };
    },
  );

  app.get(
    '/v2/gerencia/filas',
    {
      schema: {
        tags,
        summary: 'Todas as filas: o que espera, o que está em voo, desde quando; e as mensagens mortas',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        response: { 200: z.object({ filas: z.array(FilaDto), faltam }), ...problems() },
      },
    },
    (request) => contarFilas(upstreams, request.headers.authorization),
  );
}
