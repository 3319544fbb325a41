import type { Scope } from '@foodious/contracts/scopes.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { EstadoPedido, estadoPedidoDe } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { cardapio } from '../../db/cardapio.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { Deps } from '../../deps.ts';
import { type Capa, type Estado, ehPreparo, type Pedido } from '../../domain/pedido.ts';
import { alterarPedido } from '../../use-cases/pedidos/alterar-pedido.ts';
import { checkout } from '../../use-cases/pedidos/checkout.ts';
import { criarPedido } from '../../use-cases/pedidos/criar-pedido.ts';
import { obterCapa, obterPedido, travarPedido } from '../../use-cases/pedidos/obter-pedido.ts';
import { novoCodigo } from '../codigo.ts';
import { alcancadosNaChamada, conferirCliente, doDono, donoDe, exigir } from '../dono.ts';
import { idParams } from '../params.ts';
import {
  alteracaoDto,
  CheckoutDto,
  CorpoPedido,
  capaDto,
  estadoParams,
  PedidoDto,
  pagamentoPedido,
  pedidoDto,
} from './dto.ts';
import { escreverLista, LISTA } from './lista.ts';

const tags = ['pedido'];
const ler = acesso('pedido:fazer', 'pedido:listar');

/** A pedido step by step, as v1 has it: opened empty, changed, moved, checked out. */
export function pedidosRoutes(app: Http, deps: Deps): void {
  const { db, inTransaction, hoje, emails } = deps;

  app.post(
    '/v1/pedido',
    {
      schema: {
        tags,
        summary: 'Abre um pedido vazio',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        body: CorpoPedido,
        response: { 201: PedidoDto, ...problems() },
      },
    },
    async (request, reply) => {
      const { clienteId = null, dataInicio, estadoPedido = 0, ativo = true } = request.body;
      const context = contextOf(request);
      const dia = hoje(context.agora);
      if (dataInicio !== undefined && dataInicio !== dia)
        throw new Refusal('invalid', 'Data de início do pedido deve ser a de hoje', { campo: 'dataInicio' });
      if (estadoPedido !== EstadoPedido.PAGAMENTO_PENDENTE)
        throw new Refusal('invalid', 'Um pedido novo tem pagamento pendente: estado 0', { campo: 'estadoPedido' });
      conferirCliente(request, clienteId);
      const novo = { clienteId, dono: donoDe(request), dataInicio: dia, ativo, codigo: novoCodigo() };
      const pedido = await inTransaction(context, (tx) => criarPedido(tx, novo));
      request.subject = aboutPedido(pedido.id);
      return reply.status(201).send(capaDto(pedido));
    },
  );

  app.put(
    '/v1/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Altera um pedido, ou o leva a outro estado',
        description:
          'Cliente e ativo mudam enquanto o pagamento está pendente. Outro `estadoPedido` é a ação que leva até ele: preparo pela cozinha ou gerência, cancelamento pela gerência (com `motivo`), até estar pronto; entregue, não se cancela mais.',
        security: acesso('pedido:fazer', 'preparo:mover', 'pedido:cancelar'),
        alcance: 'dono',
        params: idParams,
        body: CorpoPedido,
        response: { 200: PedidoDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { clienteId, ativo, estadoPedido, motivo } = request.body;
      const para = estadoPedido === undefined ? undefined : estadoPedidoDe(estadoPedido);
      const alterado = await inTransaction(contextOf(request), async (tx) => {
        const pedido = await doDono(request, travarPedido(tx, request.params.id));
        if (para !== pedido.estado) exigir(request, escopoPara(para));
        const outroCliente = clienteId !== undefined && clienteId !== pedido.clienteId; // null: nobody's from now on
        if (outroCliente || (ativo ?? pedido.ativo) !== pedido.ativo) exigir(request, 'pedido:fazer');
        if (outroCliente) conferirCliente(request, clienteId);
        return alterarPedido(tx, pedido, { clienteId, ativo, estado: para, motivo });
      });
      emails.wake();
      return capaDto(alterado);
    },
  );

  app.get(
    '/v1/pedido',
    {
      schema: {
        tags,
        summary: 'Os pedidos do painel: prontos, em preparação e recebidos, com itens',
        description:
          'Até 500, ou 4 MiB; o que não cabe são os prontos mais antigos. Os recebidos e em preparação vêm sempre todos.',
        security: acesso('pedido:listar'),
        alcance: 'dono',
        response: { 200: z.array(PedidoDto), ...problems() },
      },
    },
    async (request, reply) => {
      const capas = await pedidos(db).listDoBalcao(alcancadosNaChamada(request));
      const sempre = ({ estado }: Capa) => estado !== 'PRONTO';
      return listar(reply, await escreverLista(deps, capas, { sempre, ordem: 'inversa' }));
    },
  );

  app.get(
    '/v1/pedido/pendentes',
    {
      schema: {
        tags,
        summary: 'Os pedidos à espera de pagamento, o mais antigo primeiro',
        description: 'Até 500, ou 4 MiB: os mais novos.',
        security: acesso('pedido:listar'),
        alcance: 'dono',
        response: { 200: z.array(PedidoDto), ...problems() },
      },
    },
    async (request, reply) => {
      const capas = await pedidos(db).listByEstado('PAGAMENTO_PENDENTE', alcancadosNaChamada(request));
      return listar(reply, await escreverLista(deps, capas, { ordem: 'inversa' }));
    },
  );

  app.get(
    '/v1/pedido/estado/:estado',
    {
      schema: {
        tags,
        summary: 'Os pedidos em um estado, o mais novo primeiro',
        description: 'Até 500, ou 4 MiB.',
        security: acesso('pedido:listar'),
        alcance: 'dono',
        params: estadoParams,
        response: { 200: z.array(PedidoDto), ...problems(404) },
      },
    },
    async (request, reply) => {
      const { estado } = request.params;
      const capas = await pedidos(db).listByEstado(estado, alcancadosNaChamada(request));
      if (capas.length === 0) throw new Refusal('not-found', `Nenhum pedido em ${estado}`);
      return listar(reply, await escreverLista(deps, capas, { ordem: 'dada' }));
    },
  );

  app.get(
    '/v1/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido com itens',
        security: ler,
        alcance: 'dono',
        params: idParams,
        response: { 200: PedidoDto, ...problems(404) },
      },
    },
    async (request) => umComItens(await doDono(request, obterPedido(deps, request.params.id))),
  );

  app.get(
    '/v1/pedido/:id/estado',
    {
      schema: {
        tags,
        summary: 'O estado de um pedido',
        security: ler,
        alcance: 'dono',
        params: idParams,
        response: { 200: z.object({ estadoPedido: z.int() }), ...problems(404) },
      },
    },
    async (request) => ({
      estadoPedido: EstadoPedido[(await doDono(request, obterCapa(deps, request.params.id))).estado],
    }),
  );

  app.post(
    '/v1/pedido/checkout/:id',
    {
      schema: {
        tags,
        summary: 'Fecha itens e preços e pede o pagamento',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        params: idParams,
        response: { 200: CheckoutDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedido, alteracoes } = await inTransaction(contextOf(request), async (tx) =>
        checkout(tx, await doDono(request, travarPedido(tx, request.params.id))),
      );
      return {
        pedido: await umComItens(pedido),
        ...pagamentoPedido(pedido),
        alteracoes: alteracoes.map(alteracaoDto),
      };
    },
  );

  async function umComItens(pedido: Pedido) {
    const produtos = await cardapio(db).get(pedido.itens.map(({ produtoId }) => produtoId));
    return pedidoDto(pedido, produtos);
  }
}

/** Answers with a list that is written already: not as an array, which the schema would have written again, at once. */
const listar = (reply: FastifyReply, escrita: Buffer) => reply.type(LISTA).send(escrita) as never;

/** Which scope takes a pedido to a state; the checkout and the payment are never reached this way. */
const escopoPara = (estado: Estado | undefined): Scope | undefined =>
  ehPreparo(estado) ? 'preparo:mover' : estado === 'CANCELADO' ? 'pedido:cancelar' : undefined;
