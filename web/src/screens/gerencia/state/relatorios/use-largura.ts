import { useCallback, useState } from 'react';

/** How wide an element is, in sixteenths of a rem: what is drawn in it grows with the letters. Zero until it is known. */
export function useLargura(): [largura: number, ref: (elemento: Element | null) => (() => void) | undefined] {
  const [largura, setLargura] = useState(0);
  const ref = useCallback((elemento: Element | null) => {
    if (!elemento) return;
    const observador = new ResizeObserver(([entrada]) => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (entrada) setLargura(Math.round((entrada.contentRect.width / rem) * 16));
    });
    observador.observe(elemento);
    return () => observador.disconnect();
  }, []);
  return [largura, ref];
}
