import { addresses } from '@foodious/contracts/addresses.ts';
import { expiry, fiscal, restaurant } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { pixSecretSettings } from '@foodious/pix/secrets.ts';
import { processSettings, type SettingsOf } from '@foodious/platform/settings.ts';
import { z } from 'zod';

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
  MONGO_URL: z
    .url({ protocol: /^mongodb$/ })
    .optional()
    .describe('MongoDB or DocumentDB: `mongodb://user:password@host:port/database`; default: a SQLite file'),
};
export type PagamentoSettings = SettingsOf<typeof pagamentoSettings>;
