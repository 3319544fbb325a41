import { hasCents, reais } from '@foodious/kernel/money.ts';
import { z } from 'zod';
import { iso } from '../../domain/instante.ts';
import { CONSUMOS, ESTADOS, EstadoPedido, type Item, type Pedido, somar } from '../../domain/pedido.ts';
import { paginaParaSeguir } from '../codigo.ts';
import { clienteId, produtoId } from './dto.ts';

export const CorpoPedidoInteiro = z
  .object({
    clienteId,
    consumo: z.enum(CONSUMOS, 'Consumo deve ser local ou viagem'),
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

export const itensV2Dto = (itens: readonly Item[]): z.infer<typeof ItensV2Dto> =>
  itens.map(({ produtoId, nome, quantidade, observacoes, precoCentavos }) => ({
    produtoId,
    nome,
    quantidade,
    observacoes,
    precoUnitario: reais(precoCentavos),
    subtotal: reais(precoCentavos * quantidade),
  }));

export const PedidoV2Dto = z
  .object({
    id: z.int(),
    estado: z.enum(ESTADOS),
    estadoPedido: z.int(),
    consumo: z.enum(CONSUMOS).nullable(),
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

export const pedidoV2Dto = (pedido: Pedido): z.infer<typeof PedidoV2Dto> => ({
  id: pedido.id,
  estado: pedido.estado,
  estadoPedido: EstadoPedido[pedido.estado],
  consumo: pedido.consumo,
  senha: pedido.senha,
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  itens: itensV2Dto(pedido.itens),
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
  acompanhar: paginaParaSeguir(pedido.codigo),
});

const SenhaDto = z.object({
  senha: z.int(),
  dia: z.iso.date().nullable().describe('O dia em que foi dada: no seguinte, o mesmo número é de outro pedido'),
  desde: z.iso.datetime(),
});

export const PainelDto = z
  .object({
    prontos: z.array(SenhaDto).describe('O mais novo primeiro'),
    emPreparacao: z
      .array(SenhaDto.extend({ estado: z.enum(['RECEBIDO', 'EM_PREPARACAO']) }))
      .describe('O que chegou antes primeiro'),
    esperaSegundos: z.int().nullable().describe('Quanto espera quem pede agora; nulo enquanto não se sabe'),
  })
  .meta({ id: 'Painel' });

/** A pedido for whoever holds its code: nothing of the person, and not the number by which others could ask for it. */
export const SeguirDto = z
  .object({
    senha: z.int().nullable(),
    estado: z.enum(ESTADOS),
    estadoPedido: z.int(),
    consumo: z.enum(CONSUMOS).nullable(),
    desde: z.iso.datetime().describe('Desde quando está neste estado'),
    itens: z.array(z.object({ nome: z.string(), quantidade: z.int() })),
    total: z.number().describe('Reais, duas casas'),
    esperaSegundos: z
      .int()
      .nullable()
      .describe('Quanto espera quem pede agora; nulo enquanto não se sabe, e quando não há mais o que esperar'),
  })
  .meta({ id: 'Acompanhamento' });

/** @param esperaSegundos what who orders now will wait; null while unknown, and for a pedido with nothing to wait for */
export const seguirDto = (pedido: Pedido, esperaSegundos: number | null): z.infer<typeof SeguirDto> => ({
  senha: pedido.senha,
  estado: pedido.estado,
  estadoPedido: EstadoPedido[pedido.estado],
  consumo: pedido.consumo,
  desde: iso(pedido.mudouEm),
  itens: pedido.itens.map(({ nome, quantidade }) => ({ nome, quantidade })),
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  esperaSegundos,
});
