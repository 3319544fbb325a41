import { alcanca, type Quem } from '@foodious/contracts/dono.ts';
import { streams as contract, type EventsOf, PagamentoComCodigo } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { EstadoPagamento } from '@foodious/kernel/estados.ts';
import type { Topic } from '@foodious/messaging/streams.ts';
import { callerOf, EVENTOS, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { obterPagamento } from '../use-cases/obter-pagamento.ts';
import { aoVivo, comCodigo, PagamentosDoPedido, pagamentosDoPedido } from './dto.ts';

const tags = ['pagamento'];
const umaTentativa = z.object({ transacaoId: z.uuid('transacaoId deve ser um UUID').optional() });

/** The pagamento of a pedido: its estado, its Pix code, and both live. */
export function pagamentoRoutes(app: Http, { store, streams }: Deps): void {
  /**
   * The latest pagamento of a pedido, for who waits before the QR code; null while the provider has not made it, and for who
   * does not reach the pedido.
   */
  const retrato = async (quem: Quem, pedidoId: number) => {
    const read = await store.getLatest(pedidoId);
    return read && alcanca(quem, read.pagamento) ? aoVivo(read.pagamento, new Date()) : null;
  };
  /** One caller's own: whom a pagamento belongs to is known once it is made, which may be after who waits for it came. */
  const mudancasPara = (quem: Quem): Topic<TrailOf<'pagamento'>, EventsOf<'pagamento'>> => ({
    name: 'pagamento',
    async project({ tipo, subject }) {
      if (tipo !== 'estado' || subject === null) return undefined;
      const data = await retrato(quem, subject.id);
      return data ? { event: 'pagamento', data } : undefined;
    },
  });

  app.get(
    '/v1/pagamento/estado',
    {
      schema: {
        tags,
        summary: 'O estado do pagamento de um pedido',
        security: acesso('pagamento:ler'),
        alcance: 'dono',
        querystring: umaTentativa.extend({ pedidoId: idParam('pedidoId') }),
        response: { 200: z.object({ estadoPagamento: z.int() }), ...problems(404) },
      },
    },
    async (request) => {
      const { pedidoId, transacaoId } = request.query;
      const { estado } = await obterPagamento(store, callerOf(request), pedidoId, transacaoId);
      request.subject = aboutPedido(pedidoId); // only now: who calls may have written anything in its place
      return { estadoPagamento: EstadoPagamento[estado] };
    },
  );

  app.get(
    '/v1/pagamento/:pedidoId',
    {
      schema: {
        tags,
        summary: 'O pagamento de um pedido, com o QR Code Pix',
        description:
          'A última tentativa, ou a de `transacaoId`. Depois de pago, cancelado ou expirado, `qrCode` e `pixCopiaECola` são vazios.',
        security: acesso('pagamento:ler'),
        alcance: 'dono',
        params: z.object({ pedidoId: idParam('pedidoId') }),
        querystring: umaTentativa,
        response: { 200: PagamentoComCodigo, ...problems(404) },
      },
    },
    async (request) => {
      const { pedidoId } = request.params;
      const pagamento = await obterPagamento(store, callerOf(request), pedidoId, request.query.transacaoId);
      request.subject = aboutPedido(pedidoId); // only now: who calls may have written anything in its place
      return comCodigo(pagamento, new Date());
    },
  );

  app.get(
    '/v2/pagamento/:pedidoId',
    {
      schema: {
        tags,
        summary: 'Todo o dinheiro de um pedido: tentativas, estornos e livro',
        description: 'De um pedido que nunca se cobrou, nenhum pagamento.',
        security: acesso('gerencia:ler', 'caixa:operar'),
        alcance: 'loja',
        params: z.object({ pedidoId: idParam('pedidoId') }),
        response: { 200: PagamentosDoPedido, ...problems() },
      },
    },
    async (request) => {
      const { pedidoId } = request.params;
      request.subject = aboutPedido(pedidoId);
      return pagamentosDoPedido(pedidoId, await store.listOf(pedidoId));
    },
  );

  app.get(
    '/v2/pagamento/:pedidoId/eventos',
    {
      schema: {
        tags,
        summary: 'O pagamento de um pedido ao vivo',
        description:
          'Server-sent events: `retrato` (a última tentativa; nulo enquanto o provedor não a criou, e para quem não alcança o pedido), depois `pagamento` a cada mudança.',
        security: acesso(...contract.pagamento.anyOf),
        alcance: 'dono',
        params: z.object({ pedidoId: idParam('pedidoId') }),
        response: { 200: EVENTOS, ...problems(429) },
      },
    },
    (request, reply) => {
      const { pedidoId } = request.params;
      const quem = callerOf(request);
      return streams.open(request, reply, {
        topic: mudancasPara(quem),
        subject: aboutPedido(pedidoId),
        snapshot: () => streams.snapshot(() => retrato(quem, pedidoId)),
      });
    },
  );
}
