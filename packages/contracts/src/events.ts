import {
  CONSUMOS,
  EstadoComanda,
  EstadoPagamento,
  EstadoPedido,
  MEIOS,
  MOTIVOS,
  nomes,
  numerado,
} from '@foodious/kernel/estados.ts';
import { z } from 'zod';
import type { Scope } from './scopes.ts';
import type { ServiceName } from './services.ts';

const instante = z.iso.datetime();
const talvez = instante.nullable();
const estadoPedido = z.enum(nomes(EstadoPedido));
const consumo = z.enum(CONSUMOS).nullable();

/** The whole menu, by categoria. */
export const Cardapio = z
  .object({
    categorias: z.array(
      z.object({
        id: z.int(),
        nome: z.string(),
        produtos: z.array(
          z.object({
            id: z.int(),
            nome: z.string(),
            descricao: z.string(),
            preco: z.number(),
            imagemUrl: z.string().nullable(),
            disponivel: z.boolean().describe('Falso: esgotado'),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Cardapio' });

const ProdutoMudou = z.object({
  id: z.int(),
  nome: z.string(),
  idCategoriaProduto: z.int(),
  descricao: z.string(),
  ativo: z.boolean().describe('Falso: saiu do cardápio'),
  disponivel: z.boolean(),
  imagemUrl: z.string().nullable(),
  preco: z.number(),
});

export const ItensV2 = z.array(
  z.object({
    produtoId: z.int(),
    nome: z.string(),
    quantidade: z.int(),
    observacoes: z.string().nullable(),
    precoUnitario: z.number(),
    subtotal: z.number(),
  }),
);

/** A pedido for who made it, and where to follow it. */
export const PedidoV2 = z
  .object({
    id: z.int(),
    estado: estadoPedido,
    estadoPedido: z.int(),
    consumo,
    senha: z.int().nullable(),
    meio: z.enum(MEIOS).describe('Por onde se paga'),
    total: z.number().describe('Reais, duas casas'),
    itens: ItensV2,
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

const EstadoMudou = z.object({
  estado: estadoPedido,
  estadoPedido: z.int(),
  senha: z.int().nullable(),
  em: instante,
});

/** A pedido for whoever holds its code, on a phone without a token. */
export const PedidoSeguido = z
  .object({
    senha: z.int().nullable(),
    estado: estadoPedido,
    estadoPedido: z.int(),
    consumo,
    desde: instante.describe('Desde quando está neste estado'),
    itens: z.array(z.object({ nome: z.string(), quantidade: z.int() })),
    meio: z.enum(MEIOS).describe('Por onde se paga'),
    total: z.number().describe('Reais, duas casas'),
    esperaSegundos: z
      .int()
      .nullable()
      .describe('Quanto espera quem pede agora; nulo enquanto não se sabe, e quando não há mais o que esperar'),
  })
  .meta({ id: 'Acompanhamento' });

const Senha = z.object({
  senha: z.int(),
  dia: z.iso.date().nullable().describe('O dia em que foi dada: no seguinte, o mesmo número é de outro pedido'),
  desde: instante,
});

/** The pick-up board. */
export const Painel = z
  .object({
    prontos: z.array(Senha).describe('O mais novo primeiro'),
    emPreparacao: z
      .array(Senha.extend({ estado: z.enum(['RECEBIDO', 'EM_PREPARACAO']) }))
      .describe('O que chegou antes primeiro'),
    esperaSegundos: z.int().nullable().describe('Quanto espera quem pede agora; nulo enquanto não se sabe'),
  })
  .meta({ id: 'Painel' });

const SenhaChamada = z.object({ senha: z.int(), dia: z.iso.date().nullable(), em: instante });

const SenhaMudou = Senha.extend({ estado: estadoPedido, esperaSegundos: z.int().nullable() });

/** A comanda, as the cozinha sees it. */
export const Comanda = z
  .object({
    pedidoId: z.int(),
    senha: z.int(),
    estado: z.enum(nomes(EstadoComanda)),
    consumo,
    itens: z.array(
      z.object({
        posicao: z.int().describe('A partir de 1'),
        produtoId: z.int(),
        nome: z.string(),
        idCategoriaProduto: z.int(),
        quantidade: z.int(),
        observacoes: z.string().nullable(),
        feitoEm: talvez,
        feitoPor: z.string().nullable(),
      }),
    ),
    recebidaEm: instante,
    iniciadaEm: talvez,
    prontaEm: talvez,
    entregueEm: talvez,
    recolhidaEm: talvez.describe('Desde quando, pronta há muito, está fora das telas; não nulo só em PRONTO'),
    historico: z.array(z.object({ acao: z.string(), por: z.string(), em: instante })),
  })
  .meta({ id: 'Comanda' });

export const Pagamento = z
  .object({
    id: z.string(),
    pedidoId: z.int(),
    transacaoId: z.string(),
    estadoPagamento: z.int().describe(numerado(EstadoPagamento)),
    total: z.number().describe('Reais, duas casas'),
    dataHoraPagamento: talvez,
  })
  .meta({ id: 'Pagamento' });

/** A pagamento with its Pix code, as long as that can be paid. */
export const PagamentoComCodigo = z.object({
  pagamento: Pagamento,
  qrCode: z
    .string()
    .nullable()
    .describe('PNG como data URL; nulo onde não há código, e vazio em v1 quando já não se pode pagar'),
  pixCopiaECola: z.string().nullable().describe('Nulo e vazio como o QR Code'),
  expiraEm: talvez,
});

/** The same for who waits for it, and so wants to know why it was not paid. */
const PagamentoAoVivo = PagamentoComCodigo.extend({
  motivo: z.enum(MOTIVOS).nullable().describe('Por que não foi pago; nulo enquanto espera, e o que foi pago'),
});

/**
 * Every live stream (server-sent events): where it is, who may listen, and its events by name. Each begins with `retrato`, how
 * things stand, unless it is resumed by the id of an event; ids are positions of the service's trail.
 */
export const streams = {
  cardapio: {
    path: '/v2/cardapio/eventos',
    from: 'produto',
    anyOf: ['cardapio:ler'],
    tells: 'the menu, then each product that changes',
    events: { retrato: Cardapio, produto: ProdutoMudou },
  },
  pedido: {
    path: '/v2/pedido/{id}/eventos',
    from: 'pedido',
    anyOf: ['pedido:fazer', 'pedido:listar'],
    tells: 'a pedido to who made it, then each estado it comes to',
    events: { retrato: PedidoV2, estado: EstadoMudou },
  },
  seguir: {
    path: '/v2/acompanhamentos/{codigo}/eventos',
    from: 'pedido',
    anyOf: [],
    tells: 'a pedido to whoever holds its code, then each estado it comes to',
    events: { retrato: PedidoSeguido, estado: EstadoMudou },
  },
  painel: {
    path: '/v2/painel/eventos',
    from: 'pedido',
    anyOf: ['painel:ler'],
    tells: 'the pick-up board, then each senha that moves, is called again, or leaves the board though still PRONTO',
    events: { retrato: Painel, senha: SenhaMudou, chamada: SenhaChamada, recolhida: SenhaChamada },
  },
  pagamento: {
    path: '/v2/pagamento/{pedidoId}/eventos',
    from: 'pagamento',
    anyOf: ['pagamento:ler'],
    tells: 'the latest pagamento of a pedido (null while the provider has not made it), then each change of it',
    events: { retrato: PagamentoAoVivo.nullable(), pagamento: PagamentoAoVivo },
  },
  cozinha: {
    path: '/v2/cozinha/eventos',
    from: 'cozinha',
    anyOf: ['preparo:ler'],
    tells:
      'the comandas at the counter and those cancelled of late, then each that moves, has an item ticked off or leaves the screens, as it was left',
    events: { retrato: z.array(Comanda), comanda: Comanda },
  },
} as const satisfies Record<
  string,
  {
    path: string;
    from: ServiceName;
    /** Scopes, any one of which lets in; none: anyone. */
    anyOf: readonly Scope[];
    tells: string;
    events: { retrato: z.ZodType } & Record<string, z.ZodType>;
  }
>;
export type StreamName = keyof typeof streams;

/** The events of a stream by name, and what each tells. */
export type EventsOf<S extends StreamName> = {
  [N in keyof (typeof streams)[S]['events']]: z.infer<(typeof streams)[S]['events'][N]>;
};
