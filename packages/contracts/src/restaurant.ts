import { isTimeZone } from '@foodious/kernel/day.ts';
import { z } from 'zod';

/** What several processes must know alike of the restaurant. */
export const restaurant = {
  FUSO: z
    .string()
    .default('America/Sao_Paulo')
    .refine(isTimeZone, { error: 'unknown time zone' })
    .describe("The restaurant's time zone: decides its day, so its senhas, and what the clocks of its screens show"),
};

/** How long a checkout may be paid: pagamento lets its code end then, pedido looks for those that stand longer. */
export const expiry = {
  PAGAMENTO_EXPIRA_S: z.coerce.number().int().min(5).default(600).describe('Seconds a Pix QR code may be paid'),
  BALCAO_EXPIRA_S: z.coerce
    .number()
    .int()
    .min(5)
    .default(1_800)
    .describe('Seconds a pedido to be paid at the counter waits for the cashier'),
};

/** How long the law has what was sold and paid kept. */
export const fiscal = {
  RETENCAO_FISCAL_ANOS: z.coerce
    .number()
    .int()
    .min(1)
    .default(5)
    .describe('Years pedidos, pagamentos and comandas are kept (CTN art. 173 and 174); then they are deleted'),
};

/** Who our e-mails are from, and by which rules they leave. */
export const remetente = {
  EMAIL_REMETENTE: z.email().default('pedidos@fastefoodious.example').describe('Sender of the e-mails'),
  SES_CONFIGURATION_SET: z
    .string()
    .optional()
    .describe('Configuration set of SES the e-mails leave by, which tells what becomes of them; default: none'),
};
