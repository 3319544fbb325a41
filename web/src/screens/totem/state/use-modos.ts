import { useLayoutEffect } from 'react';
import { idiomas } from '../../../i18n/idiomas.ts';
import type { Estado } from './estado.ts';

/** Sets language and accessibility modes on the whole page: dialogs live outside of the screen. */
export function useModos({ idioma, modos }: Estado): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    document.documentElement.lang = idiomas[idioma].lang;
    dataset.contraste = modos.contraste ? 'alto' : 'normal';
    dataset.letra = modos.letra ? 'grande' : 'normal';
    dataset.alcance = modos.alcance ? 'baixo' : 'normal';
  }, [idioma, modos]);
}
