import { addresses } from '@foodious/contracts/addresses.ts';
import { fiscal } from '@foodious/contracts/restaurant.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { processSettings, type SettingsOf, sqlSettings } from '@foodious/platform/settings.ts';

/** What cozinha reads. */
export const cozinhaSettings = {
  ...processSettings,
  ...addresses.base,
  ...addresses.cozinha,
  ...addresses.gateway,
  ...addresses.aws,
  ...sqlSettings,
  ...messagingSettings,
  ...fiscal,
};
export type CozinhaSettings = SettingsOf<typeof cozinhaSettings>;
