import { useEffect } from 'react';

/**
 * Calls `aoCalar` once nobody has touched anything for so long: who chose a language at the invitation, and went away, leaves it
 * to nobody. The next touch starts the count again.
 * @param aposS seconds
 */
export function useSilencio(ouvindo: boolean, aposS: number, aoCalar: () => void): void {
  useEffect(() => {
    if (!ouvindo) return;
    const ouvir = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const contar = () => {
      clearTimeout(timer);
      timer = setTimeout(aoCalar, aposS * 1_000);
    };
    for (const tipo of ['pointerdown', 'keydown', 'click']) // a screen reader only clicks
      addEventListener(tipo, contar, { capture: true, passive: true, signal: ouvir.signal });
    contar();
    return () => {
      ouvir.abort();
      clearTimeout(timer);
    };
  }, [ouvindo, aposS, aoCalar]);
}
