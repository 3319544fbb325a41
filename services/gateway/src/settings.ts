import { addresses } from '@foodious/contracts/addresses.ts';
import { restaurant } from '@foodious/contracts/restaurant.ts';
import { processSettings, type SettingsOf } from '@foodious/platform/settings.ts';
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
  ...restaurant,
  STREAMS_PER_ADDRESS: streamsOf(500, 'address, as a whole restaurant may have one'),
  STREAMS_PER_TOKEN: streamsOf(100, 'token, or session of a screen'),
  WEB_DIR: z
    .string()
    .min(1)
    .default('web/dist')
    .describe('The built screens (`npm run build`), which the gateway serves'),
};
export type GatewaySettings = SettingsOf<typeof gatewaySettings>;
