import type { Scope } from '@foodious/contracts/scopes.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { EstadoPedido, estadoPedidoDe } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { cardapio } from '../../db/cardapio.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { Deps } from '../../deps.ts';
import { type Estado, ehPreparo, type Pedido } from '../../domain/pedido.ts';
import { alterarPedido } from '../../use-cases/pedidos/alterar-pedido.ts';
import { checkout } from '../../use-cases/pedidos/checkout.ts';
import { criarPedido } from '../../use-cases/pedidos/criar-pedido.ts';
import { obterCapa, obterPedido, travarPedido } from '../../use-cases/pedidos/obter-pedido.ts';
import { novoCodigo } from '../codigo.ts';
import { conferirDono, doDono, exigir } from '../dono.ts';
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
      conferirDono(request.principal, clienteId);
      const novo = { clienteId, dataInicio: dia, ativo, codigo: novoCodigo() };
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
        if (para !== pedido.estado) exigir(request.principal, escopoPara(para));
        if ((clienteId ?? pedido.clienteId) !== pedido.clienteId || (ativo ?? pedido.ativo) !== pedido.ativo)
          exigir(request.principal, 'pedido:fazer');
        if (clienteId !== undefined) conferirDono(request.principal, clienteId);
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
          'Até 500; o que não cabe são os prontos mais antigos. Os recebidos e em preparação vêm sempre todos.',
        security: acesso('painel:ler'),
        response: { 200: z.array(PedidoDto), ...problems() },
      },
    },
    async (request) => todosComItens(await pedidos(db).listDoBalcao(), request.principal),
  );

  app.get(
    '/v1/pedido/pendentes',
    {
      schema: {
        tags,
        summary: 'Os pedidos à espera de pagamento: os 500 mais novos, o mais antigo primeiro',
        security: acesso('pedido:listar'),
        response: { 200: z.array(PedidoDto), ...problems() },
      },
    },
    async (request) =>
      todosComItens((await pedidos(db).listByEstado('PAGAMENTO_PENDENTE')).reverse(), request.principal),
  );

  app.get(
    '/v1/pedido/estado/:estado',
    {
      schema: {
        tags,
        summary: 'Os pedidos em um estado, o mais novo primeiro',
        security: acesso('pedido:listar'),
        params: estadoParams,
        response: { 200: z.array(PedidoDto), ...problems(404) },
      },
    },
    async (request) => {
      const { estado } = request.params;
      const lista = await pedidos(db).listByEstado(estado);
      if (lista.length === 0) throw new Refusal('not-found', `Nenhum pedido em ${estado}`);
      return todosComItens(lista, request.principal);
    },
  );

  app.get(
    '/v1/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido com itens',
        security: ler,
        params: idParams,
        response: { 200: PedidoDto, ...problems(404) },
      },
    },
    async (request) => umComItens(await doDono(request, obterPedido(deps, request.params.id)), request.principal),
  );

  app.get(
    '/v1/pedido/:id/estado',
    {
      schema: {
        tags,
        summary: 'O estado de um pedido',
        security: ler,
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
        params: idParams,
        response: { 200: CheckoutDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedido, alteracoes } = await inTransaction(contextOf(request), async (tx) =>
        checkout(tx, await doDono(request, travarPedido(tx, request.params.id))),
      );
      return {
        pedido: await umComItens(pedido, request.principal),
        ...pagamentoPedido(pedido),
        alteracoes: alteracoes.map(alteracaoDto),
      };
    },
  );

  /** What our copy of the catalogue knows of the products in these pedidos. */
  const produtosDe = (lista: readonly Pedido[]) =>
    cardapio(db).get(lista.flatMap(({ itens }) => itens.map((item) => item.produtoId)));

  async function todosComItens(lista: readonly Pedido[], principal: Principal | null) {
    const produtos = await produtosDe(lista);
    return lista.map((pedido) => pedidoDto(pedido, produtos, principal));
  }

  const umComItens = async (pedido: Pedido, principal: Principal | null) =>
    pedidoDto(pedido, await produtosDe([pedido]), principal);
}

/** Which scope takes a pedido to a state; the checkout and the payment are never reached this way. */
const escopoPara = (estado: Estado | undefined): Scope | undefined =>
  ehPreparo(estado) ? 'preparo:mover' : estado === 'CANCELADO' ? 'pedido:cancelar' : undefined;
