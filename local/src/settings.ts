import { addresses } from '@foodious/contracts/addresses.ts';
import type { Party } from '@foodious/contracts/services.ts';
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

const administrator = (server: string) =>
  z.string().min(1).optional().describe(`Who may make databases and users on ${server}`);
const theirPassword = (whose: string) => z.string().min(1).optional().describe(`Password of ${whose}`);
const userOf = (service: string) =>
  z.string().regex(/^\w+$/).optional().describe(`User by which ${service} comes to its own database, and to no other`);

/** What making the databases and their users reads besides, where an administrator of their server is told. */
const administratorSettings = {
  MYSQL_ADMIN_USER: administrator('MYSQL_URL'),
  MYSQL_ADMIN_PASSWORD: theirPassword('MYSQL_ADMIN_USER'),
  MONGO_ADMIN_USER: administrator('MONGO_URL'),
  MONGO_ADMIN_PASSWORD: theirPassword('MONGO_ADMIN_USER'),
  PRODUTO_DB_USER: userOf('produto'),
  PRODUTO_DB_PASSWORD: theirPassword('PRODUTO_DB_USER'),
  PEDIDO_DB_USER: userOf('pedido'),
  PEDIDO_DB_PASSWORD: theirPassword('PEDIDO_DB_USER'),
  PAGAMENTO_DB_USER: userOf('pagamento'),
  PAGAMENTO_DB_PASSWORD: theirPassword('PAGAMENTO_DB_USER'),
  COZINHA_DB_USER: userOf('cozinha'),
  COZINHA_DB_PASSWORD: theirPassword('COZINHA_DB_USER'),
  GATEWAY_DB_USER: userOf('the gateway'),
  GATEWAY_DB_PASSWORD: theirPassword('GATEWAY_DB_USER'),
} satisfies Record<`${'MYSQL' | 'MONGO'}_ADMIN_${Login}` | `${Uppercase<Party>}_DB_${Login}`, z.ZodType>;
type Login = 'USER' | 'PASSWORD';

/** What each process reads, by its name. */
const processes: Record<string, SettingsShape> = {
  gateway: gatewaySettings,
  produto: produtoSettings,
  pedido: pedidoSettings,
  pagamento: pagamentoSettings,
  cozinha: cozinhaSettings,
  world: worldSettings,
  'start:services': supervisorSettings,
  'prepare:stores': administratorSettings,
};
/** Those that read little of their own. */
const tasks = ['start:services', 'prepare:stores'];

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

/** What making databases, users and schemas reads. */
export const preparationSettings = { ...houseSettings, ...administratorSettings };
export type PreparationSettings = SettingsOf<typeof preparationSettings>;

/** The processes that read a setting, for the documentation. */
export function readers(name: string): string {
  const found = Object.keys(processes).filter((process) => name in (processes[process] ?? {}));
  return found.length === Object.keys(processes).length - tasks.length ? 'all' : found.join(', ');
}
