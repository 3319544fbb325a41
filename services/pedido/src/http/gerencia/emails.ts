import { acesso } from '@foodious/contracts/scopes.ts';
import { type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { emailsNaGerencia } from '../../db/gerencia/emails.ts';
import type { Deps } from '../../deps.ts';
import { emPagina, limiteParam, SEGUINTE } from '../pagina.ts';
import { EmailDto, emailDto } from './dto.ts';

/** The e-mails and what became of them, for the gerência: never to whom. */
export function gerenciaEmailsRoutes(app: Http, { db }: Deps): void {
  app.get(
    '/v2/gerencia/emails',
    {
      schema: {
        tags: ['gerência'],
        summary: 'Os e-mails e o que foi deles, o mais novo primeiro',
        security: acesso('operacao:ler'),
        alcance: 'loja',
        querystring: z.object({
          pedidoId: idParam('pedidoId').optional(),
          antesDe: z.uuid('antesDe deve ser o id de um e-mail').optional(),
          limite: limiteParam,
        }),
        response: {
          200: z.object({ emails: z.array(EmailDto), proximo: z.string().nullable().describe(SEGUINTE) }),
          ...problems(),
        },
      },
    },
    async ({ query: { pedidoId, ...pedida } }) => {
      const { lista, proximo } = await emPagina(pedida, (pagina) => emailsNaGerencia(db).list({ pedidoId }, pagina));
      return { emails: lista.map(emailDto), proximo };
    },
  );
}
