import { addresses } from '@foodious/contracts/addresses.ts';
import { cozinhaSettings } from '@foodious/cozinha/settings.ts';
import { gatewaySettings } from '@foodious/gateway/settings.ts';
import { pagamentoSettings } from '@foodious/pagamento/settings.ts';
import { pedidoSettings } from '@foodious/pedido/settings.ts';
import { pixSecretSettings } from '@foodious/pix/secrets.ts';
import { processSettings, type SettingsOf, type SettingsShape } from '@foodious/platform/settings.ts';
import { produtoSettings } from '@foodious/produto/settings.ts';
import { z } from 'zod';

/** What the world outside reads: SQS, S3, SES and the Pix provider of a laptop. */
export const worldSettings = {
  ...processSettings,
  ...addresses.gateway,
  ...addresses.base,
  ...addresses.aws,
  ...addresses.ses,
  ...addresses.pix,
  WORLD_NAMES: z
    .string()
    .default('')
    .transform((names) => names.split(',').flatMap((name) => name.trim().toLowerCase() || []))
    .describe(
      'Further names, after commas, by which the local SQS, S3, SES and Pix provider are called; any other `Host` is refused',
    ),
  ...pixSecretSettings,
};
export type WorldSettings = SettingsOf<typeof worldSettings>;

const supervisorSettings = {
  INSTANCES: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(2)
    .describe('Processes of each service that `npm run start:services` starts'),
};

/** What each process reads, by its name. */
const processes: Record<string, SettingsShape> = {
  gateway: gatewaySettings,
  produto: produtoSettings,
  pedido: pedidoSettings,
  pagamento: pagamentoSettings,
  cozinha: cozinhaSettings,
  world: worldSettings,
  'start:services': supervisorSettings,
};

/** Every setting of the house: what one process that runs all of it reads. */
export const houseSettings = {
  ...addresses.gateway,
  ...processSettings,
  ...addresses.base, // the ports it moves come after it, in its order
  ...addresses.produto,
  ...addresses.pedido,
  ...addresses.pagamento,
  ...addresses.cozinha,
  ...worldSettings,
  ...produtoSettings,
  ...pedidoSettings,
  ...pagamentoSettings,
  ...cozinhaSettings,
  ...gatewaySettings,
  ...supervisorSettings,
};
export type HouseSettings = SettingsOf<typeof houseSettings>;

/** The processes that read a setting, for the documentation. */
export function readers(name: string): string {
  const found = Object.keys(processes).filter((process) => name in (processes[process] ?? {}));
  return found.length >= Object.keys(processes).length - 1 ? 'all' : found.join(', ');
}
