import { addresses } from '@foodious/contracts/addresses.ts';
import { expiry, fiscal, restaurant } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { pixSecretSettings } from '@foodious/pix/secrets.ts';
import { processSettings, type SettingsOf } from '@foodious/platform/settings.ts';
import { z } from 'zod';

/** Where the documents of pagamento are. */
export const mongoSettings = {
  MONGO_URL: z
    .url({ protocol: /^mongodb$/ })
    .optional()
    .describe(
      'MongoDB or DocumentDB: `mongodb://user:password@host:port/database`, with `?tls=` as in MYSQL_URL; default: a SQLite file',
    ),
  MONGO_USER: z.string().optional().describe('User there, where MONGO_URL names none; known in the database `admin`'),
  MONGO_PASSWORD: z.string().optional().describe('Password of MONGO_USER'),
};

/** What pagamento reads. */
export const pagamentoSettings = {
  ...processSettings,
  ...addresses.base,
  ...addresses.pagamento,
  ...addresses.gateway,
  ...addresses.aws,
  ...addresses.pix,
  ...messagingSettings,
  ...restaurant,
  ...expiry,
  ...fiscal,
  ...pixSecretSettings,
  CONCILIACAO_S: z.coerce
    .number()
    .int()
    .min(1)
    .default(300)
    .describe('Seconds between two comparisons of the ledger with the providers, of today and yesterday'),
  CONCILIACAO_GRACA_S: z.coerce
    .number()
    .int()
    .min(0)
    .default(120)
    .describe(
      'Seconds after a charge moved in which ledger and provider may not agree: news is on its way, a search lags',
    ),
  PROVEDOR_PIX: z
    .enum(['simulado', 'mercado-pago'])
    .default('simulado')
    .describe('Who takes Pix: the simulated bank at PIX_URL, or a real account at Mercado Pago'),
  MERCADO_PAGO_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.mercadopago.com')
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Base URL of the API of Mercado Pago'),
  MERCADO_PAGO_ACCESS_TOKEN: z
    .string()
    .optional()
    .describe('Access token of the account; one of a test begins with TEST-'),
  MERCADO_PAGO_WEBHOOK_SECRET: z
    .string()
    .optional()
    .describe('Signs the notifications; two, with a comma between, while one takes the place of the other'),
  MERCADO_PAGO_EMAIL: z
    .email()
    .optional()
    .describe("Payer's e-mail that Mercado Pago wants: the restaurant's own, never a cliente's"),
  PIX_CONSULTA_S: z.coerce
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('Seconds after which a pending charge is asked for without a notification; then less and less often'),
  ...mongoSettings,
};
export type PagamentoSettings = SettingsOf<typeof pagamentoSettings>;
