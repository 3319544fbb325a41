import { acesso, type Http, idParam, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { type EmailNaGerencia, emailsNaGerencia } from '../db/gerencia.ts';
import { emPagina, limiteParam, SEGUINTE } from './pagina.ts';

const instante = z.iso.datetime().nullable();
const EmailDto = z
  .object({
    id: z.string(),
    tipo: z.string(),
    pedidoId: z.int().nullable(),
    estado: z.enum(['enviado', 'esperando', 'desistiu']),
    tentativas: z.int().describe('As que falharam'),
    criadoEm: z.iso.datetime(),
    enviadoEm: instante,
    proximaEm: instante.describe('Quando se tenta de novo'),
  })
  .meta({ id: 'EmailNaGerencia' });

/** The e-mails and what became of them, for the gerência: never to whom. */
export function gerenciaEmailsRoutes(app: Http, { db }: { db: Kysely<Database> }) {
  app.get(
    '/v2/gerencia/emails',
    {
      schema: {
        tags: ['gerência'],
        summary: 'Os e-mails e o que foi deles, o mais novo primeiro',
        security: acesso('operacao:ler'),
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
      const { lista, proximo } = await emPagina(pedida, (pagina) => emailsNaGerencia(db, { pedidoId }, pagina));
      return { emails: lista.map(dto), proximo };
    },
  );
}

const iso = (instante: number | null) => (instante === null ? null : new Date(instante).toISOString());

const dto = ({ criadoEm, enviadoEm, proximaEm, ...email }: EmailNaGerencia): z.infer<typeof EmailDto> => ({
  ...email,
  criadoEm: new Date(criadoEm).toISOString(),
  enviadoEm: iso(enviadoEm),
  proximaEm: iso(proximaEm),
});
