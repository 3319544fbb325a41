import { acesso } from '@foodious/contracts/scopes.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { ajustes } from '../../db/ajustes.ts';
import type { Deps } from '../../deps.ts';
import { mudarAjustes } from '../../use-cases/ajustes/mudar-ajustes.ts';
import { AjustesDto } from './dto.ts';

const tags = ['gerência'];

/** What the restaurant sets for its screens: each reads it, the gerência writes it as a whole. */
export function ajustesRoutes(app: Http, { db, inTransaction, log }: Deps): void {
  app.get(
    '/v2/ajustes',
    {
      schema: {
        tags,
        summary: 'Os ajustes das telas',
        security: acesso('painel:ler', 'preparo:ler', 'gerencia:ler', 'pedido:fazer'),
        response: { 200: AjustesDto, ...problems() },
      },
    },
    () => ajustes(db).get(),
  );

  app.put(
    '/v2/ajustes',
    {
      schema: {
        tags,
        summary: 'Muda os ajustes das telas, todos de uma vez',
        security: acesso('gerencia:ajustar'),
        body: AjustesDto,
        response: { 200: AjustesDto, ...problems() },
      },
    },
    async (request) => {
      const context = contextOf(request);
      await inTransaction(context, (tx) => mudarAjustes(tx, request.body));
      log.info({ correlacao: context.correlacao, por: context.por }, 'settings changed');
      return request.body;
    },
  );
}
