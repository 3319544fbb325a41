import { useEffect, useState } from 'react';
import { allowSound } from './sound.ts';

/** True once this page may play sounds: at the first touch or key, whatever it is for. */
export function useTocavel(): boolean {
  const [tocavel, setTocavel] = useState(false);
  useEffect(() => {
    if (tocavel) return;
    const tocar = () => {
      allowSound();
      setTocavel(true);
    };
    const fim = new AbortController();
    for (const gesto of ['pointerdown', 'keydown']) addEventListener(gesto, tocar, { signal: fim.signal });
    if (navigator.userActivation?.hasBeenActive) tocar(); // it was, to sign in
    return () => fim.abort();
  }, [tocavel]);
  return tocavel;
}
