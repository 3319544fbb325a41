import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { MOTIVOS } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems, type Scheme } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import type { Aviso, Simulador } from '../ports.ts';
import { decidirNoBanco } from '../use-cases/decidir-no-banco.ts';

const params = z.object({
  transacaoId: z.string(),
  estadoPagamento: z.enum(['1', '2'], 'estadoPagamento deve ser 1 ou 2'),
});
const body = z.object({ motivo: z.enum(MOTIVOS).optional() });

/** The simulated bank's signature, which stands for a token where it notifies us as the first version of the API had it. */
export const assinatura = (simulador: Simulador): Scheme => {
  const { header: name, description } = simulador.assinatura;
  return {
    document: { type: 'apiKey', in: 'header', name, description },
    verify({ headers, params: given, body: told }) {
      if (!simulador.verificar(headers, avisoDe(params.parse(given), body.parse(told))))
        throw new Refusal('unauthorized', 'Assinatura inválida');
    },
  };
};

/** A payment decided in its payer's place, at the simulated bank: by who knows its secret, or by staff. */
export function bancoSimuladoRoutes(
  app: Http,
  { store, provedores }: Pick<Deps, 'store' | 'provedores'>,
  simulador: Simulador,
): void {
  app.post(
    '/v1/pagamento/:transacaoId/:estadoPagamento',
    {
      schema: {
        tags: ['pagamento'],
        summary: 'A notificação do provedor: 1 confirma, 2 rejeita',
        security: [{ assinatura: [] }, ...acesso('pagamento:notificar')],
        alcance: 'segredo',
        params,
        body,
        response: { 201: z.literal(true), ...problems(404) },
      },
    },
    async (request, reply) => {
      const { transacaoId, acao, motivo = 'recusado' } = avisoDe(request.params, request.body);
      const context = request.scheme ? { ...contextOf(request), por: 'provedor' } : contextOf(request);
      const { pedidoId } = await decidirNoBanco(store, provedores, simulador, context, { transacaoId, acao, motivo });
      request.subject = aboutPedido(pedidoId);
      return reply.status(201).send(true);
    },
  );
}

const avisoDe = (
  { transacaoId, estadoPagamento }: z.infer<typeof params>,
  { motivo }: z.infer<typeof body>,
): Aviso => ({
  transacaoId,
  acao: estadoPagamento === '1' ? 'confirmar' : 'rejeitar',
  motivo,
});
