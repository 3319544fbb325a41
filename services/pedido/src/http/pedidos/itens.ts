import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PedidoTx } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Pedido } from '../../domain/pedido.ts';
import { itemDesconhecido, travarItem } from '../../use-cases/pedidos/abrir-itens.ts';
import { adicionarItem } from '../../use-cases/pedidos/adicionar-item.ts';
import { alterarItem } from '../../use-cases/pedidos/alterar-item.ts';
import { travarCapa } from '../../use-cases/pedidos/obter-pedido.ts';
import { removerItem } from '../../use-cases/pedidos/remover-item.ts';
import { doDono } from '../dono.ts';
import { idParams } from '../params.ts';
import { CorpoAlteracaoDeItem, CorpoItem, ItemDto, itemDto } from './dto.ts';

const tags = ['pedido'];

/** The itens of a pedido, one at a time, as v1 has them. */
export function itensRoutes(app: Http, { inTransaction, conhecerProdutos }: Deps): void {
  /** Runs a change of one item, loaded with its pedido inside the transaction, for who reaches that. */
  const comItem = <T>(
    request: FastifyRequest,
    itemId: number,
    work: (tx: PedidoTx, pedido: Pedido, item: Item) => Promise<T>,
  ): Promise<T> =>
    inTransaction(contextOf(request), async (tx) => {
      const { pedido, item } = await travarItem(tx, itemId);
      return work(tx, await doDono(request, pedido, () => itemDesconhecido(itemId)), item);
    });

  app.post(
    '/v1/item',
    {
      schema: {
        tags,
        summary: 'Acrescenta um item ao pedido',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        body: CorpoItem,
        response: { 201: ItemDto, ...problems(409, 502, 503) },
      },
    },
    async (request, reply) => {
      const novo = request.body;
      await conhecerProdutos([novo.produtoId], request.headers.authorization);
      const item = await inTransaction(contextOf(request), async (tx) => {
        const pedido = await doDono(request, travarCapa(tx, novo.pedidoId)).catch(pedidoInvalido);
        return adicionarItem(tx, pedido, novo.produtoId, novo.quantidade);
      });
      return reply.status(201).send(itemDto(item, novo.pedidoId));
    },
  );

  app.put(
    '/v1/item/:id',
    {
      schema: {
        tags,
        summary: 'Altera um item',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        params: idParams,
        body: CorpoAlteracaoDeItem,
        response: { 200: ItemDto, ...problems(404, 409, 502, 503) },
      },
    },
    async (request) => {
      const { produtoId } = request.body;
      if (produtoId !== undefined) await conhecerProdutos([produtoId], request.headers.authorization);
      return comItem(request, request.params.id, async (tx, pedido, item) =>
        itemDto(await alterarItem(tx, pedido, item, request.body), pedido.id),
      );
    },
  );

  app.delete(
    '/v1/item/:id',
    {
      schema: {
        tags,
        summary: 'Tira um item do pedido',
        security: acesso('pedido:fazer'),
        alcance: 'dono',
        params: idParams,
        response: { 200: z.literal(true), ...problems(404, 409) },
      },
    },
    async (request) => {
      await comItem(request, request.params.id, removerItem);
      return true as const;
    },
  );
}

/** An item's pedido that does not exist is a fault of the body here, not of the address. */
function pedidoInvalido(error: unknown): never {
  if (error instanceof Refusal && error.kind === 'not-found')
    throw new Refusal('invalid', error.message, { campo: 'pedidoId' });
  throw error;
}
