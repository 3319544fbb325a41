/**
 * Tells the calendar day `YYYY-MM-DD` of an instant in a time zone: the restaurant's day, not UTC's.
 * Throws RangeError when the zone is unknown.
 */
export function dayIn(fuso: string): (instant: Date) => string {
  // The Swedish locale writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: fuso });
  return (instant) => format.format(instant);
}

/** Tells the hour, 0 to 23, of an instant in a time zone. Throws RangeError when the zone is unknown. */
export function hourIn(fuso: string): (instant: Date) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: fuso, hour: '2-digit', hourCycle: 'h23' });
  return (instant) => Number(format.format(instant));
}

const DIA_MS = 24 * 60 * 60 * 1000;
/** Days of every time zone begin at a multiple of so many milliseconds. */
const PASSO_MS = 15 * 60 * 1000;

/** The day so many after another. */
export const diasDepois = (dia: string, quantos: number): string =>
  new Date(Date.parse(dia) + quantos * DIA_MS).toISOString().slice(0, 10);

/**
 * When a day of the restaurant begins, epoch milliseconds: mostly at midnight, an hour later where summer time begins then.
 * @param diaDe the restaurant's day of an instant
 */
export function inicioDe(dia: string, diaDe: (instante: Date) => string): number {
  // No zone is farther from UTC than 14 hours.
  let [antes, inicio] = [Date.parse(dia) - 15 * 60 * 60 * 1000, Date.parse(dia) + 15 * 60 * 60 * 1000];
  while (inicio - antes > PASSO_MS) {
    const meio = antes + Math.floor((inicio - antes) / PASSO_MS / 2) * PASSO_MS;
    if (diaDe(new Date(meio)) < dia) antes = meio;
    else inicio = meio;
  }
  return inicio;
}

/** True for a time zone of the IANA database. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false; // RangeError is how Intl says no
  }
}
