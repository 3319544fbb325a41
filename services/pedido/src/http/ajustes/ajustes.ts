import { acesso } from '@foodious/contracts/scopes.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { EDICAO, etagOf, expectedVersion, explainStale, IfMatch } from '@foodious/platform/if-match.ts';
import { type AjustesGuardados, ajustes } from '../../db/ajustes.ts';
import type { Deps } from '../../deps.ts';
import { mudarAjustes } from '../../use-cases/ajustes/mudar-ajustes.ts';
import { AjustesDto, CorpoAjustes } from './dto.ts';

const tags = ['gerência'];

/** What the restaurant sets for its screens: each reads it, the gerência writes it as a whole. */
export function ajustesRoutes(app: Http, { db, inTransaction, log }: Deps): void {
  app.get(
    '/v2/ajustes',
    {
      schema: {
        tags,
        summary: 'Os ajustes das telas',
        description: 'A `ETag` é a versão deles: quem os muda a traz em `If-Match`.',
        security: acesso('painel:ler', 'preparo:ler', 'gerencia:ler', 'pedido:fazer'),
        alcance: 'loja',
        response: { 200: AjustesDto, ...problems() },
      },
    },
    async (_, reply) => {
      const guardados = await ajustes(db).get();
      reply.header('etag', etagOf(guardados.versao));
      return guardados.ajustes;
    },
  );

  app.put(
    '/v2/ajustes',
    {
      schema: {
        tags,
        summary: 'Muda os ajustes das telas, todos de uma vez',
        description: EDICAO,
        security: acesso('gerencia:ajustar'),
        alcance: 'loja',
        headers: IfMatch,
        body: CorpoAjustes,
        response: { 200: AjustesDto, ...problems(409, 428) },
      },
    },
    async (request, reply) => {
      const context = contextOf(request);
      const versao = expectedVersion(request.headers);
      const salvos = await inTransaction(context, (tx) => mudarAjustes(tx, request.body, versao)).catch(
        explainStale<AjustesGuardados>(request.body, ({ ajustes, versao }) => ({ versao, atual: ajustes })),
      );
      log.info({ correlacao: context.correlacao, por: context.por }, 'settings changed');
      reply.header('etag', etagOf(salvos.versao));
      return salvos.ajustes;
    },
  );
}
