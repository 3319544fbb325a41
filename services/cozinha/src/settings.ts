import { addresses } from '@foodious/contracts/addresses.ts';
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
};
export type CozinhaSettings = SettingsOf<typeof cozinhaSettings>;
