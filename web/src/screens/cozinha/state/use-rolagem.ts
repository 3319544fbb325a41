import { type RefObject, useEffect, useState } from 'react';

/** A pixel is lost where a screen is scaled. */
const FOLGA_PX = 2;

/** The entries of a list that scrolls, whole or in part, above and below what is seen of it. */
function foraDaVista(lista: HTMLElement): { acima: Element[]; abaixo: Element[] } {
  const { top, bottom } = lista.getBoundingClientRect();
  const cabe = lista.scrollHeight <= lista.clientHeight + FOLGA_PX;
  const itens = cabe ? [] : [...lista.children];
  return {
    acima: itens.filter((item) => item.getBoundingClientRect().top < top - FOLGA_PX),
    abaixo: itens.filter((item) => item.getBoundingClientRect().bottom > bottom + FOLGA_PX),
  };
}

/**
 * How many entries of a list are not wholly seen, and how to see those: a finger that cannot scroll presses a button.
 * @param conteudo what, when it changes, is counted anew
 */
export function useRolagem(lista: RefObject<HTMLElement | null>, conteudo: unknown) {
  const [vista, setVista] = useState({ acima: 0, abaixo: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it counts changes with them
  useEffect(() => {
    const elemento = lista.current;
    if (!elemento) return setVista({ acima: 0, abaixo: 0 });
    const contar = () => {
      const { acima, abaixo } = foraDaVista(elemento);
      setVista((antes) =>
        antes.acima === acima.length && antes.abaixo === abaixo.length
          ? antes
          : { acima: acima.length, abaixo: abaixo.length },
      );
    };
    const observador = new ResizeObserver(contar);
    observador.observe(elemento);
    elemento.addEventListener('scroll', contar, { passive: true });
    return () => {
      observador.disconnect();
      elemento.removeEventListener('scroll', contar);
    };
  }, [lista, conteudo]);
  /** One page on: what was cut comes whole; what is taller than the page goes by in parts. */
  function rolar(para: 'acima' | 'abaixo'): void {
    const elemento = lista.current;
    if (!elemento) return;
    const { top, bottom } = elemento.getBoundingClientRect();
    const fora = foraDaVista(elemento)[para];
    const cortada = (para === 'abaixo' ? fora[0] : fora.at(-1))?.getBoundingClientRect();
    if (!cortada) return;
    const distancia = para === 'abaixo' ? cortada.top - top : cortada.bottom - bottom;
    const pagina = elemento.clientHeight * (para === 'abaixo' ? 0.8 : -0.8);
    elemento.scrollBy({ top: Math.abs(distancia) > FOLGA_PX && distancia * pagina > 0 ? distancia : pagina });
  }
  return { ...vista, rolar };
}
