import type { Context } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { ASSINATURA, acesso, contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { motivos } from '../domain/pagamento.ts';
import type { Aviso, HttpHeaders } from '../ports.ts';
import { notificar } from '../use-cases/notificar.ts';
import type { Deps } from './deps.ts';

/** What the provider tells us, or staff in its place. */
export function notificacaoRoutes(app: Http, { store, provedor }: Deps): void {
  app.post(
    '/v1/pagamento/:transacaoId/:estadoPagamento',
    {
      schema: {
        tags: ['pagamento'],
        summary: 'A notificação do provedor: 1 confirma, 2 rejeita',
        security: [ASSINATURA, ...acesso('pagamento:notificar')],
        params: z.object({
          transacaoId: z.string(),
          estadoPagamento: z.enum(['1', '2'], 'estadoPagamento deve ser 1 ou 2'),
        }),
        body: z.object({ motivo: z.enum(motivos).optional() }),
        response: { 201: z.literal(true), ...problems(404) },
      },
    },
    async (request, reply) => {
      const { transacaoId, estadoPagamento } = request.params;
      const { motivo } = request.body;
      const acao = estadoPagamento === '1' ? 'confirmar' : 'rejeitar';
      const context = contextOfAviso(request, { transacaoId, acao, motivo });
      const { pedidoId } =
        acao === 'confirmar'
          ? await notificar(store, provedor, context, transacaoId, acao)
          : await notificar(store, provedor, context, transacaoId, acao, motivo ?? 'recusado');
      request.pedidoId = pedidoId;
      return reply.status(201).send(true);
    },
  );

  /** A caller without a token is nobody, unless the notification shows itself to be the provider's own. */
  function contextOfAviso(request: Parameters<typeof contextOf>[0] & { headers: HttpHeaders }, aviso: Aviso): Context {
    if (request.principal) return contextOf(request);
    if (!provedor.verificar(request.headers, aviso)) throw new Refusal('unauthorized', 'Assinatura inválida');
    return { ...contextOf(request), por: 'provedor' };
  }
}
