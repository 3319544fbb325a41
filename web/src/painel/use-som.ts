import { useEffect, useState } from 'react';
import { allowSound } from '../ui/sound.ts';

/** How long a browser that allows sounds takes to begin one, milliseconds. */
const COMECO_MS = 1_000;

/** True while sounds are wanted and the browser wants a touch first. A board set up for it needs none. */
export function useSom(querido: boolean): boolean {
  const [mudo, setMudo] = useState(false);
  useEffect(() => {
    if (!querido) return setMudo(false);
    const teste = new AudioContext();
    const timer = setTimeout(() => {
      setMudo(teste.state !== 'running');
      void teste.close();
    }, COMECO_MS);
    const fim = new AbortController();
    addEventListener(
      'pointerdown',
      () => {
        allowSound();
        setMudo(false);
      },
      { signal: fim.signal },
    );
    return () => {
      clearTimeout(timer);
      if (teste.state !== 'closed') void teste.close();
      fim.abort();
    };
  }, [querido]);
  return mudo;
}
