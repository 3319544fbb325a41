import { useEffect, useState } from 'react';
import { type Idioma, idiomaDe, idiomas } from '../i18n/idiomas.ts';
import { Button } from './button.tsx';
import css from './idiomas.module.css';

/** The language that comes in the link, as one chosen at the totem does; else that of the phone. Chosen anew, it stays in the address. */
export function useIdioma(): { idioma: Idioma; escolher(novo: Idioma): void } {
  const [idioma, setIdioma] = useState<Idioma>(
    () =>
      [new URLSearchParams(location.search).get('idioma'), ...navigator.languages].map(idiomaDe).find(Boolean) ?? 'pt',
  );
  useEffect(() => {
    document.documentElement.lang = idiomas[idioma].lang;
  }, [idioma]);
  const escolher = (novo: Idioma) => {
    history.replaceState(history.state, '', `?idioma=${novo}${location.hash}`);
    setIdioma(novo);
  };
  return { idioma, escolher };
}

/** Chooses among the languages, each by its own name. */
export function Idiomas({
  rotulo,
  idioma,
  escolher,
}: {
  rotulo: string;
  idioma: Idioma;
  escolher(novo: Idioma): void;
}) {
  return (
    <fieldset className={css.idiomas} aria-label={rotulo}>
      {(Object.keys(idiomas) as Idioma[]).map((um) => (
        <Button key={um} look="quiet" lang={idiomas[um].lang} aria-pressed={um === idioma} onClick={() => escolher(um)}>
          {idiomas[um].nome}
        </Button>
      ))}
    </fieldset>
  );
}
