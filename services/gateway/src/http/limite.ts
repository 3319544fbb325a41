/** True as often as `most` in a window of time for each of its callers; kept by this instance alone. */
export function atMost(most: number, windowMs: number): (who: string) => boolean {
  let current = 0;
  const times = new Map<string, number>();
  return (who) => {
    const window = Math.floor(Date.now() / windowMs);
    if (window !== current) times.clear();
    current = window;
    times.set(who, (times.get(who) ?? 0) + 1);
    return (times.get(who) ?? 0) <= most;
  };
}
