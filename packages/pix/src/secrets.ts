import { houseSecret, openSecretStore } from '@foodious/platform/secret-store.ts';
import { randomSecret } from '@foodious/platform/secrets.ts';
import { type SettingsOf, secretStoreSettings } from '@foodious/platform/settings.ts';
import { z } from 'zod';

const secret = (meaning: string) =>
  z.string().min(16).optional().describe(`${meaning}; made at first start when absent`);

/** The secrets we share with the Pix provider, where they are given. */
export const pixSecretSettings = {
  PIX_API_KEY: secret('Key of our account at the Pix provider'),
  PIX_WEBHOOK_SECRET: secret("Signs the Pix provider's notifications"),
  ...secretStoreSettings,
};

const Kept = z.object({ PIX_API_KEY: z.string(), PIX_WEBHOOK_SECRET: z.string() });
export type PixSecrets = z.infer<typeof Kept>;

/**
 * The secrets we share with the Pix provider: as given, or made at the first start and kept with the house's own, as `segredos`.
 * With `:memory:` they are new at each call.
 */
export async function pixSecrets(
  given: SettingsOf<typeof pixSecretSettings> & { DATA_DIR: string; AWS_ENDPOINT: string; AWS_REGION: string },
): Promise<PixSecrets> {
  const { PIX_API_KEY, PIX_WEBHOOK_SECRET, DATA_DIR, SECRETS_STORE } = given;
  if (PIX_API_KEY && PIX_WEBHOOK_SECRET) return { PIX_API_KEY, PIX_WEBHOOK_SECRET };
  const make = () => ({ PIX_API_KEY: randomSecret(), PIX_WEBHOOK_SECRET: randomSecret() });
  const kept = DATA_DIR === ':memory:' && !SECRETS_STORE ? make() : await keptSecrets(given, make);
  return {
    PIX_API_KEY: PIX_API_KEY ?? kept.PIX_API_KEY,
    PIX_WEBHOOK_SECRET: PIX_WEBHOOK_SECRET ?? kept.PIX_WEBHOOK_SECRET,
  };
}

async function keptSecrets(given: Parameters<typeof openSecretStore>[0], make: () => PixSecrets): Promise<PixSecrets> {
  const store = await openSecretStore(given);
  try {
    return await houseSecret(store, 'segredos', Kept, make);
  } finally {
    store.close();
  }
}
