import { useEffect, useRef } from 'react';

/** How often a screen asks whether the restaurant still uses it as it is, milliseconds. */
const ASK_MS = 10 * 60_000;
const LOOK_MS = 30_000;

/**
 * Starts a screen that runs for days over once it was built anew: its own script, named by its content, is not there any
 * more. Only while `calm`: nobody is in the middle of something that a new start would take away.
 */
export function useNewVersion(calm: boolean): void {
  const latest = useRef(calm);
  latest.current = calm;
  useEffect(() => {
    const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src;
    if (!script) return;
    let asked = performance.now();
    const timer = setInterval(async () => {
      if (!latest.current || performance.now() - asked < ASK_MS) return;
      asked = performance.now();
      const answer = await fetch(script, { cache: 'no-store' }).catch(() => undefined); // offline is not new
      if (answer?.status === 404 && latest.current) location.reload();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
}
