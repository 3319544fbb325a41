import { z } from 'zod';

/** Until when a code that was sent holds, and from when another makes sense. */
export const CodigoEnviado = z
  .object({
    ate: z.iso.datetime().describe('Até quando o código vale'),
    outroEm: z.iso.datetime().describe('A partir de quando convém pedir outro'),
  })
  .meta({ id: 'CodigoEnviado' });
