import type { ItensV2, PedidoSeguido, PedidoV2 } from '@foodious/contracts/events.ts';
import { CONSUMOS, EstadoPedido, MEIOS } from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { hasCents, reais } from '@foodious/kernel/money.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { z } from 'zod';
import { type Item, MAX_ITENS, type Pedido, somar } from '../../domain/pedido.ts';
import { paginaParaSeguir } from '../codigo.ts';
import { clienteId, produtoId } from './dto.ts';

const totalEsperado = z
  .number('Total esperado deve ser um número')
  .positive('Total esperado deve ser positivo')
  .refine(hasCents, 'Total esperado deve ter no máximo duas casas decimais')
  .meta({ multipleOf: 0.01 })
  .optional()
  .describe('Reais: o total mostrado ao cliente; se os preços mudaram, 409 e nada é cobrado');
const meio = z
  .enum(MEIOS, 'Meio deve ser pix ou balcao')
  .optional()
  .describe('Por onde se paga; sem ele, Pix onde é oferecido, senão o balcão');

/** How a pedido is checked out, or once more after a rejection. */
export const CorpoCheckout = z.object({ meio, totalEsperado }).meta({ id: 'CorpoCheckout' });

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
              .overwrite(tidy)
              .max(140, 'Observações: até 140 caracteres')
              .nullish(),
          },
          'Item deve ser válido',
        ),
        'Itens devem ser informados',
      )
      .min(1, 'O pedido precisa de ao menos um item')
      .max(MAX_ITENS, `O pedido pode ter até ${MAX_ITENS} itens`),
    checkout: z.boolean('Checkout deve ser verdadeiro ou falso').default(false),
    totalEsperado,
    meio,
  })
  .meta({ id: 'CorpoPedidoInteiro' });

export const itensV2Dto = (itens: readonly Item[]): z.infer<typeof ItensV2> =>
  itens.map(({ produtoId, nome, quantidade, observacoes, precoCentavos }) => ({
    produtoId,
    nome,
    quantidade,
    observacoes,
    precoUnitario: reais(precoCentavos),
    subtotal: reais(precoCentavos * quantidade),
  }));

/** A pedido as who made it reads it. */
export const pedidoV2Dto = (pedido: Pedido): z.infer<typeof PedidoV2> => ({
  id: pedido.id,
  estado: pedido.estado,
  estadoPedido: EstadoPedido[pedido.estado],
  consumo: pedido.consumo,
  senha: pedido.senha,
  meio: pedido.meio,
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

/**
 * A pedido for whoever holds its code: nothing of the person, and not the number by which others could ask for it.
 * @param esperaSegundos what who orders now will wait; null while unknown, and for a pedido with nothing to wait for
 */
export const seguirDto = (pedido: Pedido, esperaSegundos: number | null): z.infer<typeof PedidoSeguido> => ({
  senha: pedido.senha,
  estado: pedido.estado,
  estadoPedido: EstadoPedido[pedido.estado],
  consumo: pedido.consumo,
  desde: iso(pedido.mudouEm),
  itens: pedido.itens.map(({ nome, quantidade }) => ({ nome, quantidade })),
  meio: pedido.meio,
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  esperaSegundos,
});
