/** A minute, in milliseconds. */
export const MINUTO_MS = 60_000;

/** An instant, epoch milliseconds, as ISO 8601 text in UTC; null where there is none. */
export function iso(instante: number): string;
export function iso(instante: number | null): string | null;
export function iso(instante: number | null): string | null {
  return instante === null ? null : new Date(instante).toISOString();
}

/** The instant so many years before another, or after it where they are negative. */
export function anosAntes(instante: Date, anos: number): Date {
  const antes = new Date(instante);
  antes.setUTCFullYear(antes.getUTCFullYear() - anos);
  return antes;
}
