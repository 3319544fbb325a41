import { createContext, useContext } from 'react';
import { type Idioma, idiomas } from '../../../i18n/idiomas.ts';
import { type TextosDeMeusDados, textosDeMeusDados } from '../../../i18n/meus-dados.ts';
import { fuso } from '../../../ui/format.ts';

/** The language of this page. */
export const Fala = createContext<{ t: TextosDeMeusDados; idioma: Idioma }>({ t: textosDeMeusDados.pt, idioma: 'pt' });

/** What is said, and how instants are written: ISO 8601, at the restaurant. */
export function useFala() {
  const { t, idioma } = useContext(Fala);
  const { lang } = idiomas[idioma];
  return {
    t,
    idioma,
    dia: (iso: string) => new Intl.DateTimeFormat(lang, { dateStyle: 'short', timeZone: fuso }).format(new Date(iso)),
    quando: (iso: string) =>
      new Intl.DateTimeFormat(lang, { dateStyle: 'short', timeStyle: 'short', timeZone: fuso }).format(new Date(iso)),
  };
}
