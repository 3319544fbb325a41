import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer } from '../../ports.ts';

/** Sends through Amazon SES. */
export const sesMailer =
  (client: SESv2Client, remetente: string): Mailer =>
  async ({ para, tipo, evento, subject, text, html }) => {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: remetente,
        Destination: { ToAddresses: [para] },
        Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
        EmailTags: [
          { Name: 'evento', Value: evento },
          { Name: 'tipo', Value: tipo },
        ],
      }),
    );
  };
