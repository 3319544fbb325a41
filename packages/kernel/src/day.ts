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

/** True for a time zone of the IANA database. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false; // RangeError is how Intl says no
  }
}
