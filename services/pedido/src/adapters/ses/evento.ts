import type { RetornoDeEmail } from '@foodious/kernel/estados.ts';
import { json } from '@foodious/platform/dependency.ts';
import { z } from 'zod';

/** What SES told of an e-mail: its id, as it was tagged, what became of it, and of which addresses this is. */
export type Retorno = { emailId: string; retorno: RetornoDeEmail; enderecos: string[] };

const Destinatarios = z.array(z.object({ emailAddress: z.string() }));
const mail = z.object({ tags: z.object({ evento: z.tuple([z.string().regex(/^[\w-]+$/)]) }) });
const Evento = z.discriminatedUnion('eventType', [
  z.object({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.object({ bounceType: z.string(), bouncedRecipients: Destinatarios }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.object({ complaintFeedbackType: z.string().nullish(), complainedRecipients: Destinatarios }),
  }),
  z.object({ eventType: z.literal('Reject'), mail }),
  z.object({ eventType: z.literal('DeliveryDelay'), mail }),
]);

/** Reads an event of a configuration set of SES; undefined for what is none of those that matter, or no event at all. */
export function lerEvento(texto: string): Retorno | undefined {
  const evento = Evento.safeParse(json(texto)).data;
  if (!evento) return undefined;
  const [emailId] = evento.mail.tags.evento;
  const de = (retorno: RetornoDeEmail, destinatarios: z.infer<typeof Destinatarios> = []): Retorno => ({
    emailId,
    retorno,
    enderecos: destinatarios.map(({ emailAddress }) => emailAddress),
  });
  switch (evento.eventType) {
    case 'Bounce': {
      const { bounceType, bouncedRecipients } = evento.bounce;
      return de(bounceType === 'Permanent' ? 'devolvido' : 'nao-entregue', bouncedRecipients);
    }
    case 'Complaint': {
      const { complaintFeedbackType, complainedRecipients } = evento.complaint;
      if (complaintFeedbackType === 'not-spam') return undefined; // somebody took it out of their spam
      return de('denunciado', complainedRecipients);
    }
    case 'Reject':
      return de('recusado');
    case 'DeliveryDelay':
      return de('atrasado');
  }
}
