import { addresses } from '@foodious/contracts/addresses.ts';
import { messagingSettings } from '@foodious/messaging/settings.ts';
import { processSettings, type SettingsOf, sqlSettings } from '@foodious/platform/settings.ts';

/** What produto reads. */
export const produtoSettings = {
  ...processSettings,
  ...addresses.base,
  ...addresses.produto,
  ...addresses.gateway,
  ...addresses.aws,
  ...sqlSettings,
  ...messagingSettings,
};
export type ProdutoSettings = SettingsOf<typeof produtoSettings>;
