import { useEffect, useRef } from 'react';
import { type Comando, comandoDe } from './teclas.ts';

/** Hears the keys of the kitchen wherever the focus is, while `ligado`: not while a dialog has them. */
export function useTecla(ligado: boolean, ouvir: (comando: Comando) => void): void {
  const latest = useRef(ouvir);
  latest.current = ouvir;
  useEffect(() => {
    if (!ligado) return;
    function tecla(event: KeyboardEvent) {
      const emControle = event.target !== document.body;
      if (event.target instanceof Element && event.target.closest('dialog')) return; // somebody signs in
      // A key that is held down steps once: the next card comes under it, and nobody meant that one.
      if (event.repeat && (event.key === 'Enter' || event.key === ' ')) return event.preventDefault();
      const comando = comandoDe(event);
      if (!comando || (comando.tipo === 'passo' && emControle)) return; // the button itself takes it
      event.preventDefault();
      latest.current(comando);
    }
    addEventListener('keydown', tecla);
    return () => removeEventListener('keydown', tecla);
  }, [ligado]);
}
