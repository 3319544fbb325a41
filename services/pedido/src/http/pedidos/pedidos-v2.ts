import { centavos, hasCents, reais } from '@foodious/kernel/money.ts';
import type { Streams, Topic } from '@foodious/messaging/streams.ts';
import { acesso, contextOf, EVENTOS, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { EstadoPedido, type Item, type Pedido, somar } from '../domain/pedido.ts';
import { lerChave, umaVez } from '../idempotencia.ts';
import type { Painel } from '../painel.ts';
import { fazerPedido, type MudouDeEstado, obterCapa, obterPedido } from '../use-cases/pedido.ts';
import { acompanharEm, novoCodigo } from './codigo.ts';
import { conferirDono, doDono, ler, type PedidoWorld, params, produtoId, tags } from './pedido.ts';

const CorpoV2 = z
  .object({
    clienteId: z.int('Id do cliente deve ser válido').positive('Id do cliente deve ser válido').nullish(),
    consumo: z.enum(['local', 'viagem'], 'Consumo deve ser local ou viagem'),
    itens: z
      .array(
        z.object(
          {
            produtoId,
            quantidade: z
              .int('Quantidade deve ser de 1 a 99')
              .min(1, 'Quantidade deve ser de 1 a 99')
              .max(99, 'Quantidade deve ser de 1 a 99'),
            observacoes: z
              .string('Observações devem ser um texto')
              .trim()
              .max(140, 'Observações: até 140 caracteres')
              .nullish(),
          },
          'Item deve ser válido',
        ),
        'Itens devem ser informados',
      )
      .min(1, 'O pedido precisa de ao menos um item')
      .max(50, 'O pedido pode ter até 50 itens'),
    checkout: z.boolean('Checkout deve ser verdadeiro ou falso').default(false),
    totalEsperado: z
      .number('Total esperado deve ser um número')
      .positive('Total esperado deve ser positivo')
      .refine(hasCents, 'Total esperado deve ter no máximo duas casas decimais')
      .optional()
      .describe('Reais: o total mostrado ao cliente; se os preços mudaram, 409 e nada é cobrado'),
  })
  .meta({ id: 'CorpoPedidoInteiro' });

export const estados = Object.keys(EstadoPedido) as [Pedido['estado']];

export const ItensV2Dto = z.array(
  z.object({
    produtoId: z.int(),
    nome: z.string(),
    quantidade: z.int(),
    observacoes: z.string().nullable(),
    precoUnitario: z.number(),
    subtotal: z.number(),
  }),
);

const PedidoV2Dto = z
  .object({
    id: z.int(),
    estado: z.enum(estados),
    estadoPedido: z.int(),
    consumo: z.enum(['local', 'viagem']).nullable(),
    senha: z.int().nullable(),
    total: z.number().describe('Reais, duas casas'),
    itens: ItensV2Dto,
    pagamento: z
      .object({
        transacaoId: z.string(),
        tentativa: z.int(),
        href: z.string().describe('Onde está o QR Code, assim que o provedor o cria'),
        eventos: z.string().describe('Onde acompanhar o pagamento ao vivo'),
      })
      .nullable()
      .describe('Nulo antes do checkout'),
    eventos: z.string().describe('Onde acompanhar o pedido ao vivo'),
    acompanhar: z
      .string()
      .nullable()
      .describe('A página em que quem tem este endereço acompanha o pedido, sem token; nulo nos de antes de haver uma'),
  })
  .meta({ id: 'PedidoV2' });

const SenhaDto = z.object({
  senha: z.int(),
  dia: z.iso.date().nullable().describe('O dia em que foi dada: no seguinte, o mesmo número é de outro pedido'),
  desde: z.iso.datetime(),
});
const PainelDto = z
  .object({
    prontos: z.array(SenhaDto).describe('O mais novo primeiro'),
    emPreparacao: z
      .array(SenhaDto.extend({ estado: z.enum(['RECEBIDO', 'EM_PREPARACAO']) }))
      .describe('O que chegou antes primeiro'),
    esperaSegundos: z.int().nullable().describe('Quanto espera quem pede agora; nulo enquanto não se sabe'),
  })
  .meta({ id: 'Painel' });

/** What the cliente who follows a pedido is told. */
export const doPedido: Topic = {
  name: 'pedido',
  project({ tipo, em, dados }) {
    if (tipo !== 'estado') return undefined;
    const { para: estado, senha } = dados as MudouDeEstado;
    return {
      event: 'estado',
      data: { estado, estadoPedido: EstadoPedido[estado], senha, em: new Date(em).toISOString() },
    };
  },
};

/** Orders in one call, and what is live: one pedido, the painel. */
export function pedidoV2Routes(app: Http, world: PedidoWorld & { streams: Streams; painel: Painel }) {
  const { db, inTransaction, hoje, streams, painel } = world;

  app.post(
    '/v2/pedido',
    {
      schema: {
        tags,
        summary: 'Um pedido inteiro em uma chamada, com ou sem checkout',
        description:
          'Repetir com a mesma `Idempotency-Key` e o mesmo corpo devolve a primeira resposta, por 24 horas; com outro corpo, 422; enquanto a primeira está em curso, 409.',
        security: acesso('pedido:fazer'),
        headers: z.looseObject({ 'idempotency-key': z.string().optional().describe('Obrigatória; uma por pedido') }),
        body: CorpoV2,
        response: { 201: PedidoV2Dto, ...problems(409, 422, 503) },
      },
    },
    async (request, reply) => {
      const { clienteId = null, consumo, itens, checkout, totalEsperado } = request.body;
      const chave = lerChave(request.headers['idempotency-key'], request.principal?.sub ?? '', request.body);
      conferirDono(request.principal, clienteId);
      await world.conhecer(
        itens.map(({ produtoId }) => produtoId),
        request.headers.authorization,
      );
      const context = contextOf(request);
      const codigo = novoCodigo();
      const pedido = await umaVez<z.infer<typeof PedidoV2Dto>>(
        chave,
        (work) => inTransaction(context, work),
        async (tx) =>
          dto(
            await fazerPedido(tx, {
              ...{ clienteId, consumo, checkout, codigo },
              dataInicio: hoje(context.agora),
              itens: itens.map(({ observacoes, ...item }) => ({ ...item, observacoes: observacoes || null })),
              totalEsperado: totalEsperado === undefined ? undefined : centavos(totalEsperado),
            }),
          ),
      );
      request.pedidoId = pedido.id;
      // An answer kept since before there was a page to follow it has none.
      return reply.status(201).send(Object.assign({ acompanhar: null }, pedido));
    },
  );

  app.get(
    '/v2/pedido/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido, e onde acompanhá-lo',
        security: ler,
        params,
        response: { 200: PedidoV2Dto, ...problems(404) },
      },
    },
    async (request) => dto(await doDono(request, obterPedido(db, request.params.id))),
  );

  app.get(
    '/v2/pedido/:id/eventos',
    {
      schema: {
        tags,
        summary: 'Um pedido ao vivo',
        description: 'Server-sent events: `retrato` (o pedido), depois `estado` a cada mudança.',
        security: ler,
        params,
        response: { 200: EVENTOS, ...problems(404) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await doDono(request, obterCapa(db, id));
      const snapshot = () => streams.snapshot(async () => dto(await obterPedido(db, id)));
      await streams.open(request, reply, { topic: doPedido, pedidoId: id, snapshot });
    },
  );

  app.get(
    '/v2/painel',
    {
      schema: {
        tags,
        summary: 'O painel: senhas em preparação e prontas, e a espera estimada',
        security: acesso('painel:ler'),
        response: { 200: PainelDto, ...problems() },
      },
    },
    async () => (await painel.retrato()).data,
  );

  app.get(
    '/v2/painel/eventos',
    {
      schema: {
        tags,
        summary: 'O painel ao vivo',
        description: 'Server-sent events: `retrato` (o painel), depois `senha` a cada mudança.',
        security: acesso('painel:ler'),
        response: { 200: EVENTOS, ...problems() },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: painel.topic, snapshot: () => painel.retrato() }),
  );
}

const dto = (pedido: Pedido): z.infer<typeof PedidoV2Dto> => ({
  id: pedido.id,
  estado: pedido.estado,
  estadoPedido: EstadoPedido[pedido.estado],
  consumo: pedido.consumo,
  senha: pedido.senha,
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  itens: itensV2(pedido.itens),
  pagamento:
    pedido.transacaoId === null
      ? null
      : {
          transacaoId: pedido.transacaoId,
          tentativa: pedido.tentativa,
          href: `/v1/pagamento/${pedido.id}?transacaoId=${pedido.transacaoId}`,
          eventos: `/v2/pagamento/${pedido.id}/eventos`,
        },
  eventos: `/v2/pedido/${pedido.id}/eventos`,
  acompanhar: acompanharEm(pedido.codigo),
});

export const itensV2 = (itens: readonly Item[]): z.infer<typeof ItensV2Dto> =>
  itens.map(({ produtoId, nome, quantidade, observacoes, precoCentavos }) => ({
    ...{ produtoId, nome, quantidade, observacoes },
    precoUnitario: reais(precoCentavos),
    subtotal: reais(precoCentavos * quantidade),
  }));
