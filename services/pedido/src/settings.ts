import { addresses } from '@foodious/contracts/addresses.ts';
import { expiry, fiscal, restaurant } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { processSettings, type SettingsOf, sqlSettings } from '@foodious/platform/settings.ts';
import { z } from 'zod';

/** What pedido reads. */
export const pedidoSettings = {
  ...processSettings,
  ...addresses.base,
  ...addresses.pedido,
  ...addresses.produto,
  ...addresses.gateway,
  ...addresses.aws,
  ...addresses.ses,
  ...sqlSettings,
  ...messagingSettings,
  ...restaurant,
  ...expiry,
  ...fiscal,
  EMAIL_REMETENTE: z.email().default('pedidos@fastefoodious.example').describe('Sender of the e-mails'),
};
export type PedidoSettings = SettingsOf<typeof pedidoSettings>;
