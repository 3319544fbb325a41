import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { awsConfig } from './aws.ts';

/**
 * An e-mail. `evento` is its idempotency reference; `tipo` is told along with it, so that who keeps e-mails may know what one is
 * about.
 */
export type Email = { para: string; tipo: string; evento: string; subject: string; text: string; html: string };

/** A client of Amazon SES, or of the endpoint the settings name. */
export const sesClient = ({ SES_ENDPOINT, AWS_REGION }: { SES_ENDPOINT: string; AWS_REGION: string }): SESv2Client =>
  new SESv2Client(awsConfig(SES_ENDPOINT, AWS_REGION));

/** Who e-mails are from, and the configuration set they leave by, where there is one. */
type Remetente = { EMAIL_REMETENTE: string; SES_CONFIGURATION_SET?: string | undefined };

/** Sends through Amazon SES. What it returns throws where an e-mail did not leave. */
export const sesMailer =
  (client: SESv2Client, { EMAIL_REMETENTE, SES_CONFIGURATION_SET }: Remetente) =>
  async ({ para, tipo, evento, subject, text, html }: Email): Promise<void> => {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: EMAIL_REMETENTE,
        ConfigurationSetName: SES_CONFIGURATION_SET,
        Destination: { ToAddresses: [para] },
        Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
        EmailTags: [
          { Name: 'evento', Value: evento },
          { Name: 'tipo', Value: tipo },
        ],
      }),
    );
  };
