import { QUOTABLE } from './log.ts';

/** Asks all that something depends on, by what people call it. Rejects naming each that is away, and why. */
export async function allReady(checks: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  const away: string[] = [];
  await Promise.all(
    Object.entries(checks).map(([name, check]) =>
      check().catch((error: unknown) => void away.push(`${name} (${reasonOf(error)})`)),
    ),
  );
  if (away.length > 0) throw new Error(away.sort().join(', '));
}

/** Why something failed, down to its cause: in words that are ours or Node's, which quote nobody. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'sem explicação';
  const code = 'code' in error ? String(error.code) : '';
  const said = (QUOTABLE.has(error.name) && error.message) || code || error.name;
  return error.cause === undefined ? said : `${said}: ${reasonOf(error.cause)}`;
}
