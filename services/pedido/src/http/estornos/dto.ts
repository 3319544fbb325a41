import { CAUSAS_DE_ESTORNO, ESTADOS_DO_ESTORNO } from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { centavos, hasCents, reais } from '@foodious/kernel/money.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { idField } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { type Contas, contas, type Estorno, type Parte } from '../../domain/estorno.ts';
import { type Capa, MAX_ITENS } from '../../domain/pedido.ts';

const MOTIVO = 'Motivo deve ter de 3 a 300 caracteres';
const UMA_PARTE = 'Diga o que se devolve: tudo, itens ou valor, e só um deles';
const QUANTIDADE = 'Quantidade deve ser de 1 a 99';

/** What the gerência gives back, and why. */
export const CorpoEstorno = z
  .object({
    tudo: z.literal(true, 'Tudo deve ser verdadeiro').optional().describe('Tudo o que ainda não voltou'),
    itens: z
      .array(
        z.object(
          {
            itemId: idField('Id do item deve ser válido'),
            quantidade: z.int(QUANTIDADE).min(1, QUANTIDADE).max(99, QUANTIDADE),
          },
          'Item deve ser válido',
        ),
        'Itens devem ser uma lista',
      )
      .min(1, 'Diga ao menos um item')
      .max(MAX_ITENS, `Até ${MAX_ITENS} itens`)
      .optional(),
    valor: z
      .number('Valor deve ser um número')
      .positive('Valor deve ser positivo')
      .refine(hasCents, 'Valor deve ter no máximo duas casas decimais')
      .meta({ multipleOf: 0.01 })
      .optional()
      .describe('Reais'),
    motivo: z
      .string(MOTIVO)
      .overwrite(tidy)
      .min(3, MOTIVO)
      .max(300, MOTIVO)
      .describe('Por quê; fica só aqui, e some com os dados do cliente'),
  })
  .refine(({ tudo, itens, valor }) => [tudo, itens, valor].filter((parte) => parte !== undefined).length === 1, {
    message: UMA_PARTE,
    path: ['valor'],
  })
  .meta({ id: 'CorpoEstorno' });

/** What of a pedido a body asks to give back. */
export const parteDe = ({ itens, valor }: Omit<z.infer<typeof CorpoEstorno>, 'motivo'>): Parte =>
  itens ? { itens } : valor === undefined ? { tudo: true } : { centavos: centavos(valor) };

const talvez = z.iso.datetime().nullable();
const valor = z.number().describe('Reais, duas casas');

export const EstornoDto = z
  .object({
    id: z.uuid(),
    valor,
    itens: z
      .array(z.object({ itemId: z.int(), nome: z.string(), quantidade: z.int() }))
      .nullable()
      .describe('Nulo: de nenhum em particular'),
    causa: z.enum(CAUSAS_DE_ESTORNO),
    motivo: z.string().nullable(),
    por: z.string().nullable().describe('O id de quem pediu; nulo quando ninguém da equipe o fez'),
    estado: z.enum(ESTADOS_DO_ESTORNO),
    pedidoEm: z.iso.datetime(),
    feitoEm: talvez,
    erro: z.string().nullable().describe('Por que o provedor recusou, em um código'),
  })
  .meta({ id: 'Estorno' });

export const estornoDto = (estorno: Estorno): z.infer<typeof EstornoDto> => ({
  id: estorno.id,
  valor: reais(estorno.centavos),
  itens: estorno.itens?.map(({ itemId, nome, quantidade }) => ({ itemId, nome, quantidade })) ?? null,
  causa: estorno.causa,
  motivo: estorno.motivo,
  por: estorno.por,
  estado: estorno.estado,
  pedidoEm: iso(estorno.pedidoEm),
  feitoEm: iso(estorno.feitoEm),
  erro: estorno.erro,
});

export const EstornosDto = z
  .object({
    pago: valor,
    estornado: valor,
    aCaminho: valor.describe('Reais: pedido, e ainda não devolvido pelo provedor'),
    disponivel: valor.describe('Reais: o que ainda se pode devolver'),
    estornos: z.array(EstornoDto).describe('Na ordem em que foram pedidos; também os do que veio a mais'),
  })
  .meta({ id: 'Estornos' });

export function estornosDto(pedido: Capa, estornos: readonly Estorno[]): z.infer<typeof EstornosDto> {
  const { pago, estornado, aCaminho, disponivel }: Contas = contas(pedido, estornos);
  return {
    pago: reais(pago),
    estornado: reais(estornado),
    aCaminho: reais(aCaminho),
    disponivel: reais(disponivel),
    estornos: estornos.map(estornoDto),
  };
}
