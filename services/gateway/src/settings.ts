import { addresses } from '@foodious/contracts/addresses.ts';
import { restaurant } from '@foodious/contracts/restaurant.ts';
import { processSettings, type SettingsOf } from '@foodious/platform/settings.ts';
import { z } from 'zod';

/** What the gateway reads. */
export const gatewaySettings = {
  ...addresses.gateway,
  ...processSettings,
  ...addresses.base,
  ...addresses.produto,
  ...addresses.pedido,
  ...addresses.pagamento,
  ...addresses.cozinha,
  ...restaurant,
  WEB_DIR: z
    .string()
    .min(1)
    .default('web/dist')
    .describe('The built screens (`npm run build`), which the gateway serves'),
};
export type GatewaySettings = SettingsOf<typeof gatewaySettings>;
