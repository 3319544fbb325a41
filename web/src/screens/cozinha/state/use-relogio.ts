import { useSyncExternalStore } from 'react';

/** One clock for all cards: a hundred of them are not a hundred timers. */
const ouvintes = new Set<() => void>();
let agora = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function assinar(ouvinte: () => void): () => void {
  ouvintes.add(ouvinte);
  if (timer === undefined) {
    agora = Date.now();
    timer = setInterval(() => {
      agora = Date.now();
      for (const cada of ouvintes) cada();
    }, 1_000);
  }
  return () => {
    ouvintes.delete(ouvinte);
    if (ouvintes.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What `ler` makes of the time, read every second; who asks is drawn again only when that changes. */
export function useRelogio<T extends string | number>(ler: (agora: number) => T): T {
  return useSyncExternalStore(assinar, () => ler(timer === undefined ? Date.now() : agora));
}
