import { addresses } from '@foodious/contracts/addresses.ts';
import { expiry, fiscal, remetente, restaurant } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { processSettings, type SettingsOf, sqlSettings } from '@foodious/platform/settings.ts';
import { z } from 'zod';

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
  SES_EVENTS_QUEUE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Standard queue with the events of SES_CONFIGURATION_SET, raw from SNS: bounces, complaints, rejects, delays; default: nobody tells',
    ),
};
export type PedidoSettings = SettingsOf<typeof pedidoSettings>;
