import { randomSecret, secretFile } from '@foodious/platform/secrets.ts';
import { z } from 'zod';

const secret = (meaning: string) =>
  z.string().min(16).optional().describe(`${meaning}; made at first start when absent`);

/** The secrets we share with the Pix provider, where they are given. */
export const pixSecretSettings = {
  PIX_API_KEY: secret('Key of our account at the Pix provider'),
  PIX_WEBHOOK_SECRET: secret("Signs the Pix provider's notifications"),
};

const Kept = z.object({ PIX_API_KEY: z.string(), PIX_WEBHOOK_SECRET: z.string() });
export type PixSecrets = z.infer<typeof Kept>;

/**
 * The secrets we share with the Pix provider: as given, or made at the first start and kept in `segredos.json` of the data
 * folder. With `:memory:` they are new at each call.
 */
export function pixSecrets(given: { [K in keyof PixSecrets]?: string | undefined } & { DATA_DIR: string }): PixSecrets {
  const { PIX_API_KEY, PIX_WEBHOOK_SECRET, DATA_DIR } = given;
  if (PIX_API_KEY && PIX_WEBHOOK_SECRET) return { PIX_API_KEY, PIX_WEBHOOK_SECRET };
  const make = () => ({ PIX_API_KEY: randomSecret(), PIX_WEBHOOK_SECRET: randomSecret() });
  const kept = DATA_DIR === ':memory:' ? make() : secretFile(DATA_DIR, 'segredos.json', Kept, make);
  return {
    PIX_API_KEY: PIX_API_KEY ?? kept.PIX_API_KEY,
    PIX_WEBHOOK_SECRET: PIX_WEBHOOK_SECRET ?? kept.PIX_WEBHOOK_SECRET,
  };
}
