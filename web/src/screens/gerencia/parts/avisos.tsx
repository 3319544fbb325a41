import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { seguirFoco } from '../state/foco.ts';
import css from './avisos.module.css';

/** How long what was done stays written, milliseconds. */
const DURA_MS = 6_000;

const Contexto = createContext<(texto: string) => void>(() => undefined);

/** Says in a corner that something is done, for eyes and for ears; and sees that the focus is somewhere. */
export const useAviso = () => useContext(Contexto);

/** Where those words appear. */
export function Avisos({ children }: { children: ReactNode }) {
  const [texto, setTexto] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const avisar = useCallback((novo: string) => {
    clearTimeout(timer.current);
    setTexto(novo);
    seguirFoco();
    timer.current = setTimeout(() => setTexto(''), DURA_MS);
  }, []);
  return (
    <Contexto value={avisar}>
      {children}
      <div role="status" className={css.lugar}>
        {texto !== '' && <p className={css.aviso}>{texto}</p>}
      </div>
    </Contexto>
  );
}
