import { acesso } from '@foodious/contracts/scopes.ts';
import { type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { PARTES } from '../../domain/protocolo.ts';
import { obterRecibo } from '../../use-cases/clientes/obter-recibo.ts';

const instante = z.iso.datetime();

/** What the number of an erasure tells, to whoever holds it. */
export const ReciboDto = z
  .object({
    protocolo: z.uuid(),
    solicitadoEm: instante,
    estado: z.enum(['em-andamento', 'concluido']),
    partes: z.array(z.object({ parte: z.enum(PARTES), feitoEm: instante.nullable() })),
    apagado: z.array(z.string()).describe('O que já não existe'),
    mantido: z.array(
      z.object({
        o: z.string(),
        porque: z.string(),
        artigo: z.string(),
        ate: instante.nullable().describe('Até quando; nulo: enquanto houver o protocolo'),
      }),
    ),
  })
  .meta({ id: 'Recibo' });

/** Asks what became of an erasure: its number is 122 random bits, and tells nothing of whom it was about. */
export function protocolosRoutes(app: Http, deps: Deps): void {
  app.get(
    '/v2/protocolos/:id',
    {
      schema: {
        tags: ['cliente'],
        summary: 'O que foi apagado com um protocolo, o que ficou, por que e até quando',
        security: acesso(),
        alcance: 'segredo',
        params: z.object({ id: z.uuid('Protocolo deve ser válido') }),
        response: { 200: ReciboDto, ...problems(404, 429) },
      },
    },
    ({ params }) => obterRecibo(deps, params.id),
  );
}
