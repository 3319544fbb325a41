import { z } from 'zod';

/** What a service that sends and hears messages reads. */
export const messagingSettings = {
  RETENCAO_DIAS: z.coerce
    .number()
    .int()
    .min(15)
    .default(90)
    .describe('Days the trail, the inbox and what became of e-mails are kept; longer than the 14 of a dead letter'),
};
