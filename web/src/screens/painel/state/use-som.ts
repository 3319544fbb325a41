import { useEffect, useState } from 'react';
import { useTocavel } from '../../../ui/use-tocavel.ts';

/** How long a browser that allows sounds takes to begin one, milliseconds. */
const COMECO_MS = 1_000;

/** True while sounds are wanted and the browser wants a touch first. A board set up for it needs none. */
export function useSom(querido: boolean): boolean {
  const tocavel = useTocavel();
  const [calado, setCalado] = useState(false);
  useEffect(() => {
    if (!querido) return setCalado(false);
    const teste = new AudioContext();
    const timer = setTimeout(() => {
      setCalado(teste.state !== 'running');
      void teste.close();
    }, COMECO_MS);
    return () => {
      clearTimeout(timer);
      if (teste.state !== 'closed') void teste.close();
    };
  }, [querido]);
  return calado && !tocavel;
}
