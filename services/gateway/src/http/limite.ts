import { networkOf } from '@foodious/platform/network.ts';

/** Networks counted at once; those that came first are forgotten: a crowd of addresses takes no more memory than that. */
const REDES = 10_000;

/** True as often as `most` in a window of time for each network; kept by this instance alone. */
export function atMost(most: number, windowMs: number): (address: string) => boolean {
  let current = 0;
  const times = new Map<string, number>();
  return (address) => {
    const window = Math.floor(Date.now() / windowMs);
    if (window !== current) times.clear();
    current = window;
    const rede = networkOf(address);
    if (!times.has(rede) && times.size >= REDES) times.delete(times.keys().next().value ?? '');
    times.set(rede, (times.get(rede) ?? 0) + 1);
    return (times.get(rede) ?? 0) <= most;
  };
}
