import { streams as contract, PedidoV2 } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { callerOf, contextOf, EVENTOS, type Http, problems } from '@foodious/platform/http.ts';
import type { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { checkout } from '../../use-cases/pedidos/checkout.ts';
import { fazerPedido } from '../../use-cases/pedidos/fazer-pedido.ts';
import { obterCapa, obterPedido, travarPedido } from '../../use-cases/pedidos/obter-pedido.ts';
import { novoCodigo } from '../codigo.ts';
import { conferirCliente, doDono, donoDe } from '../dono.ts';
import { idParams } from '../params.ts';
import { AlteracoesDto, alteracaoDto } from './dto.ts';
import { CorpoCheckout, CorpoPedidoInteiro, pedidoV2Dto } from './dto-v2.ts';
import { eventosDoPedido } from './eventos.ts';
import { comChave, lerChave } from './idempotency-key.ts';

const tags = ['pedido'];
const ler = acesso(...contract.pedido.anyOf);

/** A whole pedido in one call, and one pedido live. */
export function pedidosV2Routes(app: Http, deps: Deps): void {
  const { inTransaction, hoje, streams, conhecerProdutos, umaVez } = deps;

  app.post(
    '/v2/pedido',
    {
      schema: {
        tags,
        summary: 'Um pedido inteiro em uma chamada, com ou sem checkout',
        description:
          'Repetir com a mesma `Idempotency-Key` e o mesmo corpo devolve a primeira resposta, por 24 horas; com outro corpo, 422; enquanto a primeira está em curso, 409.',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        headers: comChave,
        body: CorpoPedidoInteiro,
        response: { 201: PedidoV2, ...problems(409, 422, 502, 503) },
      },
    },
    async (request, reply) => {
      const { clienteId = null, consumo, itens, checkout, totalEsperado, meio } = request.body;
      const chave = lerChave(request.headers['idempotency-key'], callerOf(request), request.body);
      conferirCliente(request, clienteId);
      const produtos = itens.map(({ produtoId }) => produtoId);
      await conhecerProdutos(produtos, request.headers.authorization);
      const context = contextOf(request);
      const pedida = {
        clienteId,
        dono: donoDe(request),
        consumo,
        checkout,
        codigo: novoCodigo(),
        dataInicio: hoje(context.agora),
        meio,
        itens: itens.map(({ observacoes, ...item }) => ({ ...item, observacoes: observacoes || null })),
        totalEsperado: totalEsperado === undefined ? undefined : centavos(totalEsperado),
      };
      const pedido = await umaVez<z.infer<typeof PedidoV2>>(
        chave,
        (work) => inTransaction(context, work),
        async (tx) => pedidoV2Dto(await fazerPedido(tx, pedida)),
      );
      request.subject = aboutPedido(pedido.id);
      // An answer kept since before there was a page to follow it has none, and before there was a choice it was Pix.
      return reply.status(201).send(Object.assign({ acompanhar: null, meio: 'pix' as const }, pedido));
    },
  );

  app.post(
    '/v2/pedido/:id/checkout',
    {
      schema: {
        tags,
        summary: 'Fecha itens e preços e pede o pagamento, por um meio',
        description:
          'Também de novo, depois de uma rejeição, e então por outro meio se for o caso. Enquanto o pagamento é esperado, repete: nada muda.',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        params: idParams,
        body: CorpoCheckout,
        response: { 200: PedidoV2.extend({ alteracoes: AlteracoesDto }), ...problems(404, 409) },
      },
    },
    async (request) => {
      const { meio, totalEsperado } = request.body;
      const pedida = { meio, totalEsperado: totalEsperado === undefined ? undefined : centavos(totalEsperado) };
      const { pedido, alteracoes } = await inTransaction(contextOf(request), async (tx) =>
        checkout(tx, await doDono(request, travarPedido(tx, request.params.id)), pedida),
      );
      return { ...pedidoV2Dto(pedido), alteracoes: alteracoes.map(alteracaoDto) };
    },
  );

  app.get(
    '/v2/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido, e onde acompanhá-lo',
        security: ler,
        alcance: 'dono',
        params: idParams,
        response: { 200: PedidoV2, ...problems(404) },
      },
    },
    async (request) => pedidoV2Dto(await doDono(request, obterPedido(deps, request.params.id))),
  );

  app.get(
    '/v2/pedido/:id/eventos',
    {
      schema: {
        tags,
        summary: 'Um pedido ao vivo',
        description: 'Server-sent events: `retrato` (o pedido), depois `estado` a cada mudança.',
        security: ler,
        alcance: 'dono',
        params: idParams,
        response: { 200: EVENTOS, ...problems(404, 429) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await doDono(request, obterCapa(deps, id));
      const snapshot = () => streams.snapshot(async () => pedidoV2Dto(await obterPedido(deps, id)));
      await streams.open(request, reply, { topic: eventosDoPedido, subject: aboutPedido(id), snapshot });
    },
  );
}
