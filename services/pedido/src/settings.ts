import { addresses } from '@foodious/contracts/addresses.ts';
import { expiry, fiscal, remetente, restaurant } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { processSettings, type SettingsOf, sqlSettings } from '@foodious/platform/settings.ts';

/** What pedido reads. */
export const pedidoSettings = {
  ...processSettings,
  ...addresses.base,
  ...addresses.pedido,
  ...addresses.produto,
  ...addresses.pagamento,
  ...addresses.cozinha,
  ...addresses.gateway,
  ...addresses.aws,
  ...addresses.ses,
  ...sqlSettings,
  ...messagingSettings,
  ...restaurant,
  ...expiry,
  ...fiscal,
  ...remetente,
};
export type PedidoSettings = SettingsOf<typeof pedidoSettings>;
