import { reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { InTransaction, Tx } from '@foodious/messaging/sql.ts';
import type { Principal, Scope } from '@foodious/platform/auth.ts';
import { acesso, contextOf, type Http, idParam, problems } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { cardapio, type ProdutoDoCardapio, pedidos } from '../db/repositories.ts';
import { type Capa, EstadoPedido, type Item, type Pedido } from '../domain/pedido.ts';
import {
  adicionarItem,
  alterarItem,
  alterarPedido,
  checkout,
  criarPedido,
  ehPreparo,
  estadoDe,
  obterCapa,
  obterItem,
  obterPedido,
  removerItem,
  travarCapa,
  travarPedido,
} from '../use-cases/pedido.ts';
import { novoCodigo } from './codigo.ts';

export type PedidoWorld = {
  db: Kysely<Database>;
  inTransaction: InTransaction<Database>;
  /** Sees that our copy of the catalogue has heard of these products, before the transaction that needs them. */
  conhecer(produtos: readonly number[], authorization: string | undefined): Promise<void>;
  /** The restaurant's day of an instant, `YYYY-MM-DD`. */
  hoje(agora: Date): string;
  emails: { wake(): void };
};

const estado = (mensagem: string) =>
  z
    .string(mensagem)
    .regex(/^\d$/, mensagem)
    .transform(Number)
    .refine((numero) => estadoDe(numero) !== undefined, mensagem);

const CorpoPedido = z
  .object({
    clienteId: z.int('Id do cliente deve ser válido').positive('Id do cliente deve ser válido').nullish(),
    dataInicio: z.iso.date('Data de início deve ser válida').optional(),
    estadoPedido: z
      .int('Estado do pedido deve ser válido')
      .refine((numero) => estadoDe(numero) !== undefined, 'Estado do pedido deve ser válido')
      .optional(),
    ativo: z.boolean('Ativo deve ser verdadeiro ou falso').optional(),
    motivo: z.string('Motivo deve ser um texto').max(255, 'Motivo deve ter até 255 caracteres').optional(),
  })
  .meta({ id: 'CorpoPedido' });

const ProdutoDoItem = z
  .object({
    id: z.int(),
    nome: z.string(),
    idCategoriaProduto: z.int(),
    descricao: z.string(),
    preco: z.number(),
    imagemBase64: z.null(),
    imagemUrl: z.string().nullable(),
    ativo: z.boolean(),
  })
  .meta({ id: 'ProdutoDoItem' });

const PedidoDto = z
  .object({
    id: z.int(),
    clienteId: z.int().nullable(),
    dataInicio: z.string(),
    estadoPedido: z.int().describe(
      Object.entries(EstadoPedido)
        .map(([nome, n]) => `${n} ${nome}`)
        .join(' · '),
    ),
    ativo: z.boolean(),
    total: z.number().nullable().describe('Reais, duas casas; nulo antes do checkout'),
    senha: z.int().nullable(),
    itensPedido: z
      .array(
        z.object({
          id: z.int(),
          pedidoId: z.int(),
          produtoId: z.int(),
          quantidade: z.int(),
          precoUnitario: z.number(),
          produto: ProdutoDoItem,
        }),
      )
      .optional(),
  })
  .meta({ id: 'Pedido' });

const ItemDto = z
  .object({ id: z.int(), pedidoId: z.int(), produtoId: z.int(), quantidade: z.int() })
  .meta({ id: 'Item' });

const CheckoutDto = z
  .object({
    pedido: PedidoDto,
    pagamento: z
      .object({
        id: z.string(),
        pedidoId: z.int(),
        transacaoId: z.string(),
        estadoPagamento: z.int(),
        total: z.number(),
        dataHoraPagamento: z.null(),
      })
      .optional(),
    alteracoes: z
      .array(
        z.object({
          itemId: z.int(),
          produtoId: z.int(),
          nome: z.string(),
          motivo: z.enum(['preco', 'nome', 'indisponivel']),
          de: z.number(),
          para: z.number(),
        }),
      )
      .describe('O que mudou no cardápio desde que os itens foram escolhidos'),
  })
  .meta({ id: 'Checkout' });

const quantidade = z
  .int('Quantidade deve ser válida')
  .min(1, 'Quantidade deve ser de 1 a 99')
  .max(99, 'Quantidade deve ser de 1 a 99');
export const produtoId = z.int('Id do produto deve ser válido').positive('Id do produto deve ser válido');
const pedidoId = z.int('Id do pedido deve ser válido').positive('Id do pedido deve ser válido');
export const params = z.object({ id: idParam('id') });
export const tags = ['pedido'];
export const ler = acesso('pedido:fazer', 'pedido:listar');

export function pedidoRoutes(app: Http, world: PedidoWorld) {
  const { db, inTransaction, hoje } = world;

  /** Runs a change of one pedido, loaded inside the transaction. */
  const noPedido = <T>(request: FastifyRequest, id: number, work: (tx: Tx<Database>, pedido: Pedido) => Promise<T>) =>
    inTransaction(contextOf(request), async (tx) => work(tx, await doDono(request, travarPedido(tx, id))));
  const noItem = <T>(
    request: FastifyRequest,
    itemId: number,
    work: (tx: Tx<Database>, pedido: Pedido, item: Item) => Promise<T>,
  ) =>
    inTransaction(contextOf(request), async (tx) => {
      const { pedido, item } = await obterItem(tx, itemId);
      return work(tx, await doDono(request, Promise.resolve(pedido)), item);
    });

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
      request.pedidoId = pedido.id;
      return reply.status(201).send(semItens(pedido));
    },
  );

  app.put(
    '/v1/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Altera um pedido, ou o leva a outro estado',
        description:
          'Cliente e ativo mudam enquanto o pagamento está pendente. Outro `estadoPedido` é a ação que leva até ele: preparo pela cozinha ou gerência, cancelamento pela gerência (com `motivo`).',
        security: acesso('pedido:fazer', 'preparo:mover', 'pedido:cancelar'),
        params,
        body: CorpoPedido,
        response: { 200: PedidoDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { clienteId, ativo, estadoPedido, motivo } = request.body;
      const para = estadoPedido === undefined ? undefined : estadoDe(estadoPedido);
      const alterado = await noPedido(request, request.params.id, (tx, pedido) => {
        if (para !== pedido.estado) exigir(request.principal, escopoPara(para));
        if ((clienteId ?? pedido.clienteId) !== pedido.clienteId || (ativo ?? pedido.ativo) !== pedido.ativo)
          exigir(request.principal, 'pedido:fazer');
        if (clienteId !== undefined) conferirDono(request.principal, clienteId);
        return alterarPedido(tx, pedido, { clienteId, ativo, estado: para, motivo });
      });
      world.emails.wake();
      return semItens(alterado);
    },
  );

  app.get(
    '/v1/pedido',
    {
      schema: {
        tags,
        summary: 'Os pedidos do painel: prontos, em preparação e recebidos, com itens',
        security: acesso('painel:ler'),
        response: { 200: z.array(PedidoDto), ...problems() },
      },
    },
    async (request) => {
      const lista: Pedido[] = [];
      for (const nome of ['PRONTO', 'EM_PREPARACAO', 'RECEBIDO'] as const)
        lista.push(...(await pedidos(db).noEstado(nome)));
      return comProdutos(lista.slice(0, 500), request.principal);
    },
  );

  app.get(
    '/v1/pedido/pendentes',
    {
      schema: {
        tags,
        summary: 'Os pedidos à espera de pagamento',
        security: acesso('pedido:listar'),
        response: { 200: z.array(PedidoDto), ...problems() },
      },
    },
    async (request) => comProdutos(await pedidos(db).noEstado('PAGAMENTO_PENDENTE'), request.principal),
  );

  app.get(
    '/v1/pedido/estado/:estado',
    {
      schema: {
        tags,
        summary: 'Os pedidos em um estado, o mais novo primeiro',
        security: acesso('pedido:listar'),
        params: z.object({ estado: estado('estado deve ser um estado de pedido, de 0 a 6') }),
        response: { 200: z.array(PedidoDto), ...problems(404) },
      },
    },
    async (request) => {
      const nome = estadoDe(request.params.estado) as Pedido['estado'];
      const lista = await pedidos(db).noEstado(nome, 'desc');
      if (lista.length === 0) throw new Refusal('not-found', `Nenhum pedido em ${nome}`);
      return comProdutos(lista, request.principal);
    },
  );

  app.get(
    '/v1/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido com itens',
        security: ler,
        params,
        response: { 200: PedidoDto, ...problems(404) },
      },
    },
    async (request) => {
      const [dto] = await comProdutos([await doDono(request, obterPedido(db, request.params.id))], request.principal);
      return dto as z.infer<typeof PedidoDto>;
    },
  );

  app.get(
    '/v1/pedido/:id/estado',
    {
      schema: {
        tags,
        summary: 'O estado de um pedido',
        security: ler,
        params,
        response: { 200: z.object({ estadoPedido: z.int() }), ...problems(404) },
      },
    },
    async (request) => ({
      estadoPedido: EstadoPedido[(await doDono(request, obterCapa(db, request.params.id))).estado],
    }),
  );

  app.post(
    '/v1/pedido/checkout/:id',
    {
      schema: {
        tags,
        summary: 'Fecha itens e preços e pede o pagamento',
        security: acesso('pedido:fazer'),
        params,
        response: { 200: CheckoutDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedido, alteracoes } = await noPedido(request, request.params.id, checkout);
      const { transacaoId, totalCentavos } = pedido;
      const [dto] = await comProdutos([pedido], request.principal);
      return {
        pedido: dto as z.infer<typeof PedidoDto>,
        ...(transacaoId !== null && totalCentavos !== null
          ? {
              pagamento: {
                id: transacaoId,
                pedidoId: pedido.id,
                transacaoId,
                estadoPagamento: 0,
                total: reais(totalCentavos),
                dataHoraPagamento: null,
              },
            }
          : {}),
        alteracoes: alteracoes.map(({ de, para, ...alteracao }) => ({
          ...alteracao,
          de: reais(de),
          para: reais(para),
        })),
      };
    },
  );

  app.post(
    '/v1/item',
    {
      schema: {
        tags,
        summary: 'Acrescenta um item ao pedido',
        security: acesso('pedido:fazer'),
        body: z.object({ pedidoId, produtoId, quantidade }),
        response: { 201: ItemDto, ...problems(409, 503) },
      },
    },
    async (request, reply) => {
      const novo = request.body;
      await world.conhecer([novo.produtoId], request.headers.authorization);
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
        params,
        body: z.object({ pedidoId: pedidoId.optional(), produtoId: produtoId.optional(), quantidade }),
        response: { 200: ItemDto, ...problems(404, 409, 503) },
      },
    },
    async (request) => {
      const { produtoId } = request.body;
      if (produtoId !== undefined) await world.conhecer([produtoId], request.headers.authorization);
      return noItem(request, request.params.id, async (tx, pedido, item) =>
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
        params,
        response: { 200: z.literal(true), ...problems(404, 409) },
      },
    },
    async (request) => {
      await noItem(request, request.params.id, removerItem);
      return true as const;
    },
  );

  async function comProdutos(lista: readonly Pedido[], principal: Principal | null) {
    const conhecidos = await cardapio(db).get(lista.flatMap(({ itens }) => itens.map((item) => item.produtoId)));
    return lista.map((pedido) => ({
      ...semItens(pedido),
      clienteId: podeVer(principal, pedido.clienteId) ? pedido.clienteId : null,
      itensPedido: pedido.itens.map((item) => ({
        ...itemDto(item, pedido.id),
        precoUnitario: reais(item.precoCentavos),
        produto: produtoDto(item, conhecidos.get(item.produtoId)),
      })),
    }));
  }
}

/** An item's pedido that does not exist is a fault of the body here, not of the address. */
function pedidoInvalido(error: unknown): never {
  if (error instanceof Refusal && error.kind === 'not-found')
    throw new Refusal('invalid', error.message, { campo: 'pedidoId' });
  throw error;
}

/** Loads a pedido, or as much of it as is needed, for whom it belongs to. */
export async function doDono<P extends Capa>(request: FastifyRequest, loading: Promise<P>): Promise<P> {
  const pedido = await loading;
  request.pedidoId = pedido.id;
  conferirDono(request.principal, pedido.clienteId);
  return pedido;
}

/** A token that only identified a cliente by CPF sees and changes that cliente's pedidos, and anonymous ones. */
const podeVer = (principal: Principal | null, clienteId: number | null): boolean =>
  clienteId === null || principal?.clienteId === null || principal?.clienteId === clienteId;

/** Throws Refusal `forbidden` when the caller is another cliente. */
export function conferirDono(principal: Principal | null, clienteId: number | null): void {
  if (!podeVer(principal, clienteId)) throw new Refusal('forbidden', 'Este pedido é de outro cliente');
}

/** Which scope takes a pedido to a state; the checkout and the payment are never reached this way. */
const escopoPara = (estado: Pedido['estado'] | undefined): Scope | undefined =>
  ehPreparo(estado) ? 'preparo:mover' : estado === 'CANCELADO' ? 'pedido:cancelar' : undefined;

function exigir(principal: Principal | null, scope: Scope | undefined): void {
  if (scope && !principal?.scopes.has(scope)) throw new Refusal('forbidden', 'Este token não permite esta operação');
}

const semItens = (pedido: Pedido) => ({
  id: pedido.id,
  clienteId: pedido.clienteId,
  dataInicio: pedido.dataInicio,
  estadoPedido: EstadoPedido[pedido.estado],
  ativo: pedido.ativo,
  total: pedido.totalCentavos === null ? null : reais(pedido.totalCentavos),
  senha: pedido.senha,
});

const itemDto = ({ id, produtoId, quantidade }: Item, pedidoId: number) => ({ id, pedidoId, produtoId, quantidade });

/** The product of an item, with the name and price of the item: what was seen, not what the menu says today. */
const produtoDto = (item: Item, produto: ProdutoDoCardapio | undefined) => ({
  id: item.produtoId,
  nome: item.nome,
  idCategoriaProduto: item.idCategoriaProduto,
  descricao: produto?.descricao ?? '',
  preco: reais(item.precoCentavos),
  imagemBase64: null,
  imagemUrl: produto?.imagemUrl ?? null,
  ativo: produto?.ativo ?? false,
});
