import { type ReactNode, useCallback, useRef, useState } from 'react';
import { recuperarFoco } from '../state/foco.ts';
import { Avisar } from '../state/use-aviso.ts';
import css from './avisos.module.css';

/** How long what was done stays written, milliseconds. */
const DURA_MS = 6_000;

/** The corner where it is said that something is done, for all that is inside: what `useAviso` says appears here. */
export function Avisos({ children }: { children: ReactNode }) {
  const [texto, setTexto] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const avisar = useCallback((novo: string) => {
    clearTimeout(timer.current);
    setTexto(novo);
    recuperarFoco();
    timer.current = setTimeout(() => setTexto(''), DURA_MS);
  }, []);
  return (
    <Avisar value={avisar}>
      {children}
      <div role="status" className={css.lugar}>
        {texto !== '' && <p className={css.aviso}>{texto}</p>}
      </div>
    </Avisar>
  );
}
