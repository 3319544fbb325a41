import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const project = resolve(import.meta.dirname, '../../..');

/** What every process of ours reads, with its meaning. */
export const processSettings = {
  HOST: z.string().min(1).default('127.0.0.1').describe('Address the gateway listens on'),
  DATA_DIR: z.string().min(1).default('.data').describe('Where everything is kept; `:memory:` keeps nothing'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severe line logged'),
  SHARE_PORT: z
    .stringbool()
    .default(false)
    .describe('Lets several instances of a service listen on its port of this machine (Linux)'),
  INSTANCE: z
    .string()
    .regex(/^\w+$/)
    .optional()
    .describe('Tells instances of a service on one machine apart: part of the name of its log'),
  METRICS_LOG_S: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'Every so many seconds the gauges of `/metrics` are logged in one line, for who reads only logs; 0: never',
    ),
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
};

/** Where the tables of a service are. */
export const sqlSettings = {
  MYSQL_URL: z
    .url({ protocol: /^mysql$/ })
    .optional()
    .describe(
      'MySQL or MariaDB: `mysql://user:password@host:port/prefix`, and `?tls=` where it is reached by TLS: `true` (certificates of the authorities the system knows), `rds` (of Amazon’s), or a PEM file of others; default: SQLite files',
    ),
  MYSQL_USER: z.string().optional().describe('User there, where MYSQL_URL names none'),
  MYSQL_PASSWORD: z.string().optional().describe('Password of MYSQL_USER'),
};
export type SqlSettings = SettingsOf<typeof sqlSettings>;

/** Where the secrets are that the house makes for itself at its first start. */
export const secretStoreSettings = {
  SECRETS_STORE: z
    .string()
    .regex(/^[\w/+=.@-]+$/)
    .optional()
    .describe(
      'What the names of the house’s own secrets in Secrets Manager begin with (`foodious/prod`); default: files of DATA_DIR',
    ),
};

/**
 * The settings a process reads: their names, defaults and meanings. The `meta` of a setting may say more:
 * `offset`: a port that PORT_BASE moves; `portOf`: an address that is, when nobody says, that port of this machine, where
 * `hostOf` (default HOST) says it listens;
 * `like`: what it is when nobody says is that other setting.
 */
export type SettingsShape = Record<string, z.ZodType>;
export type SettingsOf<S extends SettingsShape> = z.infer<z.ZodObject<S>>;
export type ProcessSettings = SettingsOf<typeof processSettings>;

/** A wrong option: said in one clear line, without a stack. */
export class SettingsError extends Error {}

/**
 * Reads flags (`--port 9000`) and environment (`PORT=9000`), flags first, and checks them all; writes nothing.
 * Throws {@link SettingsError} naming the option.
 */
export const readSettings = <S extends SettingsShape & typeof processSettings>(
  shape: S,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): SettingsOf<S> & ProcessSettings => checkSettings(shape, { ...env, ...flags(shape, argv) });

/**
 * Checks settings that were read: those that say nothing are as if they were not there.
 * @param hidden whether what was given may not be shown, whatever the setting is called
 */
export function checkSettings<S extends SettingsShape & typeof processSettings>(
  shape: S,
  texts: NodeJS.ProcessEnv,
  hidden: (name: string) => boolean = () => false,
): SettingsOf<S> & ProcessSettings {
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value));
  const parsed = z.object(shape).safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    const secret = /KEY|SECRET|PASSWORD|TOKEN|_URL/.test(name) || hidden(name);
    throw new SettingsError(
      `${name}: ${issue?.message} (got ${secret ? 'a value not shown' : JSON.stringify(given[name])})`,
    );
  }
  const settings: Record<string, unknown> = parsed.data;
  for (const [name, value] of Object.entries(unsaid(shape, given, settings))) settings[name] = value;
  if (settings.DATA_DIR !== ':memory:')
    // A relative folder is relative to where the person stands, the default one to the project.
    settings.DATA_DIR = resolve(
      'DATA_DIR' in given ? (given.INIT_CWD ?? process.cwd()) : project,
      String(settings.DATA_DIR),
    );
  return settings as SettingsOf<S> & ProcessSettings;
}

/** What settings nobody gave are, where that depends on others. Ports come before the addresses that name them. */
function unsaid(
  shape: SettingsShape,
  given: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const now = (name: string) => found[name] ?? settings[name];
  const open = Object.entries(shape).filter(([name]) => !(name in given));
  const told = open.map(([name, setting]) => ({ name, ...(setting.meta() as Hints | undefined) }));
  for (const { name, offset } of told)
    if (offset !== undefined && settings.PORT_BASE !== undefined) found[name] = Number(settings.PORT_BASE) + offset;
  for (const { name, portOf, hostOf = 'HOST' } of told)
    if (portOf !== undefined) found[name] = `http://${reachable(String(settings[hostOf]))}:${now(portOf)}`;
  for (const { name, like } of told) if (like !== undefined) found[name] = now(like);
  return found;
}
type Hints = { offset?: number; portOf?: string; hostOf?: string; like?: string };

/** Whether a server that listens there does so on every address of this machine. */
export const isEverywhere = (host: string): boolean => ['0.0.0.0', '::'].includes(host);

/** How a server that listens there is reached from this machine, as part of an address. */
export const reachable = (host: string): string =>
  isEverywhere(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;

/** Settings as rows of a table: name, default, meaning. */
export const settingsTable = (shape: SettingsShape): { name: string; fallback: string; meaning: string }[] =>
  Object.entries(z.toJSONSchema(z.object(shape), { io: 'input' }).properties ?? {}).map(([name, property]) => {
    const { default: fallback, description } = property as { default?: unknown; description?: string };
    return { name, fallback: fallback === undefined ? '' : String(fallback), meaning: description ?? '' };
  });

/** The flags of a command line, by the names of the settings. Throws {@link SettingsError} for an unknown one. */
export function flags(shape: SettingsShape, argv: readonly string[]): Record<string, string> {
  const names = Object.keys(shape);
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

/** A path of the project's own, whatever folder a process is started in. */
export const inProject = (path: string): string => resolve(project, path);

/** Where a server listens; with SHARE_PORT the kernel spreads its connections over all instances that do. */
export const listenOn = (
  { host, port }: { host: string; port: number },
  { SHARE_PORT: reusePort }: Pick<ProcessSettings, 'SHARE_PORT'>,
) => ({ host, port, reusePort });

/** Where a service keeps a file: a path in the data folder, or `:memory:`. */
export const dataFile = (dataDir: string, name: string): string =>
  dataDir === ':memory:' ? ':memory:' : join(dataDir, name);
