import { useEffect, useState } from 'react';
import { allowSound } from '../../../ui/sound.ts';
import { useTocavel } from '../../../ui/use-tocavel.ts';

/** How long a browser that allows sounds takes to begin one, milliseconds. */
const COMECO_MS = 1_000;
/** So long the board asks for a touch: who could have given it has gone by then. Milliseconds. */
const PEDIDO_MS = 60_000;
/** How often it is tried whether the browser allows sounds by now, milliseconds. */
const TENTATIVA_MS = 30_000;

/** Whether anybody can touch or click here: a television has nothing for that. */
const podeTocar = () => !matchMedia('(any-pointer: none)').matches;

/**
 * True while sounds are wanted, the browser wants a touch first, and somebody may be there to give it: for a minute. Sounds
 * begin whenever the browser allows them; a board set up for it needs no touch.
 */
export function useSom(querido: boolean): boolean {
  const tocavel = useTocavel();
  const [pedindo, setPedindo] = useState(false);
  useEffect(() => {
    if (!querido) return setPedindo(false);
    const teste = new AudioContext();
    const comeco = setTimeout(() => {
      setPedindo(teste.state !== 'running' && podeTocar());
      void teste.close();
    }, COMECO_MS);
    const fim = setTimeout(() => setPedindo(false), PEDIDO_MS);
    allowSound();
    const tentativa = setInterval(allowSound, TENTATIVA_MS);
    return () => {
      clearTimeout(comeco);
      clearTimeout(fim);
      clearInterval(tentativa);
      if (teste.state !== 'closed') void teste.close();
    };
  }, [querido]);
  return pedindo && !tocavel;
}
