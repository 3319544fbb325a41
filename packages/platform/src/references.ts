import { json } from './dependency.ts';
import type { SecretsManager } from './secrets-manager.ts';
import {
  checkSettings,
  flags,
  type ProcessSettings,
  type processSettings,
  SettingsError,
  type SettingsOf,
  type SettingsShape,
} from './settings.ts';

/** A setting that names a secret instead of telling it: `secret:<name or ARN>`, or `secret:<name or ARN>#<field>` of its JSON. */
const REFERENCE = /^secret:([^#]+)(?:#(.+))?$/;

const isReference = (value: string | undefined): boolean => value?.startsWith('secret:') === true;

/**
 * Reads settings as `readSettings` does, those of them that name secrets from Secrets Manager: what is kept there is never shown.
 * Throws SettingsError, or Unavailable, as {@link resolveSecrets} does.
 */
export async function readSettingsAndSecrets<S extends SettingsShape & typeof processSettings>(
  shape: S,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<SettingsOf<S> & ProcessSettings> {
  const given = { ...env, ...flags(shape, argv) };
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => name in shape));
  const resolved = await resolveSecrets(own, given);
  return checkSettings(shape, { ...given, ...resolved }, (name) => isReference(given[name]));
}

/**
 * Settings with the secrets some of them name in the place of their references: read from Secrets Manager, each once. Where none does,
 * nothing is asked, and no client loaded. Throws SettingsError naming the setting and the secret, and never what it holds;
 * Unavailable while Secrets Manager is away.
 * @param where Secrets Manager is; default: Amazon's own
 */
export async function resolveSecrets<Values extends Readonly<Record<string, string | undefined>>>(
  values: Values,
  { AWS_ENDPOINT = 'aws', AWS_REGION = 'us-east-1' }: { [Key in keyof SecretsManager]?: string | undefined } = {},
): Promise<Values> {
  const references = Object.entries(values).filter(([, value]) => isReference(value));
  if (references.length === 0) return values;
  const { secretsManager } = await import('./secrets-manager.ts'); // loaded only where a secret is kept there
  const manager = secretsManager({ AWS_ENDPOINT, AWS_REGION });
  const asked = new Map<string, Promise<string | undefined>>();
  const ask = (name: string) => {
    const text = asked.get(name) ?? manager.read(name);
    asked.set(name, text);
    return text;
  };
  try {
    const found = references.map(async ([setting, reference = '']) => {
      const [, name, field] = REFERENCE.exec(reference) ?? [];
      if (!name) throw new SettingsError(`${setting}: a secret is named as secret:<name or ARN>#<field>`);
      const text = await ask(name).catch((error) => {
        throw error instanceof SettingsError ? new SettingsError(`${setting}: ${error.message}`) : error;
      });
      if (text === undefined) throw new SettingsError(`${setting}: there is no secret ${name} in Secrets Manager`);
      return [setting, held(text, field) ?? missing(setting, name, field)] as const;
    });
    return { ...values, ...Object.fromEntries(await Promise.all(found)) };
  } finally {
    manager.close();
  }
}

/** What a reference stands for; undefined where the secret does not hold it. */
function held(text: string, field: string | undefined): string | undefined {
  if (field === undefined) return text || undefined;
  const fields = json(text);
  const value = typeof fields === 'object' && fields !== null ? Object.entries(fields) : [];
  const [, found] = value.find(([name]) => name === field) ?? [];
  return typeof found === 'number' ? String(found) : typeof found === 'string' && found !== '' ? found : undefined;
}

function missing(setting: string, name: string, field: string | undefined): never {
  throw new SettingsError(`${setting}: the secret ${name} holds no ${field === undefined ? 'text' : `field ${field}`}`);
}
