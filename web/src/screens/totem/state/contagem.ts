/** Seconds left to answer "are you there?"; null while nobody needs to be asked. */
export function avisoDe(paradoMs: number, aposS: number, avisoS: number): number | null {
  if (paradoMs < aposS * 1_000) return null;
  return Math.max(0, Math.ceil(aposS + avisoS - paradoMs / 1_000));
}

/** Of a countdown in seconds, what is said aloud: minutes, then 30 and 10 seconds. The latest one reached. */
export function marcoDe(restamS: number): number | null {
  if (restamS <= 0) return null;
  if (restamS <= 10) return 10;
  if (restamS <= 30) return 30;
  return restamS > 600 ? null : Math.ceil(restamS / 60) * 60;
}
