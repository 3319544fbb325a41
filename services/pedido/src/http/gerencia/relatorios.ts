import { acesso } from '@foodious/contracts/scopes.ts';
import { type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { fazerRelatorio } from '../../use-cases/gerencia/fazer-relatorio.ts';
import { RelatorioDto, relatorioDto } from './dto.ts';

const dia = (nome: string) => {
  const mensagem = `${nome} deve ser uma data, AAAA-MM-DD`;
  return z.iso.date(mensagem).regex(/^2/, mensagem);
};

/** What was sold, for the gerência. */
export function relatoriosRoutes(app: Http, deps: Deps): void {
  app.get(
    '/v2/gerencia/relatorios',
    {
      schema: {
        tags: ['gerência'],
        summary: 'As vendas de até 92 dias: por dia, por hora, por produto, e quanto levou o preparo',
        description: 'Conta como venda o pedido pago e não cancelado, no dia e na hora do restaurante em que foi pago.',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        querystring: z.object({ de: dia('de'), ate: dia('ate') }),
        response: { 200: RelatorioDto, ...problems() },
      },
    },
    async ({ query: { de, ate } }) => relatorioDto(de, ate, await fazerRelatorio(deps, { de, ate })),
  );
}
