import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const project = resolve(import.meta.dirname, '../../..');

/** Every setting of every service, with its meaning: docs/settings.md is made from this table. */
const schema = z.object({
  PORT: port.default(8080).describe('Port of the gateway: the one address people use'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address every server listens on'),
  DATA_DIR: z.string().min(1).default('.data').describe('Where everything is kept; `:memory:` keeps nothing'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severe line logged'),
  PORT_BASE: port.max(65_528).optional().describe('Moves the seven ports below to N, N+1, … in this order'),
  PRODUTO_PORT: port.default(3000).describe('Port of the produto service'),
  PEDIDO_PORT: port.default(3001).describe('Port of the pedido service'),
  PAGAMENTO_PORT: port.default(3002).describe('Port of the pagamento service'),
  COZINHA_PORT: port.default(3003).describe('Port of the cozinha service'),
  AWS_PORT: port.default(4566).describe('Port of the local SQS and S3'),
  SES_PORT: port.default(8005).describe('Port of the local SES and its inbox page'),
  PIX_PORT: port.default(3010).describe('Port of the simulated Pix provider'),
  MYSQL_URL: z
    .url({ protocol: /^mysql$/ })
    .optional()
    .describe(
      'MySQL or MariaDB for produto, pedido and cozinha: `mysql://user:password@host:port/prefix`; default: SQLite files',
    ),
  MONGO_URL: z
    .url({ protocol: /^mongodb$/ })
    .optional()
    .describe(
      'MongoDB or DocumentDB for pagamento: `mongodb://user:password@host:port/database`; default: a SQLite file',
    ),
  SQS_ENDPOINT: z.string().optional().describe('SQS endpoint, where it is not that of S3; default: AWS_ENDPOINT'),
  SHARE_PORT: z
    .stringbool()
    .default(false)
    .describe('Lets several instances of a service listen on its port of this machine (Linux)'),
  INSTANCE: z
    .string()
    .regex(/^\w+$/)
    .optional()
    .describe('Tells instances of a service on one machine apart: part of the name of its log'),
  INSTANCES: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(2)
    .describe('Processes of each service that `npm run start:services` starts'),
  AWS_ENDPOINT: z.string().optional().describe('SQS and S3 endpoint; `aws` for Amazon itself; default: the local one'),
  SES_ENDPOINT: z.string().optional().describe('SES endpoint; `aws` for Amazon itself; default: the local one'),
  AWS_REGION: z.string().default('us-east-1').describe('Region of the queues, objects and e-mails'),
  PIX_URL: z.url().optional().describe('Base URL of the Pix provider; default: the simulated one'),
  PRODUTO_URL: z.url().optional().describe('Where produto answers; default: its port on this machine'),
  PEDIDO_URL: z.url().optional().describe('Where pedido answers; default: its port on this machine'),
  PAGAMENTO_URL: z.url().optional().describe('Where pagamento answers; default: its port on this machine'),
  COZINHA_URL: z.url().optional().describe('Where cozinha answers; default: its port on this machine'),
  GATEWAY_URL: z
    .url()
    .optional()
    .describe('Public address of the gateway, issuer of the tokens; default: its port on this machine'),
  WEB_DIR: z
    .string()
    .min(1)
    .default('web/dist')
    .describe('The built screens (`npm run build`), which the gateway serves'),
  FUSO: z
    .string()
    .default('America/Sao_Paulo')
    .refine(isTimeZone, { error: 'unknown time zone' })
    .describe("The restaurant's time zone: decides its day, so its senhas, and what the clocks of its screens show"),
  EMAIL_REMETENTE: z.email().default('pedidos@fastefoodious.example').describe('Sender of the e-mails'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe('Where traces are sent, as OTLP over HTTP (`/v1/traces` is added); default: nowhere'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of our own traces that is sent; a caller that has decided for itself is followed'),
  PAGAMENTO_EXPIRA_S: z.coerce.number().int().min(5).default(600).describe('Seconds a Pix QR code may be paid'),
  RETENCAO_DIAS: z.coerce
    .number()
    .int()
    .min(15)
    .default(90)
    .describe('Days the trail and the inbox are kept; longer than the 14 of a dead letter'),
  PIX_API_KEY: z
    .string()
    .min(16)
    .optional()
    .describe('Key of our account at the Pix provider; made at first start when absent'),
  PIX_WEBHOOK_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe("Signs the Pix provider's notifications; made at first start when absent"),
});

const ports = [
  'PRODUTO_PORT',
  'PEDIDO_PORT',
  'PAGAMENTO_PORT',
  'COZINHA_PORT',
  'AWS_PORT',
  'SES_PORT',
  'PIX_PORT',
] as const;

export type Settings = ReturnType<typeof readSettings>;

/** A wrong option: said in one clear line, without a stack. */
export class SettingsError extends Error {}

/**
 * Reads flags (`--port 9000`) and environment (`PORT=9000`), flags first, and checks them all.
 * Throws {@link SettingsError} naming the option.
 */
export function readSettings(argv: readonly string[], env: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries({ ...env, ...flags(argv) }).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    const got = /KEY|SECRET|_URL/.test(name) ? 'a value not shown' : JSON.stringify(given[name]);
    throw new SettingsError(`${name}: ${issue?.message} (got ${got})`);
  }
  const settings = parsed.data;
  const base = settings.PORT_BASE;
  if (base !== undefined) for (const [i, name] of ports.entries()) if (!(name in given)) settings[name] = base + i;

  const dataDir =
    settings.DATA_DIR === ':memory:'
      ? ':memory:'
      : // A relative folder is relative to where the person stands, the default one to the project.
        resolve('DATA_DIR' in given ? (env.INIT_CWD ?? process.cwd()) : project, settings.DATA_DIR);
  const { PIX_API_KEY, PIX_WEBHOOK_SECRET } = settings;
  const secrets =
    PIX_API_KEY && PIX_WEBHOOK_SECRET ? { PIX_API_KEY, PIX_WEBHOOK_SECRET } : localSecrets(dataDir, settings);
  const at = (port: number) => `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`;
  return {
    ...settings,
    ...secrets,
    DATA_DIR: dataDir,
    WEB_DIR: resolve(project, settings.WEB_DIR),
    AWS_ENDPOINT: settings.AWS_ENDPOINT ?? at(settings.AWS_PORT),
    SQS_ENDPOINT: settings.SQS_ENDPOINT ?? settings.AWS_ENDPOINT ?? at(settings.AWS_PORT),
    SES_ENDPOINT: settings.SES_ENDPOINT ?? at(settings.SES_PORT),
    PIX_URL: settings.PIX_URL ?? at(settings.PIX_PORT),
    PRODUTO_URL: settings.PRODUTO_URL ?? at(settings.PRODUTO_PORT),
    PEDIDO_URL: settings.PEDIDO_URL ?? at(settings.PEDIDO_PORT),
    PAGAMENTO_URL: settings.PAGAMENTO_URL ?? at(settings.PAGAMENTO_PORT),
    COZINHA_URL: settings.COZINHA_URL ?? at(settings.COZINHA_PORT),
    GATEWAY_URL: settings.GATEWAY_URL ?? at(settings.PORT),
  };
}

/** The settings as rows of a table: name, default, meaning. */
export const settingsTable = (): { name: string; fallback: string; meaning: string }[] =>
  Object.entries(z.toJSONSchema(schema, { io: 'input' }).properties ?? {}).map(([name, property]) => {
    const { default: fallback, description } = property as { default?: unknown; description?: string };
    return { name, fallback: fallback === undefined ? '' : String(fallback), meaning: description ?? '' };
  });

/** The secrets our own processes share: given, or made at the first start and kept in the data folder. */
function localSecrets(
  dataDir: string,
  given: { PIX_API_KEY?: string | undefined; PIX_WEBHOOK_SECRET?: string | undefined },
) {
  const make = () => ({ PIX_API_KEY: randomSecret(), PIX_WEBHOOK_SECRET: randomSecret() });
  const kept = dataDir === ':memory:' ? make() : secretFile(dataDir, 'segredos.json', make);
  return {
    PIX_API_KEY: given.PIX_API_KEY ?? kept.PIX_API_KEY,
    PIX_WEBHOOK_SECRET: given.PIX_WEBHOOK_SECRET ?? kept.PIX_WEBHOOK_SECRET,
  };
}

function flags(argv: readonly string[]): Record<string, string> {
  const names = Object.keys(schema.shape);
  const options = Object.fromEntries(names.map((name) => [flag(name), { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args: [...argv], options });
    return Object.fromEntries(
      names.flatMap((name) => (values[flag(name)] ? [[name, String(values[flag(name)])]] : [])),
    );
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

const flag = (name: string) => name.toLowerCase().replaceAll('_', '-');

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false; // RangeError is how Intl says no
  }
}

/** Where a server listens; with SHARE_PORT the kernel spreads its connections over all instances that do. */
export const listenOn = ({ HOST: host, SHARE_PORT: reusePort }: Settings, port: number) => ({ host, port, reusePort });

/** Where a service keeps a file: a path in the data folder, or `:memory:`. */
export const dataFile = (dataDir: string, name: string): string =>
  dataDir === ':memory:' ? ':memory:' : join(dataDir, name);

/**
 * Reads a JSON file of secrets from the data folder, making it first, mode 0600, when it is not there.
 * Several processes may start at once: the first to finish wins and all read the same.
 */
export function secretFile<T>(dataDir: string, name: string, make: () => T): T {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, name);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(draft, `${JSON.stringify(make(), null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file); // unlike a rename, never replaces what another process has just made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

export const randomSecret = (): string => randomBytes(24).toString('base64url');
