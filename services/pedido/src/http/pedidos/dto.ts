import { EstadoPedido, estadoPedidoDe, numerado } from '@foodious/kernel/estados.ts';
import { reais } from '@foodious/kernel/money.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { idField } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { ProdutoDoCardapio } from '../../db/cardapio.ts';
import type { Alteracao, Item, Pedido } from '../../domain/pedido.ts';

export const clienteId = idField('Id do cliente deve ser válido').nullish();

export const CorpoPedido = z
  .object({
    clienteId,
    dataInicio: z.iso.date('Data de início deve ser válida').optional(),
    estadoPedido: z
      .int('Estado do pedido deve ser válido')
      .min(0, 'Estado do pedido deve ser válido')
      .max(6, 'Estado do pedido deve ser válido')
      .optional(),
    ativo: z.boolean('Ativo deve ser verdadeiro ou falso').optional(),
    motivo: z
      .string('Motivo deve ser um texto')
      .overwrite(tidy)
      .max(255, 'Motivo deve ter até 255 caracteres')
      .optional(),
  })
  .meta({ id: 'CorpoPedido' });

const NAO_E_ESTADO = 'estado deve ser um estado de pedido, de 0 a 6';

/** The estado of a pedido in an address, by its public number. */
export const estadoParams = z.object({
  estado: z
    .string(NAO_E_ESTADO)
    .regex(/^[0-6]$/, NAO_E_ESTADO)
    .transform((numero, context) => {
      const estado = estadoPedidoDe(Number(numero));
      if (estado !== undefined) return estado;
      context.addIssue(NAO_E_ESTADO);
      return z.NEVER;
    }),
});

const quantidade = z
  .int('Quantidade deve ser válida')
  .min(1, 'Quantidade deve ser de 1 a 99')
  .max(99, 'Quantidade deve ser de 1 a 99');
export const produtoId = idField('Id do produto deve ser válido');
const pedidoId = idField('Id do pedido deve ser válido');

export const CorpoItem = z.object({ pedidoId, produtoId, quantidade });
export const CorpoAlteracaoDeItem = z.object({
  pedidoId: pedidoId.optional(),
  produtoId: produtoId.optional(),
  quantidade,
});

export const ItemDto = z
  .object({ id: z.int(), pedidoId: z.int(), produtoId: z.int(), quantidade: z.int() })
  .meta({ id: 'Item' });

export const itemDto = ({ id, produtoId, quantidade }: Item, pedidoId: number): z.infer<typeof ItemDto> => ({
  id,
  pedidoId,
  produtoId,
  quantidade,
});

const ProdutoDoItem = z
  .object({
    id: z.int(),
    nome: z.string(),
    idCategoriaProduto: z.int(),
    descricao: z.string(),
    preco: z.number(),
    imagemBase64: z.literal(''),
    imagemUrl: z.string().nullable(),
    ativo: z.boolean(),
  })
  .meta({ id: 'ProdutoDoItem' });

/** The product of an item, with the name and price of the item: what was seen, not what the menu says today. */
const produtoDoItem = (item: Item, produto: ProdutoDoCardapio | undefined): z.infer<typeof ProdutoDoItem> => ({
  id: item.produtoId,
  nome: item.nome,
  idCategoriaProduto: item.idCategoriaProduto,
  descricao: produto?.descricao ?? '',
  preco: reais(item.precoCentavos),
  imagemBase64: '',
  imagemUrl: produto?.imagemUrl ?? null,
  ativo: produto?.ativo ?? false,
});

export const PedidoDto = z
  .object({
    id: z.int(),
    clienteId: z.int().nullable(),
    dataInicio: z.string(),
    estadoPedido: z.int().describe(numerado(EstadoPedido)),
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

/** A pedido without its itens. */
export const capaDto = (pedido: Pedido): z.infer<typeof PedidoDto> => ({
  id: pedido.id,
  clienteId: pedido.clienteId,
  dataInicio: pedido.dataInicio,
  estadoPedido: EstadoPedido[pedido.estado],
  ativo: pedido.ativo,
  total: pedido.totalCentavos === null ? null : reais(pedido.totalCentavos),
  senha: pedido.senha,
});

/** A pedido with its itens and their products. */
export const pedidoDto = (
  pedido: Pedido,
  produtos: ReadonlyMap<number, ProdutoDoCardapio>,
): z.infer<typeof PedidoDto> => ({
  ...capaDto(pedido),
  itensPedido: pedido.itens.map((item) => ({
    ...itemDto(item, pedido.id),
    precoUnitario: reais(item.precoCentavos),
    produto: produtoDoItem(item, produtos.get(item.produtoId)),
  })),
});

/** What changed on the menu since the itens were chosen. */
export const AlteracoesDto = z
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
  .describe('O que mudou no cardápio desde que os itens foram escolhidos');

export const CheckoutDto = z
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
    alteracoes: AlteracoesDto,
  })
  .meta({ id: 'Checkout' });

/** The pagamento a checkout has just asked for; empty where there is none. */
export const pagamentoPedido = ({
  id,
  transacaoId,
  totalCentavos,
}: Pedido): Pick<z.infer<typeof CheckoutDto>, 'pagamento'> =>
  transacaoId === null || totalCentavos === null
    ? {}
    : {
        pagamento: {
          id: transacaoId,
          pedidoId: id,
          transacaoId,
          estadoPagamento: 0,
          total: reais(totalCentavos),
          dataHoraPagamento: null,
        },
      };

export const alteracaoDto = ({ de, para, ...alteracao }: Alteracao) => ({
  ...alteracao,
  de: reais(de),
  para: reais(para),
});
