import { useSyncExternalStore } from 'react';
import { agora, hora } from '../../../api/hora.ts';

/** One clock for all cards: a hundred of them are not a hundred timers. */
const ouvintes = new Set<() => void>();
let lida = agora();
let parar: (() => void) | undefined;

function tique(): void {
  lida = agora();
  for (const cada of ouvintes) cada();
}

function assinar(ouvinte: () => void): () => void {
  ouvintes.add(ouvinte);
  if (!parar) {
    lida = agora();
    const timer = setInterval(tique, 1_000);
    const esquecer = hora.assinar(tique);
    parar = () => {
      clearInterval(timer);
      esquecer();
    };
  }
  return () => {
    ouvintes.delete(ouvinte);
    if (ouvintes.size > 0) return;
    parar?.();
    parar = undefined;
  };
}

/** What `ler` makes of the server's time, read every second; who asks is drawn again only when that changes. */
export function useRelogio<T extends string | number>(ler: (agora: number) => T): T {
  return useSyncExternalStore(assinar, () => ler(parar ? lida : agora()));
}
