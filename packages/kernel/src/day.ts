/**
 * Tells the calendar day `YYYY-MM-DD` of an instant in a time zone: the restaurant's day, not UTC's.
 * Throws RangeError when the zone is unknown.
 */
export function dayIn(fuso: string): (instant: Date) => string {
  // The Swedish locale writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: fuso });
  return (instant) => format.format(instant);
}
