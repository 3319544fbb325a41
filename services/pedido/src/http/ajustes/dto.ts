import { PRAZOS_DO_PREPARO } from '@foodious/kernel/estados.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { z } from 'zod';

/** A whole number of a range; the refusal names the field. */
function inteiro(nome: string, min: number, max: number) {
  const mensagem = `${nome} deve ser um inteiro de ${min} a ${max}`;
  return z.int(mensagem).min(min, mensagem).max(max, mensagem);
}
const sim = (nome: string) => z.boolean(`${nome} deve ser verdadeiro ou falso`);

const NOME = 'Nome da lanchonete deve ter de 1 a 60 caracteres';
const Meios = z
  .object(
    {
      pix: sim('pix').describe('Se o totem oferece Pix'),
      balcao: sim('balcao').describe('Se oferece pagar no balcão'),
    },
    'Meios de pagamento devem ser informados',
  )
  .refine((meios) => Object.values(meios).some(Boolean), 'Ao menos um meio de pagamento deve ser oferecido');

export const AjustesDto = z
  .object({
    lanchonete: z.string(NOME).overwrite(tidy).min(1, NOME).max(60, NOME),
    totem: z.object(
      {
        ociosoS: inteiro('ociosoS', 15, 300).describe('Segundos sem toque até perguntar se há alguém'),
        avisoS: inteiro('avisoS', 5, 60).describe('Segundos que a pergunta espera'),
        pixOciosoS: inteiro('pixOciosoS', 60, 900).describe('O mesmo enquanto um Pix espera pagamento'),
      },
      'Ajustes do totem devem ser informados',
    ),
    cozinha: z
      .object(
        {
          amareloMin: inteiro('amareloMin', 1, 60).describe('Minutos até uma comanda estar atrasada'),
          vermelhoMin: inteiro('vermelhoMin', 1, 120).describe('Minutos até estar atrasada demais'),
          voltarMin: inteiro('voltarMin', 1, 60)
            .default(PRAZOS_DO_PREPARO.voltarMin)
            .describe('Minutos em que um passo do preparo pode ser desfeito'),
          recolherMin: inteiro('recolherMin', 5, 240)
            .default(PRAZOS_DO_PREPARO.recolherMin)
            .describe('Minutos até o que está pronto sair sozinho das telas'),
        },
        'Ajustes da cozinha devem ser informados',
      )
      .refine(({ amareloMin, vermelhoMin }) => vermelhoMin > amareloMin, 'vermelhoMin deve ser maior que amareloMin'),
    painel: z.object(
      { som: sim('som').describe('Toca quando há senha pronta'), fala: sim('fala').describe('Diz a senha') },
      'Ajustes do painel devem ser informados',
    ),
    meios: Meios,
  })
  .meta({ id: 'Ajustes' });

/** The ajustes as they are set: what an older client does not know of stays as it is. */
export const CorpoAjustes = AjustesDto.extend({
  meios: Meios.optional().describe('Por onde se paga; sem eles, ficam como estão'),
}).meta({ id: 'CorpoAjustes' });
