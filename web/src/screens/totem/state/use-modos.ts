import { useLayoutEffect } from 'react';
import { idiomas } from '../../../i18n/idiomas.ts';
import type { Estado } from './estado.ts';

/** Language and accessibility modes are the whole page's: dialogs live outside of the screen. */
export function useModos({ idioma, modos }: Estado): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    document.documentElement.lang = idiomas[idioma].lang;
    dataset.contraste = modos.contraste ? 'alto' : 'normal';
    dataset.letra = modos.letra ? 'grande' : 'normal';
    dataset.alcance = modos.alcance ? 'baixo' : 'normal';
  }, [idioma, modos]);
}
