import { z } from 'zod';

/** A code of six digits, as somebody copies it from an e-mail. */
export const codigo = z
  .string('Código deve ter seis algarismos')
  .overwrite((texto) => texto.replaceAll(/[\s-]/g, ''))
  .regex(/^\d{6}$/, 'Código deve ter seis algarismos');

/** Until when a code that was sent holds, and from when another makes sense. */
export const CodigoEnviado = z
  .object({
    ate: z.iso.datetime().describe('Até quando o código vale'),
    outroEm: z.iso.datetime().describe('A partir de quando convém pedir outro'),
  })
  .meta({ id: 'CodigoEnviado' });
