import { addresses } from '@foodious/contracts/addresses.ts';
import { remetente, restaurant } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { ranges } from '@foodious/platform/network.ts';
import { processSettings, type SettingsOf, secretStoreSettings, sqlSettings } from '@foodious/platform/settings.ts';
import { z } from 'zod';

const streamsOf = (most: number, whose: string) =>
  z.coerce.number().int().min(1).default(most).describe(`Live streams that may be open at once of one ${whose}`);

/** What the gateway reads. */
export const gatewaySettings = {
  ...addresses.gateway,
  ...processSettings,
  ...addresses.base,
  ...addresses.produto,
  ...addresses.pedido,
  ...addresses.pagamento,
  ...addresses.cozinha,
  ...addresses.aws,
  ...addresses.ses,
  ...sqlSettings,
  ...secretStoreSettings,
  ...messagingSettings,
  ...restaurant,
  ...remetente,
  SEGUNDO_FATOR: z
    .stringbool()
    .default(false)
    .describe('Whether a gerente who comes in is also asked for a code sent to their e-mail'),
  CADASTROS_POR_MINUTO: z.coerce
    .number()
    .int()
    .min(1)
    .default(120)
    .describe(
      'Registrations, and look-ups by CPF, that one program, person of the staff or address may make in a minute; a session of the totem, 30 at most',
    ),
  STREAMS_PER_ADDRESS: streamsOf(500, 'address, as a whole restaurant may have one'),
  STREAMS_PER_TOKEN: streamsOf(100, 'token, or session of a screen'),
  TRUSTED_PROXIES: ranges.describe(
    'Proxies before the gateway, as addresses or ranges (`10.0.0.0/8`) after commas: their `X-Forwarded-For`, `-Proto` and `-Host` are believed; default: nobody is',
  ),
  CLIENT_ADDRESS_HEADER: z
    .string()
    .toLowerCase()
    .regex(/^[\w-]*$/)
    .default('')
    .describe(
      'Header by which the proxies of TRUSTED_PROXIES say who asks, where each of them writes it anew; default: `X-Forwarded-For`, where each adds to what it got',
    ),
  IDENTITY: z
    .enum(['local', 'cognito'])
    .default('local')
    .describe('Who makes the tokens: the gateway itself, or the user pool of Cognito that TOKEN_ISSUER names'),
  COGNITO_ENDPOINT: z
    .union([z.literal('aws'), z.url({ protocol: /^https?$/ })])
    .default('aws')
    .describe('Cognito endpoint; `aws` for Amazon itself'),
  COGNITO_CLIENT_SECRET: z
    .string()
    .optional()
    .describe('Secret of the app client that TOKEN_AUDIENCE names; default: asked of the user pool'),
  IDENTITY_SECRET: z
    .string()
    .default('')
    .describe(
      'Known to the gateway and the triggers of the user pool alone: by it the gateway says whose token it asks for',
    ),
  LOG_GROUPS: z
    .string()
    .regex(/^[\w/.-]*[\w.-]$/)
    .optional()
    .describe(
      'Log groups of CloudWatch where the logs of a pedido are read, one a service: what comes before `/<service>`; default: the files of DATA_DIR',
    ),
  WEB_DIR: z
    .string()
    .min(1)
    .default('web/dist')
    .describe('The built screens (`npm run build`), which the gateway serves'),
};
export type GatewaySettings = SettingsOf<typeof gatewaySettings>;
