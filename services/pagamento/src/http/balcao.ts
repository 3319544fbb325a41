import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { diaAberto, fecharCaixa, lerCaixa } from '../use-cases/balcao/caixa.ts';
import { listarCobrancas } from '../use-cases/balcao/cobrancas.ts';
import { entregar, listarDevolucoes } from '../use-cases/balcao/devolucoes.ts';
import { receber } from '../use-cases/balcao/receber.ts';
import {
  Caixa,
  CobrancasNoBalcao,
  caixaDto,
  cobrancaDto,
  contagemDe,
  Devolucao,
  Devolucoes,
  Dia,
  devolucaoDto,
  FechamentoPedido,
  Recebimento,
  RecebimentoPedido,
  recebimentoDto,
} from './dto-balcao.ts';

const tags = ['balcão'];
const security = acesso('caixa:operar');
const alcance = 'loja';

/** What the cashier does: takes money, hands it back, closes the day. */
export function balcaoRoutes(app: Http, { store, provedores, livros }: Deps): void {
  const deps = { store, provedores, balcao: livros.balcao };

  app.get(
    '/v2/balcao/cobrancas',
    {
      schema: {
        tags,
        summary: 'O que espera para ser pago no balcão, do mais antigo ao mais novo',
        security,
        alcance,
        response: { 200: CobrancasNoBalcao, ...problems() },
      },
    },
    async () => {
      const abertas = await listarCobrancas(store, livros.balcao, new Date());
      return { cobrancas: abertas.map(cobrancaDto) };
    },
  );

  app.post(
    '/v2/balcao/recebimentos',
    {
      schema: {
        tags,
        summary: 'Recebe um pagamento no balcão, em dinheiro ou na maquininha da casa',
        description:
          'Recebe-se sempre o total; em dinheiro, `entregue` diz o que o cliente deu, e a resposta, o troco. Recebido, vencido ou cancelado: 409. Com `Idempotency-Key`, repetir devolve a primeira resposta.',
        security,
        alcance,
        headers: z.looseObject({
          'idempotency-key': z.string().max(255, 'Idempotency-Key deve ter até 255 caracteres').optional(),
        }),
        body: RecebimentoPedido,
        response: { 201: Recebimento, ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const { transacaoId, forma, entregue } = request.body;
      const recebido = await receber(deps, contextOf(request), transacaoId, {
        forma,
        entregueCentavos: entregue === undefined ? null : centavos(entregue),
        chave: request.headers['idempotency-key'] ?? null,
      });
      request.subject = aboutPedido(recebido.pagamento.pedidoId);
      return reply.status(201).send(recebimentoDto(recebido));
    },
  );

  app.get(
    '/v2/balcao/devolucoes',
    {
      schema: {
        tags,
        summary: 'O que há a devolver no balcão, do mais antigo ao mais novo',
        description: 'Em dinheiro, sai da gaveta; no cartão, volta pela maquininha da casa.',
        security,
        alcance,
        response: { 200: Devolucoes, ...problems() },
      },
    },
    async () => ({ devolucoes: (await listarDevolucoes(livros.balcao)).map(devolucaoDto) }),
  );

  app.post(
    '/v2/balcao/devolucoes/:estornoId',
    {
      schema: {
        tags,
        summary: 'Entrega uma devolução ao cliente',
        description: 'Já entregue: 409.',
        security,
        alcance,
        params: z.object({ estornoId: z.uuid('estornoId deve ser um UUID') }),
        response: { 201: Devolucao, ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const context = contextOf(request);
      const feita = await entregar(deps, context, request.params.estornoId);
      request.subject = aboutPedido(feita.pedidoId);
      const entregueEm = feita.entregue?.em ?? context.agora.toISOString();
      return reply.status(201).send({ ...devolucaoDto(feita), entregueEm });
    },
  );

  app.get(
    '/v2/balcao/caixa',
    {
      schema: {
        tags,
        summary: 'O caixa de um dia: o que entrou e saiu, e o fechamento',
        description:
          'Sem `dia`, o que está aberto: hoje, ou o dia seguinte quando hoje já foi fechado. O que acontece depois do fechamento de um dia é do seguinte.',
        security,
        alcance,
        querystring: z.object({ dia: Dia.optional() }),
        response: { 200: Caixa, ...problems() },
      },
    },
    async ({ query: { dia } }) => caixaDto(await lerCaixa(livros, dia ?? (await diaAberto(livros, new Date())))),
  );

  app.post(
    '/v2/balcao/caixa/fechamento',
    {
      schema: {
        tags,
        summary: 'Fecha o caixa de um dia com o que se contou',
        description: 'Uma vez por dia: já fechado, ou um dia que não começou, 409.',
        security,
        alcance,
        body: FechamentoPedido,
        response: { 201: Caixa, ...problems(409) },
      },
    },
    async (request, reply) => {
      const { dia } = request.body;
      const fechado = await fecharCaixa(livros, contextOf(request), dia, contagemDe(request.body));
      return reply.status(201).send(caixaDto(fechado));
    },
  );
}
